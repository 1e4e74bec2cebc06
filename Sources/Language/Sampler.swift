private import Foundation

/// Chooses the next token from the logits.
package struct Sampler {
    private let options: GenerationOptions
    private var random: SplitMix64

    package init(_ options: GenerationOptions) {
        self.options = options
        random = SplitMix64(state: options.seed)
    }

    /// - Parameter seen: tokens of the prompt and the answer so far, which a penalty applies to.
    package mutating func pick(_ logits: UnsafeBufferPointer<Float>, seen: Set<Int64>) -> Int64 {
        guard options.repetitionPenalty != 1 else { return pick(logits) }
        var changed = Array(logits)
        let penalty = Float(options.repetitionPenalty)
        for token in seen where changed.indices.contains(Int(token)) {
            let logit = changed[Int(token)]
            changed[Int(token)] = logit > 0 ? logit / penalty : logit * penalty
        }
        return changed.withUnsafeBufferPointer { pick($0) }
    }

    private mutating func pick(_ logits: UnsafeBufferPointer<Float>) -> Int64 {
        let best = Self.greatest(logits)
        guard options.temperature > 0, options.topK != 1 else { return Int64(best) }
        return Int64(draw(from: candidates(logits, best)))
    }

    /// The first of the greatest.
    private static func greatest(_ logits: UnsafeBufferPointer<Float>) -> Int {
        var best = 0
        for index in logits.indices where logits[index] > logits[best] { best = index }
        return best
    }

    /// Tokens that may be drawn with their weights, likeliest first.
    private func candidates(_ logits: UnsafeBufferPointer<Float>, _ best: Int) -> [(token: Int, weight: Double)] {
        let peak = Double(logits[best])
        // What weighs less than 2⁻⁵⁰ of the likeliest is never drawn; leaving it out saves sorting a whole vocabulary.
        let floor = Float(peak - 35 * options.temperature)
        var kept = logits.indices.filter { logits[$0] >= floor }.sorted { (logits[$1], $0) < (logits[$0], $1) }
        if let most = options.topK { kept = Array(kept.prefix(max(1, most))) }
        let weighed = kept.map { (token: $0, weight: exp((Double(logits[$0]) - peak) / options.temperature)) }
        guard options.topP < 1 else { return weighed }
        let all = weighed.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        let end = weighed.firstIndex { candidate in
            sum += candidate.weight
            return sum >= options.topP * all
        }
        return Array(weighed[...(end ?? weighed.count - 1)])
    }

    private mutating func draw(from candidates: [(token: Int, weight: Double)]) -> Int {
        var left = Double.random(in: 0..<1, using: &random) * candidates.reduce(0) { $0 + $1.weight }
        for candidate in candidates {
            left -= candidate.weight
            if left < 0 { return candidate.token }
        }
        return candidates[candidates.count - 1].token
    }
}

/// Random numbers that a seed repeats, on every machine (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
