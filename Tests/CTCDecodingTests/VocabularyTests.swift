import CTCDecoding
import Testing

@Suite struct VocabularyTests {
    /// Words of a text that each token of says in one frame, two frames apart.
    private func words(_ ids: [Int], _ vocabulary: CTCVocabulary, posterior: Float = 1) -> [CTCWord] {
        vocabulary.words(ids.enumerated().map { .init(id: $1, start: 2 * $0, end: 2 * $0 + 1, posterior: posterior) })
    }

    private func shown(_ words: [CTCWord]) -> [String] { words.map { ($0.joined ? "+" : "") + $0.text } }

    @Test func lettersMakeWordsBetweenDelimiters() throws {
        let vocabulary = try CTCVocabulary(
            tokens: ["<pad>", "|", "D", "O", "N", "'", "T"], blank: 0, wordDelimiter: "|", lowerCase: true)
        let found = words([2, 3, 4, 5, 6, 1, 2, 3], vocabulary)
        #expect(shown(found) == ["don't", "do"])
        #expect(found.map { [$0.start, $0.end] } == [[0, 9], [12, 15]])
        #expect(found.map(\.tokens) == [0..<5, 6..<8])
        // An apostrophe may begin a word; alone it belongs to the word before.
        #expect(shown(words([5, 6, 1, 3], vocabulary)) == ["'t", "o"])
        #expect(shown(words([3, 1, 5], vocabulary)) == ["o'"])
    }

    @Test func aChineseCharacterIsAWord() throws {
        let vocabulary = try CTCVocabulary(tokens: ["_", "|", "会", "议", "，", "A", "I"], blank: 0, wordDelimiter: "|")
        #expect(shown(words([2, 3, 4, 5, 6, 2], vocabulary)) == ["会", "+议，", "+AI", "+会"])
        #expect(shown(words([2, 1, 5, 6], vocabulary)) == ["会", "AI"])
    }

    @Test func withoutADelimiterEachTokenIsAWordUnlessTheScriptSaysMore() throws {
        let phonemes = try CTCVocabulary(tokens: ["_", "tʃ", "iː", "z"], blank: 0)
        #expect(shown(words([1, 2, 3], phonemes)) == ["tʃ", "+iː", "+z"])
        let chinese = try CTCVocabulary(tokens: ["_", "会", "A", "I"], blank: 0)
        #expect(shown(words([1, 2, 3, 1], chinese)) == ["会", "+AI", "+会"])
    }

    @Test func marksBelongToTheirCharacter() throws {
        let thai = try CTCVocabulary(tokens: ["_", "ก", "\u{0E34}", "น"], blank: 0)
        #expect(shown(words([1, 2, 3], thai)) == ["ก\u{0E34}", "+น"])
    }

    @Test func confidenceIsTheGeometricMeanOfTheHighestPosteriors() throws {
        let vocabulary = try CTCVocabulary(tokens: ["_", "|", "a"], blank: 0, wordDelimiter: "|")
        var decoder = CTCDecoder(vocabulary)
        try decoder.append(Rows.saying([2, 0, 2], width: 3, certainty: 0.9) + Rows.saying([2], width: 3, certainty: 0.4))
        let word = try #require(vocabulary.words(decoder.best().tokens).first)
        #expect(word.text == "aa")
        #expect(abs(word.confidence - 0.9) < 1e-5)
    }

    @Test func aPhraseIsBroughtIntoTheVocabularysLetters() throws {
        let english = try CTCVocabulary(tokens: ["_", "|", "A", "X", "Y", "R", "'"], blank: 0, wordDelimiter: "|")
        #expect(english.ids(of: "x-ray") == [3, 1, 5, 2, 4])
        #expect(english.ids(of: "  Ray's ") == nil)
        #expect(english.ids(of: "Ray.") == [5, 2, 4])
        #expect(english.ids(of: "'") == [6])
        #expect(english.ids(of: "...") == nil)
        let chinese = try CTCVocabulary(tokens: ["_", "会", "议", "会议"], blank: 0)
        #expect(chinese.ids(of: "会 议会议") == [1, 2, 3])
    }

    @Test(arguments: [
        ([], 0, nil, [], "the vocabulary is empty; expected the texts of all tokens"),
        (["a"], 1, nil, [], "the vocabulary has no blank: id 1 is none of its 1 tokens; CTC needs one, usually the padding token"),
        (["a"], -1, nil, [], "the vocabulary has no blank: id -1 is none of its 1 tokens; CTC needs one, usually the padding token"),
        (["_", "a"], 0, "|", [], "the word delimiter \"|\" is none of the vocabulary's 2 tokens"),
        (["|", "a"], 0, "|", [], "the word delimiter \"|\" is the blank as well; expected two tokens"),
        (["_", "a"], 0, nil, [7], "special token 7 is none of the vocabulary's 2 tokens"),
        (["_", "."], 0, nil, [], "none of the vocabulary's 2 tokens is text; expected letters or characters"),
        (["_", "a"], 0, nil, [1], "none of the vocabulary's 2 tokens is text; expected letters or characters"),
    ] as [([String], Int, String?, [Int], String)])
    func whatNoTextCanBeMadeWith(_ tokens: [String], _ blank: Int, _ delimiter: String?, _ special: [Int], _ message: String) {
        #expect { try CTCVocabulary(tokens: tokens, blank: blank, wordDelimiter: delimiter, special: special) } throws: { "\($0)" == message }
    }
}
