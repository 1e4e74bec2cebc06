internal import Media

/// A binary heap of jobs: the earliest deadline first, equal ones in their order.
struct JobHeap<Work> {
    struct Entry {
        var deadline: MediaInstant
        var number: UInt64
        var atLatest: MediaInstant?
        var work: Work

        func comes(before other: Entry) -> Bool { (deadline, number) < (other.deadline, other.number) }
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var first: Entry? { entries.first }

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0, entries[child].comes(before: entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Work? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first.work }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && entries[child].comes(before: entries[least]) {
                least = child
            }
            guard least != parent else { return first.work }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
