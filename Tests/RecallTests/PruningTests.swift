import Foundation
import Recall
import Testing

/// What goes when the history is too old or too large.
struct PruningTests {
    @Test func whatIsTooOldGoesInSmallSteps() throws {
        let fixture = try HistoryFixture()
        for number in 10..<50 {
            fixture.say("line \(number)")
            fixture.enter("dog", number)
            fixture.pass(1)
            fixture.leave("dog", number, since: fixture.clocks.now.media - 1)
            fixture.pass(3598.3)
        }
        try fixture.writer.write()
        let now = HistoryFixture.start + 40 * 3600
        var steps = 1
        while try fixture.history.prune(Retention(days: 1), now: now, step: 5) { steps += 1 }
        #expect(steps > 3 && steps < 8)
        let kept = try fixture.history.entries()
        #expect(kept.count == 24 && kept.first?.text == "line 26" && kept.last?.text == "line 49")
        #expect(try fixture.history.stays().count == 24)
        // The index forgets with the table.
        #expect(try fixture.history.search(HistoryQuery("\"line 13\"")).isEmpty)
        #expect(try fixture.history.search(HistoryQuery("\"line 30\"")).count == 1)
        #expect(try !fixture.history.prune(Retention(days: 1), now: now))
    }

    @Test func whatIsTooMuchGoesAndTheFileGetsSmaller() throws {
        let fixture = try HistoryFixture()
        for number in 0..<3000 { fixture.say("This is line \(number), which is long enough to weigh something in the end.") }
        try fixture.writer.write()
        let before = try fixture.history.size()
        #expect(before.entries == 3000 && before.bytes > 2_000_000)
        while try fixture.history.prune(Retention(megabytes: 1), now: HistoryFixture.start) {}
        let after = try fixture.history.size()
        #expect(after.bytes <= 1_000_000 && after.entries > 500)
        #expect(try fixture.history.entries(limit: 1).first?.text.contains("line \(3000 - after.entries),") == true)
        while try fixture.history.prune(Retention(megabytes: 0), now: HistoryFixture.start) {}
        #expect(try fixture.history.size().entries == 0)
    }

    @Test func withoutALimitEverythingStays() throws {
        let fixture = try HistoryFixture()
        fixture.say("old")
        try fixture.writer.write()
        #expect(try !fixture.history.prune(Retention(), now: HistoryFixture.start * 2))
        #expect(try fixture.history.size().entries == 1)
    }

    @Test func aRunOfWhichNothingIsLeftGoesButNotTheLatest() throws {
        let first = try HistoryFixture()
        first.say("old")
        try first.writer.write()
        let second = try HistoryFixture(in: first.folder, start: HistoryFixture.start + 10 * 86_400)
        _ = try second.history.prune(Retention(days: 5), now: HistoryFixture.start + 10 * 86_400)
        second.say("new")
        #expect(try second.texts(HistoryQuery()) == ["new"])
    }
}
