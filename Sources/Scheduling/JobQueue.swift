package import Media

/// The order in which work is done: in each lane the earliest deadline, then first come, first served. A job that must run at the latest at some
/// time goes before speech once that time has come: that is how a lane keeps a floor.
///
/// Pure bookkeeping; `Scheduler` puts threads to it.
package struct JobQueue<Work> {
    private var lanes = [JobHeap<Work>](repeating: JobHeap(), count: Lane.allCases.count)
    private var number: UInt64 = 0

    package init() {}

    package var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// - Parameter atLatest: when it goes before speech; nil: never. Later deadlines of a lane have later times.
    package mutating func push(_ work: Work, lane: Lane, deadline: MediaInstant, atLatest: MediaInstant? = nil) {
        lanes[lane.rawValue].push(.init(deadline: deadline, number: number, atLatest: atLatest, work: work))
        number += 1
    }

    /// The next job of a lane, and the lane that it comes from: who works for speech gets what is overdue in any lane first.
    package mutating func pop(at now: MediaInstant, for lane: Lane) -> (work: Work, lane: Lane)? {
        let overdue = lane != .speech
            ? nil
            : Lane.allCases.filter { lanes[$0.rawValue].first?.atLatest.map { $0 <= now } == true }
                .min { lanes[$0.rawValue].first!.atLatest! < lanes[$1.rawValue].first!.atLatest! }
        let chosen = overdue ?? lane
        return lanes[chosen.rawValue].pop().map { ($0, chosen) }
    }
}

/// The kinds of work, most urgent first.
package enum Lane: Int, Comparable, Sendable, CaseIterable {
    /// A deadline each hop.
    case speech
    /// A rate.
    case vision
    /// Vision's, while speech says a final. `Scheduler` itself puts looks here.
    case visionBehind
    /// Language: yields between tokens.
    case background

    package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
