import Foundation
import Language
import Testing

/// Which tokens are drawn from logits that were made by hand, and how often.
struct SamplerTests {
    /// Tokens and how often they came.
    private func drawn(_ probabilities: [Double], _ options: GenerationOptions, seen: Set<Int64> = [], times: Int = 4_000) -> [Int64: Int] {
        var sampler = Sampler(options)
        let logits = probabilities.map { Float(log($0)) }
        return logits.withUnsafeBufferPointer { logits in
            (0..<times).reduce(into: [:]) { counts, _ in counts[sampler.pick(logits, seen: seen), default: 0] += 1 }
        }
    }

    private let probabilities = [0.05, 0.5, 0.15, 0.3]

    @Test func withoutTemperatureItIsTheLikeliestAndOfEqualOnesTheFirst() {
        #expect(Set(drawn(probabilities, GenerationOptions()).keys) == [1])
        #expect(Set(drawn([0.2, 0.4, 0.4], GenerationOptions()).keys) == [1])
    }

    @Test func temperatureOneDrawsAsOftenAsTheModelSays() {
        let counts = drawn(probabilities, GenerationOptions(temperature: 1, seed: 7))
        for (token, probability) in probabilities.enumerated() {
            // Four standard deviations.
            let spread = 4 * (4_000 * probability * (1 - probability)).squareRoot()
            #expect(abs(Double(counts[Int64(token), default: 0]) - 4_000 * probability) < spread)
        }
    }

    @Test func aLowTemperatureSharpensAndAHighOneLevels() {
        // p^(1/T), normalised: 0.5² and 0.3² of 0.365; √0.05 of 1.866.
        let sharp = drawn(probabilities, GenerationOptions(temperature: 0.5))
        #expect(abs(Double(sharp[1, default: 0]) / 4_000 - 0.25 / 0.365) < 0.04)
        let level = drawn(probabilities, GenerationOptions(temperature: 2))
        #expect(abs(Double(level[0, default: 0]) / 4_000 - 0.2236 / 1.866) < 0.03)
    }

    @Test func topKDrawsFromSoManyAndTopKOneIsGreedy() {
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 1, topK: 2)).keys) == [1, 3])
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 5, topK: 1)).keys) == [1])
    }

    /// The smallest set that holds as much: 0.5 + 0.3 reach 0.75, 0.5 alone does not.
    @Test func topPDrawsFromTheSmallestSetThatHoldsAsMuch() {
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 1, topP: 0.75)).keys) == [1, 3])
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 1, topP: 0.45)).keys) == [1])
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 1, topP: 0.9)).keys) == [1, 2, 3])
        // Of what top-k left, not of everything.
        #expect(Set(drawn(probabilities, GenerationOptions(temperature: 1, topP: 0.6, topK: 2)).keys) == [1])
    }

    /// A positive logit is divided, a negative one multiplied: either way it sinks.
    @Test func thePenaltyMakesWhatWasSeenLessLikely() {
        func best(_ logits: [Float], _ penalty: Double, _ seen: Set<Int64>) -> Int64 {
            var sampler = Sampler(GenerationOptions(repetitionPenalty: penalty))
            return logits.withUnsafeBufferPointer { sampler.pick($0, seen: seen) }
        }
        #expect(best([2, 1.5, 0], 1, [0]) == 0)
        #expect(best([2, 1.5, 0], 1.5, [0]) == 1)
        #expect(best([2, 1.5, 0], 1.5, [1]) == 0)
        #expect(best([-1, -1.4], 1.5, [0]) == 1)
        #expect(best([-1, -1.4], 1.3, [0]) == 0)
    }

    @Test func aSeedRepeatsItself() {
        func sequence(_ seed: UInt64) -> [Int64] {
            var sampler = Sampler(GenerationOptions(temperature: 1, seed: seed))
            return [Float](repeating: 0, count: 1_000).withUnsafeBufferPointer { logits in (0..<20).map { _ in sampler.pick(logits, seen: []) } }
        }
        #expect(sequence(3) == sequence(3))
        #expect(sequence(3) != sequence(4))
    }
}
