package import Media

/// The order in which work is done: lanes first, then the earliest deadline, then first come, first served. A job that must run at
/// the latest at some time goes before everything once that time has come, whatever its lane: that is how a lane keeps a floor.
///
/// Pure bookkeeping; `Scheduler` puts threads to it.
package struct JobQueue<Work> {
    /// Speech is never starved: a lower lane's job runs only when no higher one waits, or at the latest.
    private var lanes = [JobHeap<Work>](repeating: JobHeap(), count: Lane.allCases.count)
    private var number: UInt64 = 0

    package init() {}

    package var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// - Parameter atLatest: when it goes before all lanes; nil: never. Later deadlines of a lane have later times.
    package mutating func push(_ work: Work, lane: Lane, deadline: MediaInstant, atLatest: MediaInstant? = nil) {
        lanes[lane.rawValue].push(.init(deadline: deadline, number: number, atLatest: atLatest, work: work))
        number += 1
    }

    package mutating func pop(at now: MediaInstant) -> Work? {
        let overdue = lanes.indices.filter { lanes[$0].first?.atLatest.map { $0 <= now } == true }
            .min { lanes[$0].first!.atLatest! < lanes[$1].first!.atLatest! }
        guard let lane = overdue ?? lanes.indices.first(where: { lanes[$0].count > 0 }) else { return nil }
        return lanes[lane].pop()
    }
}

/// The kinds of work, most urgent first.
package enum Lane: Int, Comparable, Sendable, CaseIterable {
    /// A deadline each hop.
    case speech
    /// A rate.
    case vision
    /// Language and voice: yields between tokens and sentences.
    case background

    package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
