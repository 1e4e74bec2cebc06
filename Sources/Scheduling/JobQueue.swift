package import Media

/// The order in which work is done: lanes first, then the earliest deadline, then first come, first served.
///
/// Pure bookkeeping; `Scheduler` puts threads to it.
package struct JobQueue<Work> {
    /// Speech is never starved: a lower lane's job runs only when no higher one waits.
    private struct Entry {
        var lane: Lane
        var deadline: MediaInstant
        var number: UInt64
        var work: Work

        func comes(before other: Entry) -> Bool {
            (lane, deadline, number) < (other.lane, other.deadline, other.number)
        }
    }

    /// A binary heap: the next job first.
    private var heap: [Entry] = []
    private var number: UInt64 = 0

    package init() {}

    package var count: Int { heap.count }

    package mutating func push(_ work: Work, lane: Lane, deadline: MediaInstant) {
        heap.append(Entry(lane: lane, deadline: deadline, number: number, work: work))
        number += 1
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    package mutating func pop() -> Work? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.work }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].comes(before: heap[least]) {
                least = child
            }
            guard least != parent else { return first.work }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

/// The three kinds of work, most urgent first.
package enum Lane: Int, Comparable, Sendable, CaseIterable {
    /// A deadline each hop.
    case speech
    /// A rate.
    case vision
    /// Language and voice: yields between tokens and sentences.
    case background

    package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
