package import Media
internal import Synchronization

/// The writing end of an `AudioRing`, for one thread at a time. Closes the ring when it goes away.
// SAFETY: Sendable although `RingMemory` holds pointers: there is one producer a ring, it cannot be copied, and all its
// methods mutate, so only one thread at a time can be inside.
package struct AudioRingProducer: ~Copyable, @unchecked Sendable {
    private let ring: AudioRing
    private let memory: RingMemory
    private var head: UInt64 = 0
    private var markHead: UInt64 = 0
    /// The consumer's indices as last seen; refreshed only when they leave too little room.
    private var seenTail: UInt64 = 0
    private var seenMarkTail: UInt64 = 0
    /// Stored and lost frames so far.
    private var timeline: UInt64 = 0
    private var lastMarkIndex: UInt64 = 0
    private var pendingLoss: UInt64 = 0
    private var pendingCause = AudioLossCause.device
    private var longestLoss: UInt64 = 0
    private var isClosed = false

    init(ring: AudioRing) {
        self.ring = ring
        memory = ring.memory
    }

    deinit {
        if !isClosed { Self.close(ring, after: RingMark(index: head, position: timeline, lost: pendingLoss, cause: pendingCause)) }
    }

    /// Position of the next frame on the source's time line.
    package var position: UInt64 { timeline }

    /// Stores samples; what finds no room is dropped, counted and marked as a gap. Real-time safe.
    ///
    /// - Parameter capturedAt: time of the first sample.
    package mutating func write(_ samples: UnsafeBufferPointer<Float>, capturedAt: MediaInstant) {
        let offered = UInt64(samples.count)
        guard offered > 0, !isClosed else { return }
        var room = memory.capacity - (head - seenTail)
        if room < offered {
            seenTail = memory.tail.pointee.load(ordering: .acquiring)
            room = memory.capacity - (head - seenTail)
        }
        if room > 0, !placeMark(at: capturedAt) { room = 0 }
        let accepted = min(room, offered)
        if accepted > 0 {
            store(samples, count: Int(accepted))
            head += accepted
            timeline += accepted
            ring.written.wrappingAdd(accepted, ordering: .relaxed)
            memory.markHead.pointee.store(markHead, ordering: .releasing)
            memory.head.pointee.store(head, ordering: .releasing)
            ring.bell.ring()
        }
        if accepted < offered { reportLoss(frames: offered - accepted, cause: .overrun) }
    }

    /// The device says that frames are missing here: the time line moves on by them. Real-time safe.
    package mutating func reportLoss(frames: UInt64, cause: AudioLossCause = .device) {
        guard frames > 0, !isClosed else { return }
        timeline += frames
        pendingLoss += frames
        if frames > longestLoss {
            longestLoss = frames
            pendingCause = cause
        }
        ring.lost.wrappingAdd(frames, ordering: .relaxed)
    }

    /// Counts samples that were replaced by 0 before they came here (a resampler would have spread them). Real-time safe.
    package mutating func reportNonFinite(samples: UInt64) {
        ring.nonFinite.wrappingAdd(samples, ordering: .relaxed)
    }

    /// No more samples will come. Real-time safe.
    package mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        Self.close(ring, after: RingMark(index: head, position: timeline, lost: pendingLoss, cause: pendingCause))
    }

    /// Waits until `frames` (at most the capacity) fit; false when waiting was cancelled or the consumer is gone.
    /// For producers that need not keep a device's time. Not real-time safe.
    package mutating func waitForSpace(frames: Int) -> Bool {
        let needed = min(UInt64(max(frames, 0)), memory.capacity)
        // A gap needs a mark, and marks are freed with the samples they stand for; a writer that waits makes no gaps.
        while true {
            if ring.cancelled.load(ordering: .acquiring) { return false }
            seenTail = memory.tail.pointee.load(ordering: .acquiring)
            if memory.capacity - (head - seenTail) >= needed { return true }
            memory.wanted.pointee.store(needed, ordering: .relaxed)
            // Pairs with the fence in the consumer: either it sees `wanted`, or the load below sees its new tail.
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            seenTail = memory.tail.pointee.load(ordering: .acquiring)
            if memory.capacity - (head - seenTail) < needed, !ring.cancelled.load(ordering: .acquiring) {
                _ = ring.spaceBell.wait()
            }
            memory.wanted.pointee.store(0, ordering: .relaxed)
            if !ring.cancelled.load(ordering: .acquiring) { ring.spaceBell.clear() }
        }
    }

    /// Marks the next frame's time and the loss before it. False: a loss must be marked and no mark is free.
    private mutating func placeMark(at time: MediaInstant) -> Bool {
        let needed = pendingLoss > 0 || markHead == 0
        guard needed || head - lastMarkIndex >= ring.markSpacing else { return true }
        if markHead - seenMarkTail == memory.markCapacity {
            seenMarkTail = memory.markTail.pointee.load(ordering: .acquiring)
            // A stamp may be left out: the mark before it serves as well.
            if markHead - seenMarkTail == memory.markCapacity { return !needed }
        }
        memory.marks[Int(markHead & (memory.markCapacity - 1))] = RingMark(
            index: head, position: timeline, time: time.nanoseconds, lost: pendingLoss, cause: pendingCause)
        markHead += 1
        lastMarkIndex = head
        pendingLoss = 0
        longestLoss = 0
        return true
    }

    /// Copies `count` samples to the head, across the end of the storage if need be; NaN and infinities become 0.
    private func store(_ samples: UnsafeBufferPointer<Float>, count: Int) {
        // SAFETY: count ≤ samples.count and ≤ free room; the masked index stays inside the storage.
        let source = samples.baseAddress.unsafelyUnwrapped
        let mask = memory.capacity - 1
        let start = Int(head & mask)
        let first = min(count, Int(memory.capacity) - start)
        var bad = Self.copyFinite(from: source, to: memory.samples + start, count: first)
        bad += Self.copyFinite(from: source + first, to: memory.samples, count: count - first)
        if bad > 0 { ring.nonFinite.wrappingAdd(bad, ordering: .relaxed) }
    }

    private static func copyFinite(
        from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
    ) -> UInt64 {
        var bad: UInt64 = 0
        for index in 0..<count {
            let sample = source[index]
            let finite = sample.isFinite
            target[index] = finite ? sample : 0
            bad &+= finite ? 0 : 1
        }
        return bad
    }

    private static func close(_ ring: AudioRing, after trailing: RingMark) {
        ring.memory.trailing.pointee = trailing
        ring.closed.store(true, ordering: .releasing)
        ring.bell.ring()
    }
}
