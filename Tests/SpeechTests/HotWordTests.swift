import CTCDecoding
import Speech
import Testing
import Wire

/// Phrases that the user knows to be likely.
@Suite(.serialized)
struct HotWordTests {
    private func text(_ hotWords: [HotWordList.Entry], first: Bool = false) throws -> String {
        try SpeechFixture.text(of: SpeechFixture.clip(), first: first, hotWords)
    }

    @Test(arguments: [true, false]) func aLikelyPhraseIsWrittenAsTheUserWritesIt(inTheFirstPass: Bool) throws {
        // The first pass decides before all is heard, and needs more persuasion.
        let text = try text([.init(phrase: "of Times", weight: inTheFirstPass ? 5 : 4)], first: inTheFirstPass)
        // How the first pass puts the two halves together depends on the processor's rounding.
        let wanted = inTheFirstPass ? /best of Times[,.] [Ii]t was the worst of Times/ : /best of Times, it was the worst of Times/
        #expect(text.contains(wanted), "\(text)")
        #expect(try !self.text([], first: inTheFirstPass).contains("of Times"))
    }

    /// A strong phrase is likely enough long before it is said. It waits: what lies between is written.
    @Test(arguments: [6, 12] as [Float], [true, false]) func aStrongPhraseLeavesOutNothingBeforeIt(weight: Float, inTheFirstPass: Bool) throws {
        let text = try text([.init(phrase: "of Times", weight: weight)], first: inTheFirstPass)
        #expect(text.lowercased().hasPrefix("it was the best of times"), "\(text)")
        #expect(text.contains("best of Times"), "\(text)")
        #expect(text.contains("worst of Times"), "\(text)")
    }

    /// A single word is likely enough anywhere, and an end that is a phrase itself takes nothing from the whole.
    @Test(arguments: [true, false]) func aStrongWordStandsWhereItIsSaid(inTheFirstPass: Bool) throws {
        let text = try text([.init(phrase: "Times", weight: 12), .init(phrase: "best of Times", weight: 3)], first: inTheFirstPass)
        #expect(text.lowercased().hasPrefix("it was the best of times"), "\(text)")
        #expect(text.split(separator: "of Times").count == 3, "\(text)")
    }

    @Test func whatWasNotSaidIsNotWritten() throws {
        let phrases = ["zebra crossing", "worst of thymes", "Timothy", "West Indies"].map { HotWordList.Entry(phrase: $0, weight: 3) }
        #expect(try text(phrases) == text([]))
        #expect(try text(phrases, first: true) == text([], first: true))
    }

    @Test func phrasesAreCutIntoTheDecodersTokens() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        // The ids are those that the published tokenizer of the same vocabulary gives.
        #expect(vocabulary.tokens(of: " It was the best of times", vocabulary.ranks) == [467, 390, 264, 1151, 295, 1413])
        for phrase in [" Ada Lovelace", " 北京大学", "naïve", " 3.14"] {
            #expect(vocabulary.text(vocabulary.tokens(of: phrase, vocabulary.ranks)) == phrase)
        }
    }

    @Test func aPhraseCountsOnlyAsAWhole() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        let words = try #require(HotWords(HotWordList([.init(phrase: "best of times", weight: 1)]), vocabulary))
        let tokens: [Int64] = [1151, 295, 1413, 11]
        #expect(words.accepted(in: tokens[...], at: 0) { _ in 0.5 } == 3)
        #expect(words.accepted(in: tokens[..<2], at: 0) { _ in 0.5 } == nil)
        // A token may lend to another, up to twice the weight; the sum stays within what the phrase is worth.
        #expect(words.accepted(in: tokens[...], at: 0) { [1.9, 0, 0][$0] } == 3)
        #expect(words.accepted(in: tokens[...], at: 0) { [2.1, 0, 0][$0] } == nil)
        #expect(words.accepted(in: tokens[...], at: 0) { _ in 1.1 } == nil)
        // The place that is asked about may lie inside of the phrase, and another text before it.
        #expect(words.accepted(in: ([264] + tokens)[...], at: 3) { [9, 0, 0, 1.9, 0][$0] } == 1)
        #expect(words.accepted(in: ([264] + tokens)[...], at: 4) { _ in 0 } == nil)
    }
}
