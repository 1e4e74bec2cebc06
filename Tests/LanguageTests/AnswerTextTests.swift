import Language
import Testing

/// Text out of bytes as they come: whole characters only, and never a part of a stop string.
struct AnswerTextTests {
    /// What is shown after each piece, and at the end.
    private func shown(_ pieces: [[UInt8]], stops: [String] = []) -> [String] {
        var text = AnswerText(stops: stops)
        return pieces.map { text.append($0) } + [text.finish()]
    }

    private func shown(_ pieces: [String], stops: [String]) -> [String] { shown(pieces.map { Array($0.utf8) }, stops: stops) }

    @Test func aCharacterIsShownWhenItIsWhole() {
        #expect(shown([[0xE4], [0xBC], [0x9A, 0xE8, 0xAE], [0xAE]]) == ["", "", "会", "议", ""])
        #expect(shown([[0x61, 0xF0, 0x9F], [0x9A, 0x80, 0x62]]) == ["a", "🚀b", ""])
    }

    @Test func byteByByteItIsTheSameText() {
        let text = "Zoë: 3 €, 会议, 👩‍🚀!"
        let pieces = shown(text.utf8.map { [$0] })
        #expect(pieces.joined() == text)
        #expect(!pieces.contains { $0.contains("\u{FFFD}") })
    }

    @Test func aCharacterThatNeverBecomesWholeIsLeftOut() {
        #expect(shown([[0x61, 0xE4, 0xBC]]) == ["a", ""])
    }

    @Test func whatIsNoCharacterAtAllIsLeftOut() {
        #expect(shown([[0x61, 0x9A, 0x62]]) == ["ab", ""])
        #expect(shown([[0xE4, 0x61]]) == ["a", ""])
        // A surrogate, and one that was written longer than it is.
        #expect(shown([[0x61, 0xED, 0xA0, 0x80, 0xC0, 0x80, 0x62]]) == ["ab", ""])
    }

    @Test func aStopStringOverManyPiecesIsNeverSeen() {
        #expect(shown(["One. E", "N", "D Two."], stops: ["END"]) == ["One. ", "", "", ""])
        #expect(shown(["One. E", "N", "orm"], stops: ["END"]) == ["One. ", "", "ENorm", ""])
        #expect(shown(["One. E", "N"], stops: ["END"]) == ["One. ", "", "EN"])
    }

    @Test func theFirstOfSeveralStopStringsCounts() {
        #expect(shown(["a\n\nb Q:"], stops: ["Q:", "\n\n"]) == ["a", ""])
        // One begins inside what may become the other.
        #expect(shown(["ab", "abac", "x"], stops: ["abac", "ba!"]) == ["", "ab", "", ""])
    }

    @Test func aStopStringOfManyBytesACharacter() {
        let bytes = Array("好。问：".utf8)
        let pieces = shown(bytes.map { [$0] }, stops: ["问："])
        #expect(pieces.joined() == "好。")
    }

    @Test func anEmptyStopStringStopsNothing() {
        #expect(shown(["abc"], stops: [""]) == ["abc", ""])
    }
}
