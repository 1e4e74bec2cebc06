import Foundation
import Testing

/// What happens to speech on its way to a computer: the words of five seconds stay. How many words of many prompts do stands in the benchmark (`Benchmarks/run robust`).
@Suite(.serialized)
struct DisturbanceTests {
    /// What a device or a line does to samples of full scale 1.
    enum Disturbance: String, CaseIterable {
        case none, quiet, loud, clipped, offset, telephone

        func apply(_ samples: [Float]) -> [Float] {
            switch self {
            case .none: samples
            case .quiet: samples.map { $0 * 0.1 }
            case .loud: samples.map { max(-1, min(1, $0 * 10)) }
            case .clipped: clipped(samples, peak: samples.map { abs($0) }.max() ?? 1)
            case .offset: samples.map { $0 + 0.1 }
            case .telephone: samples.map { coded($0) }
            }
        }

        /// At a quarter of the peak.
        private func clipped(_ samples: [Float], peak: Float) -> [Float] { samples.map { max(-peak / 4, min(peak / 4, $0)) } }

        /// 8 bits with the companding of G.711, µ-law.
        private func coded(_ sample: Float) -> Float {
            let mu: Float = 255
            let code = (log1p(mu * min(1, abs(sample))) / log1p(mu) * 127).rounded() / 127
            return (sample < 0 ? -1 : 1) * (pow(1 + mu, code) - 1) / mu
        }
    }

    @Test(arguments: Disturbance.allCases, [true, false]) func theWordsStay(disturbance: Disturbance, inTheFirstPass: Bool) throws {
        let heard = try SpeechFixture.text(of: disturbance.apply(SpeechFixture.clip()), first: inTheFirstPass).lowercased().split { !$0.isLetter }
        let said = "it was the best of times it was the worst of times".split(separator: " ")
        // Cut off at a twentieth of its height, the first pass may hear one word otherwise.
        #expect(heard.prefix(said.count).difference(from: said).count <= (disturbance == .loud ? 4 : 0), "\(heard)")
    }
}
