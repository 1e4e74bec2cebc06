import Playback
import Testing

/// Who speaks next, without any sound.
struct SpeechQueueTests {
    private typealias Line = SpeechQueue.Line

    private func line(_ id: UInt64, _ priority: SpeechQueue.Priority = .normal, topic: String? = nil) -> SpeechQueue.Line {
        SpeechQueue.Line(id: id, priority: priority, text: "line \(id)", topic: topic)
    }

    @Test func linesTakeTurns() {
        var queue = SpeechQueue()
        #expect(queue.add(line(1)) == [.start(line(1))])
        #expect(queue.add(line(2)) == [])
        #expect(queue.add(line(3)) == [])
        #expect(queue.ended(1) == [.start(line(2))])
        #expect(queue.ended(2) == [.start(line(3))])
        #expect(queue.ended(3) == [])
        #expect(queue.current == nil)
    }

    @Test func anUrgentLineStopsTheOldAndThoseThatWaitGoOnBehindIt() {
        var queue = SpeechQueue()
        _ = queue.add(line(1))
        _ = queue.add(line(2))
        #expect(queue.add(line(3, .urgent)) == [.stop(line(1), .interrupted(by: 3)), .start(line(3, .urgent))])
        // The stopped line's end, told late, changes nothing.
        #expect(queue.ended(1) == [])
        #expect(queue.current?.id == 3)
        // So does a newer one to an older one.
        #expect(queue.add(line(4, .urgent)) == [.stop(line(3, .urgent), .interrupted(by: 4)), .start(line(4, .urgent))])
        #expect(queue.ended(4) == [.start(line(2))])
    }

    @Test func idleTalkYieldsAndWaitsBehindEverybody() {
        var queue = SpeechQueue()
        _ = queue.add(line(1, .idle))
        #expect(queue.add(line(2)) == [.stop(line(1, .idle), .interrupted(by: 2)), .start(line(2))])
        #expect(queue.add(line(3, .idle)) == [])
        #expect(queue.add(line(4)) == [])
        #expect(queue.ended(2) == [.start(line(4))])
        #expect(queue.ended(4) == [.start(line(3, .idle))])
        // Idle talk does not stop idle talk.
        #expect(queue.add(line(5, .idle)) == [])
    }

    @Test func ofATopicOnlyTheNewestWaits() {
        var queue = SpeechQueue()
        _ = queue.add(line(1))
        _ = queue.add(line(2, topic: "scene"))
        _ = queue.add(line(3, topic: "summary"))
        #expect(queue.add(line(4, topic: "scene")) == [.drop(line(2, topic: "scene"), .replaced(by: 4))])
        // One that is said already is said to its end.
        #expect(queue.ended(1) == [.start(line(3, topic: "summary"))])
        #expect(queue.add(line(5, topic: "summary")) == [])
        // A less urgent one does not take the place of one that waits.
        #expect(queue.add(line(6, .idle, topic: "scene")) == [])
        #expect(queue.waiting.map(\.id) == [4, 5, 6])
    }

    @Test func tooManyLoseTheOldestOfTheLeastUrgent() {
        var queue = SpeechQueue(most: 2)
        _ = queue.add(line(1))
        _ = queue.add(line(2, .idle))
        _ = queue.add(line(3))
        #expect(queue.add(line(4)) == [.drop(line(2, .idle), .full)])
        #expect(queue.add(line(5)) == [.drop(line(3), .full)])
        #expect(queue.waiting.map(\.id) == [4, 5])
    }

    @Test func cancelling() {
        var queue = SpeechQueue()
        _ = queue.add(line(1))
        _ = queue.add(line(2))
        _ = queue.add(line(3))
        #expect(queue.cancel(2) == [.drop(line(2), .cancelled)])
        #expect(queue.cancel(2) == [])
        #expect(queue.cancel(1) == [.stop(line(1), .cancelled), .start(line(3))])
        _ = queue.add(line(4))
        #expect(queue.cancelAll() == [.stop(line(3), .cancelled), .drop(line(4), .cancelled)])
        #expect(queue.current == nil && queue.waiting.isEmpty)
    }

    @Test func marksAreOfTheCurrentLine() {
        var queue = SpeechQueue()
        _ = queue.add(line(1))
        queue.reached(mark: "here", in: 1)
        #expect(queue.lastMark == "here")
        queue.reached(mark: "elsewhere", in: 9)
        #expect(queue.lastMark == "here")
        _ = queue.add(line(2))
        _ = queue.ended(1)
        #expect(queue.lastMark == nil)
    }
}
