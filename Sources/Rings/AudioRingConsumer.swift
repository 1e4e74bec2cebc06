package import Media
internal import Synchronization

/// The reading end of an `AudioRing`, for one thread or actor at a time. A producer stops waiting when it goes away.
// SAFETY: Sendable for the same reason as the producer: one a ring, not copyable, every method that changes it mutates.
package struct AudioRingConsumer: ~Copyable, @unchecked Sendable {
    private let ring: AudioRing
    private let memory: RingMemory
    private var tail: UInt64 = 0
    private var markTail: UInt64 = 0
    /// The producer's indices as last seen.
    private var seenHead: UInt64 = 0
    private var seenMarkHead: UInt64 = 0
    /// The last mark at or before the tail.
    private var mark = RingMark()
    private var reportedTrailingLoss = false

    init(ring: AudioRing) {
        self.ring = ring
        memory = ring.memory
    }

    deinit { ring.cancelWaiting() }

    /// Frames that wait to be read.
    package var availableFrames: Int {
        Int(memory.head.pointee.load(ordering: .acquiring) - tail)
    }

    /// Closed, and everything was read.
    package var isFinished: Bool {
        guard ring.closed.load(ordering: .acquiring) else { return false }
        return availableFrames == 0 && (reportedTrailingLoss || memory.trailing.pointee.lost == 0)
    }

    /// The next consecutive samples, at most `maximumFrames`; nil when none wait.
    ///
    /// When the ring was closed right after a loss, the last block has no samples and only tells of that loss.
    package mutating func read(maximumFrames: Int) -> AudioBlock? {
        guard maximumFrames > 0 else { return nil }
        // `closed` first: what was written before it was set is then surely seen below.
        let closed = ring.closed.load(ordering: .acquiring)
        if seenHead - tail < UInt64(maximumFrames) {
            seenHead = memory.head.pointee.load(ordering: .acquiring)
        }
        guard seenHead > tail else { return closed ? trailingLoss() : nil }
        // Marks are published before the frames that they stand for.
        seenMarkHead = memory.markHead.pointee.load(ordering: .acquiring)
        let lost = takeMarks()
        let count = framesToNextLoss(atMost: min(UInt64(maximumFrames), seenHead - tail))
        let block = AudioBlock(
            samples: copy(count: Int(count)), position: mark.position + (tail - mark.index), capturedAt: timeOfTail,
            lostFramesBefore: lost, lossCause: lost > 0 ? mark.cause : nil)
        tail += count
        memory.markTail.pointee.store(markTail, ordering: .releasing)
        memory.tail.pointee.store(tail, ordering: .releasing)
        wakeProducer()
        return block
    }

    private var timeOfTail: MediaInstant {
        MediaInstant(nanoseconds: mark.time + Int64(tail - mark.index) * RingMark.nanosecondsPerFrame)
    }

    /// Consumes the marks up to the tail; returns the frames lost right before it.
    private mutating func takeMarks() -> UInt64 {
        var lost: UInt64 = 0
        while markTail < seenMarkHead {
            let next = memory.marks[Int(markTail & (memory.markCapacity - 1))]
            guard next.index <= tail else { break }
            mark = next
            // Reads stop at losses, so a loss is always met exactly at the tail.
            lost += next.lost
            markTail += 1
        }
        return lost
    }

    private func framesToNextLoss(atMost count: UInt64) -> UInt64 {
        var scan = markTail
        while scan < seenMarkHead {
            let next = memory.marks[Int(scan & (memory.markCapacity - 1))]
            if next.index >= tail + count { break }
            if next.lost > 0 { return next.index - tail }
            scan += 1
        }
        return count
    }

    private func copy(count: Int) -> [Float] {
        let start = Int(tail & (memory.capacity - 1))
        let first = min(count, Int(memory.capacity) - start)
        return [Float](unsafeUninitializedCapacity: count) { target, initialized in
            guard let base = target.baseAddress else { return }
            // SAFETY: the frames from tail to head were published to this side and stay untouched until tail moves on.
            base.initialize(from: memory.samples + start, count: first)
            (base + first).initialize(from: memory.samples, count: count - first)
            initialized = count
        }
    }

    private func wakeProducer() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let wanted = memory.wanted.pointee.load(ordering: .relaxed)
        guard wanted > 0 else { return }
        let head = memory.head.pointee.load(ordering: .relaxed)
        if memory.capacity - (head - tail) >= wanted { ring.spaceBell.ring() }
    }

    private mutating func trailingLoss() -> AudioBlock? {
        let trailing = memory.trailing.pointee
        guard trailing.lost > 0, !reportedTrailingLoss else { return nil }
        reportedTrailingLoss = true
        let time = timeOfTail.nanoseconds + Int64(trailing.lost) * RingMark.nanosecondsPerFrame
        return AudioBlock(
            samples: [], position: trailing.position, capturedAt: MediaInstant(nanoseconds: time),
            lostFramesBefore: trailing.lost, lossCause: trailing.cause)
    }
}
