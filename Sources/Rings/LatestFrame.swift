internal import Media
internal import Synchronization

/// Where a camera leaves its newest frame for the one who looks at it: a mailbox that holds one frame.
///
/// - The consumer always gets the newest frame. One that was never taken is replaced, and counted as skipped.
/// - Neither side ever waits for the other, except a producer that asks to (`waitUntilTaken`): then no frame is skipped.
/// - Every frame of the source is in exactly one of `Totals`' numbers, or waits.
package final class LatestFrame: Sendable {
    /// Totals since the mailbox was made; readable from any thread.
    package struct Totals: Equatable, Sendable {
        /// Frames that the consumer took.
        package var taken: UInt64
        /// Frames that a newer one overtook.
        package var skipped: UInt64
        /// Frames that the device says it dropped.
        package var lost: UInt64
        /// Frames that came damaged and were left out.
        package var broken: UInt64

        package init(taken: UInt64 = 0, skipped: UInt64 = 0, lost: UInt64 = 0, broken: UInt64 = 0) {
            self.taken = taken
            self.skipped = skipped
            self.lost = lost
            self.broken = broken
        }
    }

    /// The frame that waits. Exchanged whole: who gets it out owns it.
    let slot = Atomic<Unmanaged<WaitingFrame>?>(nil)
    let bell = EventDescriptor()
    let takenBell = EventDescriptor()
    let closed = Atomic(false)
    let cancelled = Atomic(false)
    /// The producer waits for the slot to be empty.
    let wanted = Atomic(false)
    let taken = Atomic<UInt64>(0)
    let skipped = Atomic<UInt64>(0)
    let lost = Atomic<UInt64>(0)
    let broken = Atomic<UInt64>(0)
    private let producerTaken = Atomic(false)
    private let consumerTaken = Atomic(false)

    package init() {}

    deinit { slot.exchange(nil, ordering: .acquiring)?.release() }

    /// The one producer. To be called once.
    package func takeProducer() -> LatestFrameProducer {
        precondition(!producerTaken.exchange(true, ordering: .relaxed), "a mailbox has one producer")
        return LatestFrameProducer(mailbox: self)
    }

    /// The one consumer. To be called once.
    package func takeConsumer() -> LatestFrameConsumer {
        precondition(!consumerTaken.exchange(true, ordering: .relaxed), "a mailbox has one consumer")
        return LatestFrameConsumer(mailbox: self)
    }

    /// A descriptor that becomes readable with each frame and at close; whoever polls it calls `clearDoorbell` before taking.
    package var doorbell: Int32 { bell.descriptor }

    package func clearDoorbell() { bell.clear() }

    /// No frame will come behind the one that waits.
    package var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// Waits for the doorbell and clears it; false when the time passed first. For consumers with a thread of their own.
    package func waitForDoorbell(seconds: Double? = nil) -> Bool {
        guard bell.wait(nanoseconds: seconds.map { Int64($0 * 1e9) }) else { return false }
        bell.clear()
        return true
    }

    /// Ends a producer's `waitUntilTaken`, now and ever after. From any thread.
    package func cancelWaiting() {
        cancelled.store(true, ordering: .releasing)
        takenBell.ring()
    }

    package var totals: Totals {
        Totals(
            taken: taken.load(ordering: .relaxed), skipped: skipped.load(ordering: .relaxed), lost: lost.load(ordering: .relaxed),
            broken: broken.load(ordering: .relaxed))
    }
}

/// A frame on its way through the slot.
final class WaitingFrame: Sendable {
    let frame: VideoFrame

    init(_ frame: VideoFrame) {
        self.frame = frame
    }
}
