import Testing
import Voice

struct ClauseSplitterTests {
    private func texts(_ text: String) -> [String] { ClauseSplitter(text).map(\.text) }

    @Test func theFirstClauseIsShortAndTheOthersAreSentences() {
        let text = "On that evening, the train was late, and nobody knew why. We walked along the river, slowly, and talked. Did it rain? It did!"
        #expect(texts(text) == [
            "On that evening,", "the train was late, and nobody knew why.", "We walked along the river, slowly, and talked.", "Did it rain?", "It did!",
        ])
        #expect(ClauseSplitter(text).map(\.end) == [.comma, .sentence, .sentence, .sentence, .paragraph])
    }

    @Test func chineseIsCutAtItsOwnMarks() {
        let text = "今天下午三点，我们在会议室讨论明年的计划。请大家提前准备好材料；不要迟到！好吗？"
        #expect(texts(text) == ["今天下午三点，", "我们在会议室讨论明年的计划。", "请大家提前准备好材料；不要迟到！", "好吗？"])
        #expect(ClauseSplitter(text).map(\.end) == [.comma, .sentence, .sentence, .paragraph])
    }

    @Test func numbersAndAbbreviationsAreNoEnds() {
        #expect(texts("Dr. Smith paid 3.50 for it at 10:30, e.g. J. S. Bach. Version 1.2.3 is 1,000 lines.") == [
            "Dr. Smith paid 3.50 for it at 10:30,", "e.g. J. S. Bach.", "Version 1.2.3 is 1,000 lines.",
        ])
    }

    @Test func closingSignsStayWithTheirSentence() {
        #expect(texts("“Stop it now!” she said. (He did.) 他说：“好。”然后走了。") == ["“Stop it now!”", "she said.", "(He did.)", "他说：“好。”", "然后走了。"])
    }

    @Test func anEmptyLinePartsParagraphs() {
        let clauses = Array(ClauseSplitter("A heading\n\nThe first line\nThe second"))
        #expect(clauses.map(\.text) == ["A heading", "The first line", "The second"])
        #expect(clauses.map(\.end) == [.paragraph, .sentence, .paragraph])
    }

    @Test(arguments: ["", "   \n \n", "\u{3000}"])
    func nothingHasNoClauses(_ text: String) {
        #expect(texts(text).isEmpty)
    }

    /// Whatever the text: nothing is lost, doubled or too long, and the offsets are true.
    @Test(arguments: [
        String(repeating: "word and another, ", count: 400), String(repeating: "无标点的长句子", count: 300), String(repeating: "x", count: 3_000),
        String(repeating: "a. ", count: 500), "… ?! ,,, ;", "tab\tand\r\nline", String(repeating: "👩‍👩‍👧 family ", count: 100),
    ])
    func nothingIsLostAndNothingIsTooLong(_ text: String) {
        let characters = Array(text)
        var end = 0
        for clause in ClauseSplitter(text) {
            #expect(clause.offset >= end)
            #expect(characters[end..<clause.offset].allSatisfy { $0.isWhitespace })
            #expect(String(characters[clause.offset..<clause.offset + clause.text.count]) == clause.text)
            #expect(clause.text.count <= 400)
            end = clause.offset + clause.text.count
        }
        #expect(characters[end...].allSatisfy { $0.isWhitespace })
    }

    @Test func aLongFirstSentenceIsCutWhereAPartOfItBegins() {
        #expect(texts("Please leave the keys with the neighbour when you go on holiday.") == ["Please leave the keys", "with the neighbour when you go on holiday."])
        #expect(texts("She opened the window because the kitchen was full of smoke.") == ["She opened the window", "because the kitchen was full of smoke."])
        // What is short stays whole.
        #expect(texts("Wash your hands before you touch it.") == ["Wash your hands before you touch it."])
    }

    @Test func aLongClauseIsCutAtItsLastCommaThenAtASpace() {
        var limits = ClauseSplitter.Limits()
        limits.firstMost = 20
        limits.most = 30
        let clauses = Array(ClauseSplitter("one two three four five six seven, eight nine ten eleven twelve thirteen", limits: limits))
        #expect(clauses.map(\.text) == ["one two three four", "five six seven,", "eight nine ten eleven twelve", "thirteen"])
        #expect(clauses.map(\.end) == [.none, .comma, .none, .paragraph])
    }
}
