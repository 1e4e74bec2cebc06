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

    @Test func aStableWordIsNotMadeLonger() throws {
        let vocabulary = try SpeechFixture.models.get().vocabulary
        var decoding = loop(vocabulary)
        decoding.tokens = [" go", "ing", " it", " was"].map { token($0, vocabulary) }
        decoding.logProbabilities.removeLast(4)
        decoding.attention.removeSubrange(4..<8)
        func words(_ seams: Set<Int>, _ language: String) -> [String] {
            WordBuilder(vocabulary: vocabulary, seams: seams).words(decoding, heard: 40, language: language).map(\.text)
        }
        #expect(words([], "en") == ["going", "it", "was"])
        #expect(words([1], "en") == ["go", "ing", "it", "was"])
        #expect(words([1], "zh").prefix(2) == ["go", "ing"])
        let apart = WordBuilder(vocabulary: vocabulary, seams: [1]).words(decoding, heard: 40, language: "en")
        #expect(WordBuilder.join(apart) == "going it was")
    }
}
