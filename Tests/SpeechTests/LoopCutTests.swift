import Speech
import Testing

/// What a check for loops may cut off, and what may be added to a word.
struct LoopCutTests {
    /// The token of this text.
    private func token(_ text: String, _ vocabulary: Vocabulary) -> Int64 {
        (0..<vocabulary.endOfText).first { vocabulary.bytes(of: $0).elementsEqual(text.utf8) } ?? -1
    }

    /// Two rounds of four words that both look at the same sound.
    private func loop(_ vocabulary: Vocabulary) -> Decoding {
        var decoding = Decoding()
        decoding.heads = 1
        decoding.frames = 40
        let round = [" it", " was", " the", " best"].map { token($0, vocabulary) }
        decoding.tokens = round + round
        decoding.logProbabilities = decoding.tokens.map { _ in -0.1 }
        decoding.attention = ([5, 10, 15, 20, 5, 10, 15, 20, 25]).map { peak in (0..<40).map { $0 == peak ? 1 : 0 } }
        return decoding
    }

    @Test func aRoundWithoutSoundOfItsOwnIsCut() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        var decoding = loop(vocabulary)
        #expect(LoopCut(vocabulary: vocabulary).start(in: decoding) == 4)
        // Really said twice: the second round looks at later sound.
        for row in 4..<8 { decoding.attention[row] = (0..<40).map { $0 == row * 5 + 4 ? 1 : 0 } }
        #expect(LoopCut(vocabulary: vocabulary).start(in: decoding) == nil)
    }

    /// Words of the second round were announced as stable before the loop showed: they stay.
    @Test func aLoopIsNotCutBelowWhatIsStable() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        #expect(LoopCut(vocabulary: vocabulary).start(in: loop(vocabulary), fixed: 6) == 6)
        #expect(LoopCut(vocabulary: vocabulary).start(in: loop(vocabulary), fixed: 3) == 4)
    }

    /// Tokens of one head, where it looks for each and for what comes next, and how likely the end is at each of these places.
    private func decoding(_ words: [String], peaks: [Int], ends: [Float], _ vocabulary: Vocabulary) -> Decoding {
        var decoding = Decoding()
        decoding.heads = 1
        decoding.frames = 200
        decoding.tokens = words.map { token($0, vocabulary) }
        decoding.logProbabilities = words.map { _ in -0.2 }
        decoding.attention = peaks.map { peak in (0..<200).map { $0 == peak ? 1 : 0 } }
        decoding.ends = ends
        return decoding
    }

    /// The figures are those of real decodings.
    @Test func aWordThatComesAgainWhereTheEndWasInQuestionEndsTheText() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        let loops = LoopCut(vocabulary: vocabulary)
        func turn(_ next: String, _ text: Decoding) -> Int? { loops.turn(before: token(next, vocabulary), in: text) }

        let saved = decoding([" saved", " saved"], peaks: [19, 38, 37], ends: [-99, -1.15, -1.2], vocabulary)
        #expect(turn(" saved", saved) == 1)
        #expect(turn(" now", saved) == nil)
        // A full stop is said with the word before it.
        let stopped = decoding([" saved", ".", " saved"], peaks: [19, 30, 38, 37], ends: [-99, -2, -1.15, -1.2], vocabulary)
        #expect(turn(" saved", stopped) == 2)
        // Digits that were said twice: attention rests on one of them, but the end is out of the question; or it is not, and attention goes on.
        #expect(turn(" four", decoding([" four", " four"], peaks: [16, 111, 112], ends: [-99, -3.8, -6.6], vocabulary)) == nil)
        #expect(turn(" four", decoding([" four"], peaks: [16, 55], ends: [-99, -1], vocabulary)) == nil)
        // Several words in a round.
        let round = decoding([" four", " two", " four"], peaks: [111, 114, 135, 114], ends: [-99, -8, -0.8, -4.6], vocabulary)
        #expect(turn(" two", round) == 2)
    }

    /// Four tokens, one after the other.
    private func four(_ tokens: [String], _ vocabulary: Vocabulary) -> Decoding {
        var decoding = loop(vocabulary)
        decoding.tokens = tokens.map { token($0, vocabulary) }
        decoding.logProbabilities.removeLast(4)
        decoding.attention.removeSubrange(4..<8)
        return decoding
    }

    @Test func aStableWordIsNotMadeLonger() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        let decoding = four([" go", "ing", " it", " was"], vocabulary)
        func words(_ seams: Set<Int>, _ language: String) -> [String] {
            WordBuilder(vocabulary: vocabulary, seams: seams).words(decoding, heard: 40, language: language).map(\.text)
        }
        #expect(words([], "en") == ["going", "it", "was"])
        #expect(words([1], "en") == ["go", "ing", "it", "was"])
        #expect(words([1], "zh").prefix(2) == ["go", "ing"])
        let apart = WordBuilder(vocabulary: vocabulary, seams: [1]).words(decoding, heard: 40, language: "en")
        #expect(WordBuilder.join(apart) == "going it was")
    }

    /// What is settled of a word is what was said: the full stop that stood behind its half of the sentence may go again.
    @Test func punctuationIsNoPartOfAWord() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        let decoding = four([" It", "'s", " you", "."], vocabulary)
        let words = WordBuilder(vocabulary: vocabulary).words(decoding, heard: 40, language: "en")
        #expect(words.map(\.text) == ["It's", "you."])
        #expect(words.map(\.tokens) == [0..<2, 2..<4] && words.map(\.wordEnd) == [2, 3])
        // Once the word is settled, the full stop is still written with it.
        let settled = WordBuilder(vocabulary: vocabulary, seams: [3]).words(decoding, heard: 40, language: "en")
        #expect(settled.map(\.text) == ["It's", "you."] && settled.map(\.wordEnd) == [2, 3])
    }

    @Test func aWordWhoseNextPieceIsHalfHeardIsCutOff() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        var decoding = loop(vocabulary)
        decoding.tokens = [" it", " go"].map { token($0, vocabulary) }
        func isCutOff(_ next: String?, _ language: String = "en", seams: Set<Int> = []) -> Bool {
            decoding.next = next.map { token($0, vocabulary) }
            return WordBuilder(vocabulary: vocabulary, seams: seams).isCutOff(decoding, language: language)
        }
        #expect(isCutOff("ing"))
        #expect(!isCutOff(" was"))
        #expect(!isCutOff(nil))
        // A character is a word; and what was shown as stable is whole.
        #expect(!isCutOff("ing", "zh"))
        #expect(!isCutOff("ing", seams: [2]))
    }
}
