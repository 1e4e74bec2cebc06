internal import Media
internal import Synchronization

/// A lock-free ring of 16 kHz mono samples between one capture thread and one consumer.
///
/// - Neither side ever waits for the other, except a producer that asks to (`waitForSpace`).
/// - Full: the newest samples are dropped and counted; the consumer finds the gap at its place.
/// - A block never spans a gap. Its position counts lost frames in, so *position is the media time line*.
/// - Times come from the stamps of the writes: the stamp nearest before a sample, plus the frames since. Stamps nearer to
///   each other than 1/1024 of the ring are thinned out.
package final class AudioRing: Sendable {
    /// Totals since the ring was made; readable from any thread.
    package struct Totals: Equatable, Sendable {
        /// Frames stored for the consumer.
        package var written: UInt64
        /// Frames that never got there, of any cause.
        package var lost: UInt64
        /// Samples that were NaN or infinite and became 0.
        package var nonFinite: UInt64

        package init(written: UInt64, lost: UInt64, nonFinite: UInt64) {
            self.written = written
            self.lost = lost
            self.nonFinite = nonFinite
        }
    }

    let memory: RingMemory
    /// Two stamps at least this many frames apart both get a mark.
    let markSpacing: UInt64
    let bell = EventDescriptor()
    let spaceBell = EventDescriptor()
    let closed = Atomic(false)
    let cancelled = Atomic(false)
    let written = Atomic<UInt64>(0)
    let lost = Atomic<UInt64>(0)
    let nonFinite = Atomic<UInt64>(0)
    private let producerTaken = Atomic(false)
    private let consumerTaken = Atomic(false)

    private static let marks = 2048

    /// - Parameter capacityFrames: frames that wait at most; rounded up to a power of two.
    package init(capacityFrames: Int) {
        precondition(capacityFrames > 0 && capacityFrames <= 1 << 30, "a ring holds 1 to 2^30 frames")
        var capacity = 1
        while capacity < capacityFrames { capacity *= 2 }
        memory = RingMemory(capacity: capacity, markCapacity: Self.marks)
        markSpacing = UInt64(max(1, 2 * capacity / Self.marks))
    }

    deinit { memory.deallocate() }

    package var capacityFrames: Int { Int(memory.capacity) }

    /// Frames that wait for the consumer. From any thread; exact only on the consumer's.
    package var waitingFrames: Int {
        let tail = memory.tail.pointee.load(ordering: .acquiring)
        return Int(memory.head.pointee.load(ordering: .acquiring) - tail)
    }

    /// The one producer. To be called once.
    package func takeProducer() -> AudioRingProducer {
        precondition(!producerTaken.exchange(true, ordering: .relaxed), "an audio ring has one producer")
        return AudioRingProducer(ring: self)
    }

    /// The one consumer. To be called once.
    package func takeConsumer() -> AudioRingConsumer {
        precondition(!consumerTaken.exchange(true, ordering: .relaxed), "an audio ring has one consumer")
        return AudioRingConsumer(ring: self)
    }

    /// A descriptor that becomes readable with each write and at close; whoever polls it calls `clearDoorbell` before reading.
    package var doorbell: Int32 { bell.descriptor }

    package func clearDoorbell() { bell.clear() }

    /// Waits for the doorbell and clears it; false when the time passed first. For consumers with a thread of their own.
    package func waitForDoorbell(seconds: Double? = nil) -> Bool {
        guard bell.wait(nanoseconds: seconds.map { Int64($0 * 1e9) }) else { return false }
        bell.clear()
        return true
    }

    /// Ends a producer's `waitForSpace`, now and ever after. From any thread.
    package func cancelWaiting() {
        cancelled.store(true, ordering: .releasing)
        spaceBell.ring()
    }

    package var totals: Totals {
        Totals(
            written: written.load(ordering: .relaxed), lost: lost.load(ordering: .relaxed),
            nonFinite: nonFinite.load(ordering: .relaxed))
    }
}
