import Dubbing
import Testing
import Wire

struct DubLineTests {
    /// Words as "text start end".
    private func caption(_ words: String...) -> Caption {
        let words = words.map { word in
            let parts = word.split(separator: " ")
            return CaptionWord(text: String(parts[0]), start: Double(parts[1])!, end: Double(parts[2])!, confidence: 1, joined: parts[0].first!.isASCII ? nil : true)
        }
        return Caption(
            track: "t", segment: 0, revision: 0, pass: .second, language: "en", text: words.map(\.text).joined(separator: " "), words: words, stable: 0,
            start: words.first?.start ?? 0, end: words.last?.end ?? 0)
    }

    @Test func aSentenceIsALine() {
        let lines = DubLine.lines(of: caption("Good 0 0.4", "morning. 0.4 1", "How 1.2 1.4", "are 1.4 1.6", "you? 1.6 2"))
        #expect(lines == [DubLine(text: "Good morning.", from: 0, to: 1), DubLine(text: "How are you?", from: 1.2, to: 2)])
    }

    @Test func aPauseDividesASentence() {
        let lines = DubLine.lines(of: caption("I 0 0.3", "think, 0.3 0.9", "well, 1.9 2.6", "yes. 2.7 3"))
        #expect(lines.map(\.text) == ["I think,", "well, yes."])
    }

    @Test func anAbbreviationStaysWithItsName() {
        #expect(DubLine.lines(of: caption("Mr. 0 0.3", "Smith 0.35 0.8", "came. 0.8 1.2")).map(\.text) == ["Mr. Smith came."])
    }

    @Test func chineseWordsStandSideBySide() {
        #expect(DubLine.lines(of: caption("你 0 0.3", "好。 0.3 0.9", "再 1 1.3", "见。 1.3 1.9")).map(\.text) == ["你好。", "再见。"])
    }

    @Test func whatHasNoWordsIsNoLine() {
        #expect(DubLine.lines(of: caption()).isEmpty)
        #expect(DubLine.lines(of: caption("… 0 1")).isEmpty)
    }
}
