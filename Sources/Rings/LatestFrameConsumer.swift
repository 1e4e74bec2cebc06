package import Media
internal import Synchronization

/// The reading end of a `LatestFrame`, for one thread or actor at a time. A producer stops waiting when it goes away.
package struct LatestFrameConsumer: ~Copyable, Sendable {
    private let mailbox: LatestFrame

    init(mailbox: LatestFrame) {
        self.mailbox = mailbox
    }

    deinit { mailbox.cancelWaiting() }

    /// Closed, and the last frame was taken.
    package var isFinished: Bool {
        // `closed` first: what was left before it was set is then surely seen in the slot.
        mailbox.closed.load(ordering: .acquiring) && mailbox.slot.load(ordering: .acquiring) == nil
    }

    /// The newest frame; nil when none came since the last.
    package mutating func take() -> VideoFrame? {
        guard let waiting = mailbox.slot.exchange(nil, ordering: .sequentiallyConsistent) else { return nil }
        mailbox.taken.wrappingAdd(1, ordering: .relaxed)
        if mailbox.wanted.load(ordering: .sequentiallyConsistent) { mailbox.takenBell.ring() }
        return waiting.takeRetainedValue().frame
    }
}
