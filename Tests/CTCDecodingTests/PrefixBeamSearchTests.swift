import CTCDecoding
import Foundation
import Testing

@Suite struct PrefixBeamSearchTests {
    private static func vocabulary(_ letters: String, delimiter: Bool) throws -> CTCVocabulary {
        try CTCVocabulary(tokens: ["_"] + (delimiter ? ["|"] : []) + letters.map(String.init), blank: 0, wordDelimiter: delimiter ? "|" : nil)
    }

    @Test(arguments: 1...12)
    func everyTextHasTheSumOfItsAlignments(_ seed: UInt64) throws {
        let vocabulary = try Self.vocabulary("ab", delimiter: seed.isMultiple(of: 2))
        let width = vocabulary.count
        let rows = Rows.random(frames: 6, width: width, evenness: seed.isMultiple(of: 3) ? 2 : 0.5, seed: seed)
        let truth = BruteForce(rows, width: width, blank: 0, delimiter: vocabulary.wordDelimiter)
        var decoder = CTCDecoder(vocabulary, .exhaustive)
        try decoder.append(rows)
        let found = decoder.hypotheses()
        #expect(found.count == truth.texts.count)
        for hypothesis in found {
            let expected = try #require(truth.texts[hypothesis.tokens.map(\.id)])
            #expect(abs(hypothesis.acoustic - expected.log) < 1e-4)
            #expect(hypothesis.tokens.map { [$0.start, $0.end] } == expected.spans)
            for token in hypothesis.tokens {
                let most = (token.start..<token.end).map { rows[$0 * width + token.id] }.max() ?? 0
                #expect(abs(token.posterior - exp(most)) < 1e-5)
            }
        }
        let scores = found.map(\.score)
        #expect(scores == scores.sorted(by: >))
    }

    @Test(arguments: 1...20)
    func aNarrowBeamFindsTheBestTextToo(_ seed: UInt64) throws {
        let vocabulary = try Self.vocabulary("abc", delimiter: true)
        let rows = Rows.random(frames: 6, width: vocabulary.count, evenness: 0.7, seed: seed)
        let truth = BruteForce(rows, width: vocabulary.count, blank: 0, delimiter: 1)
        let best = truth.texts.max { $0.value.log < $1.value.log }
        var decoder = CTCDecoder(vocabulary)
        try decoder.append(rows)
        #expect(decoder.best().tokens.map(\.id) == best?.key)
    }

    @Test(arguments: 1...8)
    func anySplitGivesTheSame(_ seed: UInt64) throws {
        let vocabulary = try Self.vocabulary("abcdef", delimiter: true)
        let width = vocabulary.count
        let rows = Rows.random(frames: 300, width: width, seed: seed)
        let list = HotWordList([.init(phrase: "abc"), .init(phrase: "fed cab", weight: 3)])
        for beam in [1, 8] {
            var options = CTCOptions()
            options.beamWidth = beam
            let hot = beam == 1 ? nil : HotWordGraph(list, vocabulary)
            var whole = CTCDecoder(vocabulary, options, hotWords: hot)
            try whole.append(rows)
            var pieces = CTCDecoder(vocabulary, options, hotWords: hot)
            var dice = Dice(state: seed)
            var place = 0
            while place < 300 {
                let end = min(300, place + Int.random(in: 0...40, using: &dice))
                try pieces.append(Array(rows[(place * width)..<(end * width)]))
                place = end
            }
            #expect(pieces.hypotheses() == whole.hypotheses())
            #expect(pieces.hypotheses(isOver: true) == whole.hypotheses(isOver: true))
            #expect(pieces.commonTokens() == whole.commonTokens())
            #expect(pieces.silence == whole.silence)
        }
    }

    /// What all texts share never changes, and it grows; memory is cleared on the way.
    @Test func theCommonBeginningStays() throws {
        let vocabulary = try Self.vocabulary("abcdef", delimiter: true)
        let width = vocabulary.count
        let rows = Rows.random(frames: 4_000, width: width, seed: 99)
        var decoder = CTCDecoder(vocabulary)
        var settled: [Int] = []
        for frame in 0..<4_000 {
            try decoder.append(Array(rows[(frame * width)..<((frame + 1) * width)]))
            guard frame.isMultiple(of: 25) else { continue }
            let all = decoder.hypotheses().map { $0.tokens.map(\.id) }
            let common = decoder.commonTokens()
            let shared = all.dropFirst().reduce(all[0].count) { count, text in min(count, zip(all[0], text).prefix { $0 == $1 }.count) }
            #expect(common == shared)
            #expect(Array(all[0].prefix(settled.count)) == settled)
            settled = Array(all[0].prefix(common))
            #expect(decoder.commonTokens(of: 1) == all[0].count)
            #expect(decoder.commonTokens(of: 3) >= common)
        }
        #expect(settled.count > 1_000)
    }

    @Test(arguments: 1...6)
    func whatIsDecidedStays(_ seed: UInt64) throws {
        let vocabulary = try Self.vocabulary("abcdef", delimiter: true)
        let width = vocabulary.count
        let rows = Rows.random(frames: 400, width: width, evenness: 0.4, seed: seed)
        var decoder = CTCDecoder(vocabulary)
        var decided: [Int] = []
        for start in stride(from: 0, to: 400, by: 16) {
            try decoder.append(Array(rows[(start * width)..<((start + 16) * width)]))
            let count = decoder.commit(before: decoder.frames - 32)
            let best = decoder.best().tokens
            #expect(Array(best.map(\.id).prefix(decided.count)) == decided)
            #expect(decoder.commonTokens() == count)
            // The words that ended so long ago are among what is decided.
            let spaces = best.indices.filter { best[$0].id == vocabulary.wordDelimiter && best[$0].end <= decoder.frames - 32 }
            #expect(count >= (spaces.last ?? -1) + 1)
            decided = Array(best.map(\.id).prefix(count))
        }
        #expect(decided.count > 50)
    }

    @Test func theGreedySearchTakesTheLikeliestTokenOfEachFrame() throws {
        let vocabulary = try CTCVocabulary(tokens: ["_", "|", "a", "b", "<unk>"], blank: 0, wordDelimiter: "|", special: [4])
        var options = CTCOptions()
        options.beamWidth = 1
        var decoder = CTCDecoder(vocabulary, options)
        // Spaces at the start and in a row are none; what is no text separates like a blank.
        try decoder.append(Rows.saying([1, 2, 2, 4, 2, 1, 0, 1, 3], width: 5))
        #expect(decoder.commonTokens() == 3)
        try decoder.append(Rows.saying([3, 0, 0], width: 5))
        let best = decoder.best()
        #expect(best.tokens.map { [$0.id, $0.start, $0.end] } == [[2, 1, 3], [2, 4, 5], [1, 5, 6], [3, 8, 10]])
        #expect(vocabulary.words(best.tokens).map(\.text) == ["aa", "b"])
        #expect(decoder.commonTokens() == 4)
        decoder.reset()
        #expect(decoder.best() == .empty)
        #expect(decoder.frames == 0)
    }

    @Test func silenceIsCountedFromTheLastToken() throws {
        let vocabulary = try Self.vocabulary("ab", delimiter: true)
        var decoder = CTCDecoder(vocabulary)
        try decoder.append(Rows.saying([0, 0], width: 4))
        #expect(decoder.silence.silentFrames == 2)
        #expect(!decoder.silence.hasText)
        try decoder.append(Rows.saying([2, 0, 1, 0], width: 4))
        #expect(decoder.silence.silentFrames == 3)
        #expect(decoder.silence.hasText)
    }

    @Test func rowsThatAreNoLogProbabilitiesAreRefused() throws {
        let vocabulary = try Self.vocabulary("ab", delimiter: true)
        var decoder = CTCDecoder(vocabulary)
        try decoder.append(Rows.saying([2, 0], width: 4))
        let before = decoder.hypotheses()
        func message(_ rows: [Float]) -> String? {
            do {
                try decoder.append(rows)
                return nil
            } catch {
                return error.description
            }
        }
        let good = Rows.saying([0], width: 4)
        #expect(message(good + [0, .nan, -1, -1]) == "frame 3: these are no log probabilities; expected numbers up to 0")
        #expect(message([-.infinity, -.infinity, -.infinity, -.infinity]) == "frame 2: these are no log probabilities; expected numbers up to 0")
        #expect(message([0.5, 3, 2, 1]) == "frame 2: these are no log probabilities; expected numbers up to 0")
        #expect(message([0, -1, -1]) == "3 scores are no whole rows of 4 tokens; model and vocabulary do not belong together")
        #expect(decoder.hypotheses() == before)
        var logits: [Float] = [1, 2, 3, 4, 0, .nan, 0, 0]
        #expect { try LogProbabilities.normalise(&logits, width: 4, firstFrame: 10) } throws: {
            "\($0)" == "frame 11: the model's scores are not numbers; the model may be damaged or of another precision"
        }
    }

    @Test func impossibleTokensAreNoTrouble() throws {
        let vocabulary = try Self.vocabulary("ab", delimiter: false)
        let no = -Float.infinity
        var decoder = CTCDecoder(vocabulary)
        try decoder.append([no, 0, no, no, no, 0, 0, no, no])
        #expect(decoder.best().tokens.map(\.id) == [1, 2])
    }
}
