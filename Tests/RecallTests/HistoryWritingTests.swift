import Recall
import Testing
import Wire

/// What is kept of a run's events, and at which times.
struct HistoryWritingTests {
    @Test func aCaptionIsKeptWholeAndGivenBackForSubtitles() throws {
        let fixture = try HistoryFixture()
        fixture.pass(60)
        fixture.say("Bon appétit 😀", language: "fr")
        try fixture.writer.write()
        let entry = try #require(try fixture.history.entries().first)
        #expect(entry.kind == .caption && entry.track == "microphone" && entry.language == "fr" && entry.text == "Bon appétit 😀")
        #expect(entry.mediaStart == 60 && abs(entry.mediaEnd - 61.3) < 1e-9)
        #expect(entry.start == HistoryFixture.start + 60 && abs(entry.end - HistoryFixture.start - 61.3) < 1e-5)
        #expect(entry.words == HistoryFixture.caption("Bon appétit 😀", at: 60).words)
        let caption = try #require(entry.caption(since: HistoryFixture.start + 50))
        #expect(abs(caption.start - 10) < 1e-5 && abs(caption.words[1].start - 10.25) < 1e-5 && caption.words[1].text == "appétit")
    }

    @Test func partialsAndFiguresAreNotKept() throws {
        let fixture = try HistoryFixture()
        fixture.take(.captionPartial(HistoryFixture.caption("half a", at: 0)))
        fixture.take(.gap(Gap(track: "microphone", from: 0, to: 1, frames: 16_000, reason: "overrun")))
        fixture.take(.captionFinal(HistoryFixture.caption("", at: 0)))
        #expect(fixture.writer.waiting == 0)
    }

    @Test func anEventThatComesTwiceIsKeptOnce() throws {
        let fixture = try HistoryFixture()
        let event = Event(seq: 9, time: 1, body: .captionFinal(HistoryFixture.caption("once", at: 0)))
        fixture.writer.take(event)
        fixture.writer.take(event)
        #expect(try fixture.texts(HistoryQuery()) == ["once"])
        // Without a number nobody can tell.
        for _ in 0..<2 { fixture.writer.take(Event(seq: 0, time: 2, body: .captionFinal(HistoryFixture.caption("again", at: 1)))) }
        #expect(try fixture.texts(HistoryQuery()) == ["once", "again", "again"])
    }

    @Test func aSceneLastsUntilTheNextAndIsNotRepeated() throws {
        let fixture = try HistoryFixture()
        fixture.see(["en": "A dog sits.", "zh": "一只狗坐着。"])
        fixture.pass(10)
        fixture.see(["en": "A dog sits.", "zh": "一只狗坐着。"])
        fixture.pass(5)
        fixture.see(["en": "Nobody is there.", "zh": "没有人。"])
        try fixture.writer.write()
        let scenes = try fixture.history.entries().filter { $0.language == "en" }
        #expect(scenes.map(\.text) == ["A dog sits.", "Nobody is there."])
        #expect(scenes.map(\.mediaStart) == [0, 15] && scenes.map(\.mediaEnd) == [15, 15])
        #expect(try fixture.history.search(HistoryQuery("狗", kinds: [.scene])).map(\.entry.language) == ["zh"])
    }

    @Test func aStayBeginsAndEnds() throws {
        let fixture = try HistoryFixture()
        fixture.pass(5)
        fixture.enter("dog", 4)
        fixture.pass(10)
        fixture.leave("dog", 4, since: 5)
        fixture.enter("person", 5)
        fixture.pass(20)
        try fixture.writer.write()
        let stays = try fixture.history.stays()
        #expect(stays.map(\.label) == ["dog", "person"] && stays.map(\.object) == [4, 5])
        #expect(stays.map(\.mediaStart) == [5, 15] && stays.map(\.mediaEnd) == [15, 35])
        #expect(stays.map(\.over) == [true, false])
        #expect(stays.map { $0.end - HistoryFixture.start } == [15, 35])
        #expect(try fixture.history.stays(from: HistoryFixture.start + 16).map(\.label) == ["person"])
    }

    private func summary(_ text: String, _ length: SummaryLength, from: Double, to: Double) -> EventBody {
        .summary(
            Summary(
                length: length, language: "en", text: text, from: from, to: to,
                captions: [CaptionReference(track: "microphone", segment: 3), CaptionReference(track: "microphone", segment: 4)], method: .model))
    }

    @Test func aSummaryNamesWhatItRestsOn() throws {
        let fixture = try HistoryFixture()
        fixture.take(summary("They talked of rain.", .short, from: 1, to: 9))
        try fixture.writer.write()
        let entry = try #require(try fixture.history.search(HistoryQuery("rain", kinds: [.summary])).first?.entry)
        #expect(entry.track == "microphone" && entry.length == .short && entry.basis.map(\.segment) == [3, 4] && entry.caption(since: 0) == nil)
    }

    @Test func aTitleThatStaysIsKeptOnce() throws {
        let fixture = try HistoryFixture()
        fixture.take(summary("Rain", .title, from: 0, to: 40))
        fixture.take(summary("Rain", .title, from: 0, to: 80))
        fixture.take(summary("Rain", .short, from: 0, to: 80))
        fixture.take(summary("Rain and Snow", .title, from: 0, to: 120))
        try fixture.writer.write()
        let entries = try fixture.history.entries()
        #expect(entries.map(\.text) == ["Rain", "Rain", "Rain and Snow"] && entries[0].mediaEnd == 80)
    }

    /// The media clock stands still while the machine sleeps.
    @Test func afterASleepTheWallClockIsRight() throws {
        let fixture = try HistoryFixture()
        fixture.say("before")
        fixture.clocks.now.wall += 3600
        fixture.say("after")
        try fixture.writer.write()
        let entries = try fixture.history.entries()
        #expect(abs(entries[0].start - HistoryFixture.start) < 1e-5)
        #expect(abs(entries[1].start - HistoryFixture.start - 3600.6) < 1e-5)
    }

    @Test func eachRunHasItsOwnMediaClock() throws {
        let first = try HistoryFixture()
        first.say("first run")
        try first.writer.write()
        let second = try HistoryFixture(in: first.folder, start: HistoryFixture.start + 86_400)
        second.say("second run")
        try second.writer.write()
        let entries = try second.history.entries()
        #expect(entries.map(\.text) == ["first run", "second run"] && entries.map(\.mediaStart) == [0, 0])
        #expect(entries[1].start - entries[0].start == 86_400 && entries[0].run != entries[1].run)
        #expect(try second.history.search(HistoryQuery("run", from: HistoryFixture.start + 1000)).map(\.entry.text) == ["second run"])
    }

    @Test func pagesFollowOneAnother() throws {
        let fixture = try HistoryFixture()
        for number in 0..<25 { fixture.say("line \(number)") }
        try fixture.writer.write()
        var (all, last): ([String], HistoryEntry?) = ([], nil)
        repeat {
            let page = try fixture.history.entries(after: last, limit: 10)
            all += page.map(\.text)
            last = page.last
        } while last != nil
        #expect(all == (0..<25).map { "line \($0)" })
    }

    @Test func anotherProcessReadsWhileOneWrites() throws {
        let fixture = try HistoryFixture()
        fixture.say("early")
        try fixture.writer.write()
        let reader = try History(reading: fixture.history.path)
        #expect(try reader.search(HistoryQuery("early")).count == 1)
        fixture.say("late")
        try fixture.writer.write()
        #expect(try reader.search(HistoryQuery("late")).count == 1)
    }
}
