package import Media
internal import Synchronization

/// The writing end of a `LatestFrame`, for one thread at a time. Closes the mailbox when it goes away.
package struct LatestFrameProducer: ~Copyable, Sendable {
    private let mailbox: LatestFrame
    private var isClosed = false

    init(mailbox: LatestFrame) {
        self.mailbox = mailbox
    }

    deinit {
        if !isClosed { Self.close(mailbox) }
    }

    /// Leaves a frame; one that still waits there is overtaken and counted as skipped. Takes no lock.
    package mutating func put(_ frame: VideoFrame) {
        guard !isClosed else { return }
        let waiting = Unmanaged.passRetained(WaitingFrame(frame))
        if let overtaken = mailbox.slot.exchange(waiting, ordering: .sequentiallyConsistent) {
            overtaken.release()
            skip(frames: 1)
        }
        mailbox.bell.ring()
    }

    /// Counts frames that the source itself left out because it had newer ones already.
    package mutating func skip(frames: UInt64) { mailbox.skipped.wrappingAdd(frames, ordering: .relaxed) }

    /// Counts frames that the device says it dropped.
    package mutating func reportLoss(frames: UInt64) { mailbox.lost.wrappingAdd(frames, ordering: .relaxed) }

    /// Counts a frame that came damaged; the number of those so far.
    package mutating func reportBroken() -> UInt64 { mailbox.broken.wrappingAdd(1, ordering: .relaxed).newValue }

    /// No more frames will come. The one that waits can still be taken.
    package mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        Self.close(mailbox)
    }

    /// Waits until no frame waits; false when waiting was cancelled or the consumer is gone. For producers that need not keep a
    /// device's time.
    package mutating func waitUntilTaken() -> Bool {
        while true {
            if mailbox.cancelled.load(ordering: .acquiring) { return false }
            mailbox.wanted.store(true, ordering: .sequentiallyConsistent)
            // Either this sees the empty slot, or the consumer, which looks at `wanted` after emptying it, rings.
            let isEmpty = mailbox.slot.load(ordering: .sequentiallyConsistent) == nil
            if !isEmpty, !mailbox.cancelled.load(ordering: .acquiring) { _ = mailbox.takenBell.wait() }
            mailbox.wanted.store(false, ordering: .relaxed)
            if isEmpty { return true }
            if !mailbox.cancelled.load(ordering: .acquiring) { mailbox.takenBell.clear() }
        }
    }

    private static func close(_ mailbox: LatestFrame) {
        mailbox.closed.store(true, ordering: .releasing)
        mailbox.bell.ring()
    }
}
