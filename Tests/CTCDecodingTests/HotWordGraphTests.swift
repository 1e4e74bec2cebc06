import CTCDecoding
import Foundation
import Testing

/// Hot-words in the beam search. Tokens: blank, delimiter, then letters.
@Suite struct HotWordGraphTests {
    private static let letters = Array("abcdent")
    private let vocabulary: CTCVocabulary

    init() throws {
        vocabulary = try CTCVocabulary(tokens: ["_", "|"] + Self.letters.map(String.init), blank: 0, wordDelimiter: "|")
    }

    private func tokens(_ text: String) -> [Int] {
        text.map { $0 == " " ? 1 : 2 + (Self.letters.firstIndex(of: $0) ?? 0) }
    }

    /// What the hot-words add to a text that was said with certainty.
    private func reward(_ text: String, _ phrases: [HotWordList.Entry], isOver: Bool = true, _ vocabulary: CTCVocabulary? = nil, _ ids: [Int]? = nil) throws -> Float {
        let vocabulary = vocabulary ?? self.vocabulary
        var options = CTCOptions.exhaustive
        options.beamWidth = 1
        var decoder = CTCDecoder(vocabulary, options, hotWords: HotWordGraph(HotWordList(phrases), vocabulary))
        // A blank after each token, so that letters may repeat.
        try decoder.append(Rows.saying((ids ?? tokens(text)).flatMap { [$0, 0] }, width: vocabulary.count, certainty: 1 - 1e-10))
        let best = decoder.best(isOver: isOver)
        #expect(best.tokens.map(\.id) == ids ?? tokens(text))
        return best.hotWords
    }

    @Test(arguments: [
        ("cat", 3), ("a cat", 3), ("cat ate", 3), ("cat cat", 6), ("cate", 0), ("acat", 0), ("ca", 0), ("ca t", 0),
        ("dent", 0), ("bat", 0), ("c cat", 3), ("", 0),
    ] as [(String, Float)])
    func wholeWordsCount(_ text: String, _ expected: Float) throws {
        #expect(try reward(text, [.init(phrase: "cat", weight: 1)]) == expected)
    }

    @Test func aBrokenMatchGivesItsRewardBack() throws {
        let phrases = [HotWordList.Entry(phrase: "cat", weight: 1)]
        #expect(try reward("ca", phrases, isOver: false) == 2)
        #expect(try reward("cab", phrases, isOver: false) == 0)
        #expect(try reward("cat", phrases, isOver: false) == 3)
        #expect(try reward("cate", phrases, isOver: false) == 0)
        #expect(try reward("cat e", phrases, isOver: false) == 3)
        #expect(try reward("ca", phrases) == 0)
    }

    /// A phrase inside another one counts, and the longer one adds what is its own.
    @Test func phrasesThatShareTheirBeginning() throws {
        let phrases = [
            HotWordList.Entry(phrase: "eat", weight: 2), .init(phrase: "eat dead", weight: 1), .init(phrase: "eaten", weight: 1), .init(phrase: "dead cat", weight: 1),
        ]
        #expect(try reward("eat", phrases) == 6)
        #expect(try reward("eat dead", phrases) == 8)
        #expect(try reward("eaten", phrases) == 5)
        #expect(try reward("eat den", phrases) == 6)
        // The end of one phrase is the beginning of another.
        #expect(try reward("eat dead cat", phrases) == 16)
        #expect(try reward("eat eat eat", phrases) == 18)
    }

    @Test func charactersThatAreWordsNeedNoDelimiter() throws {
        let chinese = try CTCVocabulary(tokens: ["_", "会", "议", "室", "A", "I"], blank: 0)
        let phrases = [HotWordList.Entry(phrase: "会议", weight: 1), .init(phrase: "会议室", weight: 1), .init(phrase: "AI", weight: 2), .init(phrase: "议AI", weight: 1)]
        #expect(try reward("", phrases, chinese, [3, 1, 2, 2]) == 2)
        #expect(try reward("", phrases, chinese, [1, 2, 3]) == 3)
        #expect(try reward("", phrases, isOver: false, chinese, [1, 2]) == 2)
        #expect(try reward("", phrases, chinese, [1, 1, 2]) == 2)
        #expect(try reward("", phrases, chinese, [4, 5, 1]) == 4)
        #expect(try reward("", phrases, chinese, [4, 4, 5]) == 0)
        #expect(try reward("", phrases, chinese, [2, 4, 5]) == 7)
    }

    @Test(arguments: 1...20)
    func theBestTextIsTheBestOfAll(_ seed: UInt64) throws {
        let vocabulary = try CTCVocabulary(tokens: ["_", "|", "a", "b"], blank: 0, wordDelimiter: "|")
        let phrases: [(tokens: [Int], weight: Float)] = [([2, 3], 1.5), ([3], 0.75), ([3, 1, 2], 1)]
        let list = HotWordList([.init(phrase: "ab", weight: 1.5), .init(phrase: "b", weight: 0.75), .init(phrase: "b a", weight: 1)])
        let rows = Rows.random(frames: 6, width: 4, evenness: 1.5, seed: seed)
        /// Each phrase at each place where it stands as whole words; "b a" holds "b", which counts already.
        func reward(_ text: [Int]) -> Float {
            var sum: Float = 0
            for (tokens, weight) in phrases {
                for start in text.indices where start == 0 || text[start - 1] == 1 {
                    let end = start + tokens.count
                    guard end <= text.count, Array(text[start..<end]) == tokens, end == text.count || text[end] == 1 else { continue }
                    sum += weight * Float(tokens.count) - (tokens.count == 3 ? 0.75 : 0)
                }
            }
            return sum
        }
        let truth = BruteForce(rows, width: 4, blank: 0, delimiter: 1)
        var decoder = CTCDecoder(vocabulary, .exhaustive, hotWords: HotWordGraph(list, vocabulary))
        try decoder.append(rows)
        for hypothesis in decoder.hypotheses(isOver: true) {
            #expect(abs(hypothesis.hotWords - reward(hypothesis.tokens.map(\.id))) < 1e-4)
        }
        let best = truth.texts.max { $0.value.log + Double(reward($0.key)) < $1.value.log + Double(reward($1.key)) }
        #expect(decoder.best(isOver: true).tokens.map(\.id) == best?.key)
    }

    @Test func aMisheardNameIsMended() throws {
        // "cat" was said, and each letter is heard as another one with a little more certainty.
        var rows: [Float] = []
        for (heard, said) in zip(tokens("eat"), tokens("cat")) {
            for id in [heard, 0] {
                rows += (0..<vocabulary.count).map { token in
                    log(token == id ? 0.6 : id == heard && token == said ? 0.3 : 0.1 / Float(vocabulary.count - 2))
                }
            }
        }
        var options = CTCOptions()
        options.beamWidth = 8
        var plain = CTCDecoder(vocabulary, options)
        var helped = CTCDecoder(vocabulary, options, hotWords: HotWordGraph(HotWordList([.init(phrase: "Cat")]), vocabulary))
        try plain.append(rows)
        try helped.append(rows)
        #expect(vocabulary.words(plain.best(isOver: true).tokens).map(\.text) == ["eat"])
        #expect(vocabulary.words(helped.best(isOver: true).tokens).map(\.text) == ["cat"])
    }

    @Test func whatTheVocabularyCannotSpellIsNamed() {
        let graph = HotWordGraph(HotWordList([.init(phrase: "cat"), .init(phrase: "zoo"), .init(phrase: "7")]), vocabulary)
        #expect(graph.unusable == ["zoo", "7"])
    }

    @Test func aHundredThousandPhrases() throws {
        var dice = Dice(state: 5)
        let entries = (0..<100_000).map { _ in
            HotWordList.Entry(phrase: String((0..<12).map { _ in Self.letters.randomElement(using: &dice) ?? "a" }))
        }
        let graph = HotWordGraph(HotWordList(entries), vocabulary)
        var decoder = CTCDecoder(vocabulary, hotWords: graph)
        try decoder.append(Rows.saying(tokens(entries[77].phrase).flatMap { [$0, 0] }, width: vocabulary.count))
        #expect(decoder.best(isOver: true).hotWords == 12 * HotWordList.usualWeight)
    }
}
