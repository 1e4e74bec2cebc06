import Speech
import Testing

/// The small rules that keep a decoder honest.
struct TextRulesTests {
    @Test func aRoundOfFourCountsAtItsSecondTurn() {
        #expect(Repetition.round([1, 2, 3, 4, 1, 2, 3, 4]) == 4)
        #expect(Repetition.round([9, 9, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5]) == 5)
        #expect(Repetition.round([1, 2, 3, 4, 1, 2, 3]) == nil)
    }

    @Test func aShortRoundCountsAtItsFourth() {
        #expect(Repetition.round(["no", "no", "no"]) == nil)
        #expect(Repetition.round(["no", "no", "no", "no"]) == 1)
        #expect(Repetition.round(["la", "di", "la", "di", "la", "di", "la", "di"]) != nil)
    }

    @Test func aTextIsBoundedByItsSound() {
        #expect(TextDecoder.limit(frames: 50) == 22)
        #expect(TextDecoder.limit(frames: 0) == 8)
        #expect(TextDecoder.limit(frames: 100_000) == 400)
    }

    private func word(_ text: String, _ start: Int, _ end: Int) -> TimedWord {
        TimedWord(text: text, joined: false, tokens: 0..<1, start: start, end: end, confidence: 0.9)
    }

    private func word(_ text: String, tokens: Range<Int>, _ start: Int, _ end: Int) -> TimedWord {
        TimedWord(text: text, joined: false, tokens: tokens, start: start, end: end, confidence: 0.9)
    }

    @Test func aWordIsHeldWhenItStoodTwiceBehindTheLastChunk() {
        var stability = CaptionStability()
        _ = stability.update([word("It", 0, 10), word("was", 10, 14)], frames: 32, frontier: 16, settled: nil)
        #expect(stability.held == 0)
        // "was" stands a second time and lies behind; case does not matter, the new word waits.
        _ = stability.update([word("it", 0, 10), word("was,", 10, 14), word("the", 14, 30)], frames: 48, frontier: 32, settled: nil)
        #expect(stability.held == 2)
        #expect(stability.stable == 2)
    }

    @Test func whereSomethingLooksBackItHasTheLastWord() {
        var stability = CaptionStability()
        let words = [word("It", tokens: 0..<1, 0, 10), word("was", tokens: 1..<2, 10, 14), word("the", tokens: 2..<3, 14, 16)]
        _ = stability.update(words, frames: 32, frontier: 16, settled: 0)
        _ = stability.update(words, frames: 48, frontier: 32, settled: 0)
        #expect(stability.held == 3)
        #expect(stability.stable == 0)
        _ = stability.update(words, frames: 64, frontier: 48, settled: 2)
        #expect(stability.stable == 2)
    }

    @Test func eachCommitmentHasItsOwnMoment() {
        /// How many of the words "It was the" are stable after each of four hops of 16 frames, over which they stand unchanged.
        func stable(_ commitment: Commitment) -> [Int] {
            var stability = CaptionStability(commitment)
            let words = [word("It", 0, 10), word("was", 10, 14), word("the", 14, 30)]
            return (2...5).map { hop in
                _ = stability.update(words, frames: 16 * hop, frontier: 16 * (hop - 1), settled: nil)
                return stability.stable
            }
        }
        #expect(stable(.agreement(hops: 2)) == [0, 3, 3, 3])
        #expect(stable(.agreement(hops: 3)) == [0, 0, 3, 3])
        #expect(stable(.attention(frames: 20)) == [1, 2, 3, 3])
        #expect(stable(.timeOut(frames: 40)) == [0, 0, 0, 3])
        // Where nothing looks back: the second time, behind the last chunk.
        #expect(stable(.lookBack) == [0, 3, 3, 3])
    }

    @Test func aLongUtteranceIsLookedBackAtLessOften() {
        let options = RecognizerOptions()
        let looks = sequence(first: 0) { options.lookBackDue(after: $0) }.prefix(8)
        #expect(Array(looks) == [0, 32, 64, 96, 128, 160, 200, 250])
        var alone = options
        alone.refreshFrames = 0
        #expect(alone.lookBackDue(after: 0) == nil)
    }

    @Test func aWordThatChangesWaitsAgain() {
        var stability = CaptionStability(.agreement(hops: 2))
        _ = stability.update([word("It", 0, 10), word("is", 10, 14)], frames: 32, frontier: 16, settled: nil)
        _ = stability.update([word("It", 0, 10), word("was", 10, 14)], frames: 48, frontier: 32, settled: nil)
        #expect(stability.stable == 1)
        _ = stability.update([word("It", 0, 10), word("was", 10, 14)], frames: 64, frontier: 48, settled: nil)
        #expect(stability.stable == 2)
    }

    @Test func aTextThatOnlyGetsShorterIsHeldForOneHop() {
        var stability = CaptionStability()
        let long = [word("It", 0, 10), word("was", 10, 14), word("the", 14, 30)]
        _ = stability.update(long, frames: 32, frontier: 16, settled: nil)
        #expect(stability.update(Array(long.dropLast()), frames: 48, frontier: 32, settled: nil) == nil)
        #expect(stability.update(Array(long.dropLast()), frames: 64, frontier: 48, settled: nil)?.count == 2)
    }

    @Test func wordsWithoutVoiceGo() {
        var decoding = Decoding()
        decoding.logProbabilities = [-0.1, -0.1]
        let voice = [Float](repeating: 0.9, count: 50) + [Float](repeating: 0.01, count: 100)
        let kept = FinalCheck.keep([word("spoken", 10, 30), word("invented", 110, 130)], decoding, voice: voice)
        #expect(kept.map(\.text) == ["spoken"])
    }

    @Test func aGuessOverSilenceGoes() {
        var decoding = Decoding()
        decoding.logProbabilities = [-1.5, -1.2]
        decoding.silence = 0.9
        #expect(FinalCheck.keep([word("Thanks", 0, 20)], decoding, voice: [Float](repeating: 0.9, count: 50)).isEmpty)
        decoding.silence = 0.1
        #expect(FinalCheck.keep([word("Thanks", 0, 20)], decoding, voice: [Float](repeating: 0.9, count: 50)).count == 1)
    }

    @Test func oneOddUtteranceDoesNotTurnTheLanguageOver() {
        var guess = LanguageGuess()
        #expect(guess.best == nil)
        for _ in 0..<3 { guess.learn([-0.1, -4]) }
        #expect(guess.best == 0)
        #expect(guess.best(with: [-2, -0.2]) == 0)
        for _ in 0..<4 { guess.learn([-6, -0.01]) }
        #expect(guess.best == 1)
    }

    @Test func wordsAreWhereTheirTokensLook() {
        // Three rows (two tokens and the end) that look at frames 5, 20 and 38 of 40.
        var decoding = Decoding()
        decoding.heads = 1
        decoding.frames = 40
        decoding.tokens = [1, 2]
        decoding.attention = [5, 20, 38].map { center in (0..<40).map { abs($0 - center) <= 3 ? 0.14 : 0.0006 } }
        let starts = WordAlignment.starts(decoding, heard: 40)
        #expect(starts.count == 3)
        #expect(starts[0] == 0)
        #expect((9...20).contains(starts[1]))
        #expect((24...38).contains(starts[2]))
    }

    @Test func gainBringsSpeechOfAnyLevelToTheSame() {
        let gains = [Float(0.01), 0.1, 0.5].map { level in
            var speech = SpeechLevel()
            let wave = (0..<32_000).map { level * ($0 % 2 == 0 ? 1 : -1) * ($0 / 3_200 % 2 == 0 ? 1 : 0) }
            speech.learn(wave[...])
            return speech.gain * level
        }
        #expect(gains.allSatisfy { abs($0 - gains[0]) < 1e-3 })
        #expect(SpeechLevel().gain == 1)
    }
}
