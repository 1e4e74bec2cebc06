import Media
import Scheduling
import Testing

/// The order of work, told by a manual clock.
struct JobQueueTests {
    private func at(_ milliseconds: Int64) -> MediaInstant { MediaInstant(nanoseconds: milliseconds * 1_000_000) }

    /// What those who work for `lane` get, in their order.
    private func order(_ jobs: [(String, Lane, Int64)], for lane: Lane = .speech) -> [String] {
        var queue = JobQueue<String>()
        for (name, lane, deadline) in jobs { queue.push(name, lane: lane, deadline: at(deadline)) }
        var names: [String] = []
        while let next = queue.pop(at: at(0), for: lane) { names.append(next.work) }
        return names
    }

    @Test func theEarliestDeadlineComesFirst() {
        #expect(order([("later", .speech, 320), ("sooner", .speech, 160), ("last", .speech, 640)]) == ["sooner", "later", "last"])
    }

    @Test func equalDeadlinesKeepTheirOrder() {
        let names = (0..<20).map { "job \($0)" }
        #expect(order(names.map { ($0, .speech, 100) }) == names)
    }

    /// However late the others are, who works for speech does speech.
    @Test(arguments: [(Lane.speech, "hop"), (.vision, "frame"), (.background, "summary")])
    func eachLaneHasItsOwn(_ lane: Lane, _ name: String) {
        #expect(order([("summary", .background, 0), ("frame", .vision, 0), ("hop", .speech, 1_000)], for: lane) == [name])
    }

    /// The camera's floor: a look that waited long enough goes before speech, once.
    @Test func whatMustRunAtTheLatestDoes() {
        var queue = JobQueue<String>()
        queue.push("hop", lane: .speech, deadline: at(320))
        queue.push("frame", lane: .vision, deadline: at(66), atLatest: at(500))
        queue.push("next hop", lane: .speech, deadline: at(640))
        #expect(queue.pop(at: at(499), for: .speech)! == ("hop", .speech))
        #expect(queue.pop(at: at(500), for: .background) == nil)
        #expect(queue.pop(at: at(500), for: .speech)! == ("frame", .vision))
        #expect(queue.pop(at: at(500), for: .speech)! == ("next hop", .speech))
    }

    @Test func anEmptyQueueHasNothing() {
        var queue = JobQueue<Int>()
        #expect(queue.pop(at: at(0), for: .speech) == nil)
        #expect(queue.count == 0)
    }

    @Test func manyJobsComeOutSorted() {
        // A fixed pseudo-random order: the same on every machine.
        var seed: UInt64 = 7
        var queue = JobQueue<Int64>()
        for _ in 0..<2_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let deadline = Int64(seed >> 50)
            queue.push(deadline, lane: .speech, deadline: at(deadline))
        }
        var last = Int64.min
        while let deadline = queue.pop(at: at(0), for: .speech)?.work {
            #expect(deadline >= last)
            last = deadline
        }
    }
}
