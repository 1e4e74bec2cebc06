import Foundation
import Recall
import Testing

/// What a question finds.
struct SearchTests {
    /// A meeting, with a camera.
    private func meeting() throws -> HistoryFixture {
        let fixture = try HistoryFixture()
        fixture.say("Good morning, who is here today?")
        fixture.say("The budget for the garden is four thousand euros.")
        fixture.say("I do not think that the roof will hold.")
        fixture.enter("dog", 1)
        fixture.say("What a lovely dog, is it yours?", track: "computer")
        fixture.pass(3)
        fixture.leave("dog", 1, since: 12)
        fixture.pass(3)
        fixture.say("我们下周讨论预算和人员安排。", language: "zh")
        fixture.say("這個預算太高了。", language: "zh")
        fixture.say("L'école est fermée, dit André.", language: "fr")
        fixture.see(["en": "Two persons sit at a table.", "zh": "两个人坐在桌旁。"])
        return fixture
    }

    @Test(arguments: [
        ("who mentioned the budget", "The budget for the garden is four thousand euros."),
        ("BUDGETS?", "The budget for the garden is four thousand euros."),
        ("does the roof hold", "I do not think that the roof will hold."),
        ("ecole", "L'école est fermée, dit André."),
        ("人员", "我们下周讨论预算和人员安排。"),
        ("谁提到了人员安排？", "我们下周讨论预算和人员安排。"),
        ("太高", "這個預算太高了。"),
        ("這個", "這個預算太高了。"),
        ("table", "Two persons sit at a table."),
    ])
    func theRightOneComesFirst(_ question: String, _ answer: String) throws {
        #expect(try meeting().texts(HistoryQuery(question)).first == answer)
    }

    @Test func aWordIsFoundInEitherScript() throws {
        let both: Set = ["我们下周讨论预算和人员安排。", "這個預算太高了。"]
        let fixture = try meeting()
        #expect(try Set(fixture.texts(HistoryQuery("预算"))) == both)
        #expect(try Set(fixture.texts(HistoryQuery("預算"))) == both)
    }

    @Test func quotesMeanAPhrase() throws {
        let fixture = try meeting()
        #expect(try fixture.texts(HistoryQuery("\"four thousand\"")) == ["The budget for the garden is four thousand euros."])
        #expect(try fixture.texts(HistoryQuery("\"thousand four\"")).isEmpty)
        #expect(try fixture.texts(HistoryQuery("“the roof” budget")) == ["I do not think that the roof will hold."])
        #expect(try fixture.texts(HistoryQuery("「讨论预算」")) == ["我们下周讨论预算和人员安排。"])
    }

    /// FTS5's own operators, and everything else that a person may type.
    @Test(arguments: [
        "budget AND", "NOT budget", "budget OR", "\"budget", "budget*", "budget)", "(budget", "text:budget", "{text}:budget", "-budget", "^budget", "NEAR(budget)",
        "budget + 1", "'budget'; DROP TABLE entry; --", "budget\u{0}", "budget \u{FFFD} \"\" \"", "🎉 budget", "b%_udget budget", "\\budget",
    ])
    func anyTextIsAQuestion(_ question: String) throws {
        #expect(try meeting().texts(HistoryQuery(question)).contains("The budget for the garden is four thousand euros."))
    }

    @Test(arguments: ["", "   ", "?!", "。", "\"\""])
    func aQuestionWithoutAWordIsRefused(_ question: String) throws {
        let fixture = try meeting()
        let error = #expect(throws: HistoryError.self) { try fixture.texts(HistoryQuery(question)) }
        #expect(error?.code == .question)
        #expect(error?.description.hasPrefix("there is no") == true || error?.description.hasPrefix("there is nothing to look for") == true)
    }

    @Test func wordsOfGrammarFindWhatTheyCanAlone() throws {
        let fixture = try HistoryFixture()
        fixture.say("To be or not to be.")
        fixture.say("Ham let us go.")
        #expect(try fixture.texts(HistoryQuery("to be or not to be")) == ["To be or not to be."])
    }

    @Test func aHundredThousandCharactersAreAQuestion() throws {
        let fixture = try meeting()
        #expect(try fixture.texts(HistoryQuery(String(repeating: "nothing ", count: 12_500))).isEmpty)
        #expect(try fixture.texts(HistoryQuery(String(repeating: "未见过的字词组合", count: 12_500))).isEmpty)
        let many = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
        #expect(try fixture.texts(HistoryQuery("budget " + many)).first == "The budget for the garden is four thousand euros.")
    }

    @Test func limitsNarrowASearch() throws {
        let fixture = try meeting()
        #expect(try fixture.texts(HistoryQuery(tracks: ["computer"])) == ["What a lovely dog, is it yours?"])
        #expect(try fixture.texts(HistoryQuery("dog", tracks: ["microphone"])).isEmpty)
        #expect(try fixture.texts(HistoryQuery(kinds: [.scene])) == ["Two persons sit at a table.", "两个人坐在桌旁。"])
        #expect(try fixture.texts(HistoryQuery(to: HistoryFixture.start)) == ["Good morning, who is here today?"])
        #expect(try fixture.texts(HistoryQuery(limit: 2)).count == 2)
        #expect(throws: HistoryError.self) { try fixture.texts(HistoryQuery("dog", limit: 0)) }
    }

    // MARK: While something was in view

    @Test func whatWasSaidWhileADogWasInView() throws {
        let fixture = try meeting()
        #expect(try fixture.texts(HistoryQuery(kinds: [.caption], while: "dog")) == ["What a lovely dog, is it yours?"])
        #expect(try fixture.texts(HistoryQuery("lovely budget", while: "Dogs")) == ["What a lovely dog, is it yours?"])
    }

    @Test func aThingThatNobodySawLeaveIsThereUntilTheRunEnds() throws {
        let fixture = try HistoryFixture()
        fixture.say("Too early.")
        fixture.pass(1)
        fixture.enter("traffic light", 1)
        fixture.pass(1)
        fixture.say("Red.")
        try fixture.writer.write()
        // Another run, whose media clock begins at 0 again.
        let second = try HistoryFixture(in: fixture.folder, start: HistoryFixture.start + 100)
        second.say("Another day.")
        #expect(try second.texts(HistoryQuery(while: "traffic lights")) == ["Red."])
    }

    @Test func aLabelThatWasNeverSeenIsNamedBesideThoseThatWere() throws {
        let fixture = try meeting()
        let error = #expect(throws: HistoryError.self) { try fixture.texts(HistoryQuery(while: "dgo")) }
        #expect(error?.description == "nothing called \"dgo\" has been in view; the history knows: dog")
    }

    // MARK: By meaning

    @Test func meaningFindsWhatWordsDoNot() throws {
        let fixture = try HistoryFixture()
        for text in ["The cat sleeps.", "Money is short.", "Rain tomorrow."] { fixture.say(text) }
        try fixture.writer.write()
        let missing = try fixture.history.withoutVector(model: "toy", limit: 10)
        #expect(missing.map(\.text) == ["Rain tomorrow.", "Money is short.", "The cat sleeps."])
        let vectors: [String: [Float]] = ["The cat sleeps.": [1, 0, 0], "Money is short.": [0, 1, 0], "Rain tomorrow.": [0.1, 0, 0.99]]
        try fixture.history.keep(missing.map { ($0.id, SentenceVector(model: "toy", components: vectors[$0.text]!)) })
        #expect(try fixture.history.withoutVector(model: "toy", limit: 10).isEmpty)
        #expect(try fixture.history.withoutVector(model: "other", limit: 10).count == 3)

        let found = try fixture.history.search(HistoryQuery("expenses", meaning: SentenceVector(model: "toy", components: [0.2, 0.9, 0.1])))
        #expect(found.map(\.entry.text) == ["Money is short."])
        #expect(found[0].byWords == false && abs(found[0].similarity! - 0.9 / 0.86.squareRoot()) < 0.005)
        // Vectors of another model say nothing.
        #expect(try fixture.history.search(HistoryQuery("expenses", meaning: SentenceVector(model: "other", components: [0, 1, 0]))).isEmpty)
    }

    @Test func whatBothKindsOfSearchFindComesFirst() throws {
        let fixture = try HistoryFixture()
        for text in ["budget one", "budget two", "budget three", "costs"] { fixture.say(text) }
        try fixture.writer.write()
        let vectors: [String: [Float]] = ["budget one": [0, 1], "budget two": [0.995, 0.1], "budget three": [0, 1], "costs": [1, 0]]
        try fixture.history.keep(fixture.history.withoutVector(model: "toy", limit: 9).map { ($0.id, SentenceVector(model: "toy", components: vectors[$0.text]!)) })
        let found = try fixture.history.search(HistoryQuery("budget", meaning: SentenceVector(model: "toy", components: [1, 0])))
        #expect(found.first?.entry.text == "budget two" && Set(found.map(\.entry.text)) == ["budget one", "budget two", "budget three", "costs"])
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    // MARK: Snippets

    @Test func whatMatchedIsMarked() throws {
        let fixture = try meeting()
        try fixture.writer.write()
        func marked(_ question: String) throws -> [String] {
            let snippet = try #require(try fixture.history.search(HistoryQuery(question)).first).snippet
            let characters = Array(snippet.text)
            return snippet.marks.map { String(characters[$0]) }
        }
        #expect(try marked("budgets garden") == ["budget", "garden"])
        #expect(try marked("人员安排") == ["人员安排"])
        #expect(try marked("\"four thousand euros\"") == ["four thousand euros"])
        #expect(try marked("ECOLE") == ["école"])
    }

    @Test(arguments: [0, 300, 900])
    func aLongTextIsCutAroundTheMatch(_ before: Int) {
        let text = String(repeating: "filler ", count: before / 7) + "needle " + String(repeating: "stuff ", count: 200)
        let snippet = Snippet(of: text, finding: [["needle"]])
        #expect(snippet.text.count <= 162 && snippet.marks.count == 1)
        #expect(String(Array(snippet.text)[snippet.marks[0]]) == "needle")
        #expect(snippet.text.hasPrefix("…") == (before > 100) && snippet.text.hasSuffix("…"))
    }

    @Test func aSnippetCountsCharactersAsReadersDo() {
        let snippet = Snippet(of: "👨‍👩‍👧 e\u{301}te\u{301} 🇫🇷 needle", finding: [["needle"]])
        #expect(snippet.marks == [8..<14])
    }
}
