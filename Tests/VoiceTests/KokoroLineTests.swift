import Spoken
import Testing
import Voice

/// From symbols to what the network takes in one.
struct KokoroLineTests {
    /// Every letter is known by its place in the alphabet, a space is 0; digits are not known.
    private let known: [Unicode.Scalar: Int64] = Dictionary(uniqueKeysWithValues: zip(" abcdefghijklmnopqrstuvwxyz".unicodeScalars, 0...))

    private func parts(_ line: KokoroLine, longest: Int) -> [String] {
        line.parts(longest: longest).map { part in String(String.UnicodeScalarView(line.symbols[part])) }
    }

    @Test(arguments: [
        ("ab cd ef", 6, ["ab cd", "ef"]), ("ab cd ef", 8, ["ab cd ef"]), ("abcdefgh", 3, ["abc", "def", "gh"]), ("ab cd", 2, ["ab", "cd"]), ("a", 5, ["a"]), ("", 5, []),
    ])
    func itIsCutAtSpacesAndInsideOfLongWordsOnly(_ text: String, _ longest: Int, _ expected: [String]) {
        var line = KokoroLine()
        line.add(text)
        #expect(parts(line, longest: longest) == expected)
    }

    @Test func runsArePartedBySpacesAndTheirTonesMoveWithThem() {
        var line = KokoroLine()
        line.add("ma", tones: [MandarinTone(start: 0, place: 1..<2, tone: 1)])
        line.add("tea")
        line.add("")
        line.add("ni", tones: [MandarinTone(start: 0, place: 1..<2, tone: 3)])
        let (numbers, tones) = line.numbers(of: line.symbols.indices, known: known)
        #expect(numbers == [13, 1, 0, 20, 5, 1, 0, 14, 9])
        #expect(tones == [[MandarinTone(start: 0, place: 1..<2, tone: 1)], [MandarinTone(start: 7, place: 8..<9, tone: 3)]])
    }

    @Test func whatIsNotKnownIsLeftOutAndTheTonesMoveUp() {
        var line = KokoroLine()
        line.add("1m2a3 na", tones: [MandarinTone(start: 0, place: 3..<4, tone: 4), MandarinTone(start: 6, place: 7..<8, tone: 2)])
        let (numbers, tones) = line.numbers(of: line.symbols.indices, known: known)
        #expect(numbers == [13, 1, 0, 14, 1] && tones == [[MandarinTone(start: 0, place: 1..<2, tone: 4), MandarinTone(start: 3, place: 4..<5, tone: 2)]])
    }

    @Test func aPartHasItsOwnTonesWithPlacesFromItsBeginning() {
        var line = KokoroLine()
        line.add("ma na", tones: [MandarinTone(start: 0, place: 1..<2, tone: 1), MandarinTone(start: 3, place: 4..<5, tone: 2)])
        let found = line.parts(longest: 3).map { line.numbers(of: $0, known: known) }
        #expect(found.map(\.numbers) == [[13, 1], [14, 1]])
        #expect(found.map(\.tones) == [[[MandarinTone(start: 0, place: 1..<2, tone: 1)]], [[MandarinTone(start: 0, place: 1..<2, tone: 2)]]])
    }
}
