import Speech
import Testing

/// Where words are by their letters, on posteriors that are written out by hand: a capital letter is a frame that is sure of it, "." one that is sure of the blank, "|" of the delimiter.
@Suite struct LetterAlignmentTests {
    private let table = LetterTable(symbols: ["<pad>", "<s>", "</s>", "<unk>", "|", "'"] + "abcdefghijklmnopqrstuvwxyz".map(String.init), languages: ["en"])!

    private func rows(_ frames: String) -> LetterRows {
        let symbols = ["."] + ["", "", ""] + ["|", "'"] + "abcdefghijklmnopqrstuvwxyz".map(String.init)
        return LetterRows(
            table,
            frames.lowercased().flatMap { frame in
                symbols.map { $0 == String(frame) ? Float(-0.05) : -7 }
            })
    }

    private func spans(_ text: String, _ frames: String, isOpen: Bool = false) -> [Range<Int>]? {
        LetterAlignment.spans(of: text.split(separator: " ").map(String.init), in: rows(frames), heard: frames.count, isOpen: isOpen)
    }

    @Test func aWordGoesFromItsFirstLetterToItsLast() {
        #expect(spans("Go on!", "..GG.O..|...O.NN...") == [2..<6, 12..<16])
    }

    @Test func aLetterTwiceInAWordNeedsABlankBetween() {
        #expect(spans("all", "A..LL..L..") == [0..<8])
        #expect(spans("ll", "LLL") == [0..<3])
        #expect(spans("ll", "LL") == nil)
    }

    @Test func whatHasNoSpellingIsBetweenItsNeighbours() throws {
        let found = try #require(spans("room 42 now", "ROO.OM|..xyzv..|NOW."))
        #expect(found[0] == 0..<6 && found[2] == 16..<19)
        #expect(found[1].lowerBound >= 6 && found[1].upperBound <= 16)
        #expect(found[1].contains(10))
    }

    @Test func lettersThatWereMisheardDoNotMoveTheOthers() throws {
        // "theer is" for "there is".
        let found = try #require(spans("there is", "..T.HEE.ER..|..I.S.."))
        #expect(found[0].lowerBound == 2 && (9...12).contains(found[0].upperBound) && found[1] == 15..<18)
    }

    @Test func behindATextThatIsNotWholeYetTheSoundGoesOn() {
        let sound = "GO|NOW.|TO.BED|WE.MUST"
        #expect(spans("go now", sound, isOpen: true) == [0..<2, 3..<6])
        #expect(spans("go now to", sound, isOpen: true) == [0..<2, 3..<6, 8..<10])
    }

    @Test func aTextThatWasNotSpokenHasNoTimes() {
        #expect(spans("quick brown zebras jumped", "..T.HEE.ER..|..I.S..|..NO.THI.N.G.") == nil)
        #expect(spans("very long words", "GO") == nil)
        #expect(spans("42", "..T.HEE..") == nil)
        #expect(spans("", "..") == nil)
    }

    @Test func hyphensPartAndOtherMarksAreNotSpoken() {
        #expect(spans("“well-known”", "WE.L.L|K.NOWN..") == [0..<13])
        #expect(spans("don’t", "DO.N'T.") == [0..<6])
    }

    @Test func wordsKeepTheirOrderAndEndBeforeTheNext() {
        let words = ["go", "on"].enumerated().map { TimedWord(text: $1, joined: false, tokens: $0..<($0 + 1), start: 0, end: 1, confidence: 1) }
        let timed = words.timed(by: rows("GO|ON..."), heard: 8, isOpen: false)
        #expect(timed.map(\.start) == [0, 3] && timed.map(\.end) == [3, 6])
        // Nothing to go by: as they were.
        #expect(words.timed(by: nil, heard: 8, isOpen: false) == words)
        #expect(words.timed(by: rows("........"), heard: 8, isOpen: false) == words)
    }
}
