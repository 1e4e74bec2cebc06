internal import Inference

extension TextDecoder {
    /// A phrase that was found likely enough.
    struct Recalled {
        var tokens: [Int64]
        var logProbabilities: [Float]
        /// A row for each token: where the decoder looks for what follows it.
        var attention: [[Float]]
    }

    /// Tokens at one place with which a phrase may begin; more would cost more calls than they bring words.
    private static let mostBeginnings = 2

    /// Tries the phrases that could begin where `text` ends; the decoder's last call must have been the one on that place.
    ///
    /// A phrase is written as a whole or not at all: nothing has to be taken back when it breaks off in the middle.
    mutating func recall(
        after text: inout Decoding, _ plan: Plan, row: Int, _ memory: CrossMemory
    ) throws(InferenceError) -> Recalled? {
        guard let hotWords = plan.hotWords else { return nil }
        let here = try near(row: row)
        let beginnings = here.filter { candidate in
            guard let node = hotWords.step(0, candidate.token) else { return false }
            let deficit = here[0].logProbability - candidate.logProbability
            return hotWords.allows(node, deficit: deficit, sum: deficit)
        }
        for beginning in beginnings.prefix(Self.mostBeginnings) {
            if let found = try follow(beginning, here[0].logProbability, hotWords, &text, plan, memory) { return found }
        }
        return nil
    }

    /// Walks down from a first token along the likeliest tokens with which a phrase goes on.
    private mutating func follow(
        _ first: Near, _ best: Float, _ hotWords: HotWords, _ text: inout Decoding, _ plan: Plan, _ memory: CrossMemory
    ) throws(InferenceError) -> Recalled? {
        guard var node = hotWords.step(0, first.token) else { return nil }
        var deficit = best - first.logProbability
        var walked = Recalled(tokens: [first.token], logProbabilities: [first.logProbability], attention: [])
        var found: Recalled?
        while text.tokens.count + walked.tokens.count <= plan.limit {
            try call([walked.tokens[walked.tokens.count - 1]], past: plan.prompt.count + text.tokens.count + walked.tokens.count - 1)
            text.calls += 1
            let here = try near(row: 0)
            walked.attention.append(try attention(row: 0, of: 1, memory))
            if let worth = hotWords.worth(node, length: walked.tokens.count), deficit <= worth, endsWord(before: here[0].token) {
                found = walked
            }
            guard let onward = here.first(where: { hotWords.step(node, $0.token) != nil }), let next = hotWords.step(node, onward.token)
            else { break }
            let step = here[0].logProbability - onward.logProbability
            deficit += step
            guard hotWords.allows(next, deficit: step, sum: deficit) else { break }
            // Words at the open end wait for more sound.
            if let margin = plan.openMargin, let row = walked.attention.last, text.peak(of: row) >= memory.frames - margin { break }
            node = next
            walked.tokens.append(onward.token)
            walked.logProbabilities.append(onward.logProbability)
        }
        return found
    }

    /// Whether a word may end where `token` is likeliest to follow: "cat" is not the beginning of "catalogue".
    private func endsWord(before token: Int64) -> Bool {
        guard let first = vocabulary.text([token]).unicodeScalars.first else { return true }
        return !first.properties.isAlphabetic || first.value >= 0x2E80
    }

    private struct Near {
        var token: Int64
        var logProbability: Float
    }

    /// The likeliest tokens after a row of the last call, best first.
    private func near(row: Int) throws(InferenceError) -> [Near] {
        let tokens = try request.integers("near")
        let probabilities = try request.floats("near_logprob")
        let range = (row * Self.nearTokens)..<((row + 1) * Self.nearTokens)
        return range.map { Near(token: tokens[$0], logProbability: probabilities[$0]) }
    }

    /// Tokens that the decoder names at each place.
    private static let nearTokens = 16
}
