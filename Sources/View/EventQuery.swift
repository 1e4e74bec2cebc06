/// Which of the daemon's events a page wants to hear.
struct EventQuery: Equatable, Sendable {
    /// In full or by their first part; what the daemon does not have is left out.
    var topics: [String]
    /// Empty: all.
    var tracks: [String]
    /// As in the daemon's `subscribe`, for a page that comes for the first time.
    var since: UInt64?
    /// How far a page came that lost its connection.
    var after: EventPlace?

    /// The topics of a daemon that has these.
    func topics(of daemon: [String]) -> [String] {
        daemon.filter { topic in topics.contains { topic == $0 || topic.hasPrefix($0 + ".") } }
    }
}

/// A place in the events of one daemon's life. Numbers alone do not do: a daemon that was started anew counts from 1 again.
struct EventPlace: Equatable, Sendable {
    /// The daemon's start, in nanoseconds of the monotonic clock.
    var start: Int64
    var seq: UInt64

    init(start: Int64, seq: UInt64) {
        self.start = start
        self.seq = seq
    }

    /// From the `id` of a server-sent event; nil for what is none of ours.
    init?(_ id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Int64(parts[0]), let seq = UInt64(parts[1]) else { return nil }
        self.init(start: start, seq: seq)
    }

    var id: String { "\(start)-\(seq)" }
}
