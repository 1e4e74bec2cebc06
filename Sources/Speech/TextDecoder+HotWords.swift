internal import Inference

extension TextDecoder {
    /// A phrase that was found likely enough.
    struct Recalled {
        var tokens: [Int64]
        var logProbabilities: [Float]
        /// A row for each token: where the decoder looks for what follows it.
        var attention: [[Float]]
        /// By how much its tokens together are less likely than the best ones.
        var deficit: Float
    }

    /// What the phrases say to a place.
    enum Recall {
        /// The decoder's own token stands there.
        case none
        case phrase(Recalled)
        /// So many tokens of text come first.
        case later(Int)
        /// More sound has to say.
        case wait
    }

    /// Tokens at one place with which a phrase may begin; more would cost more calls than they bring words.
    private static let mostBeginnings = 2
    /// How many tokens on a phrase is tried again before it is written: some ten words.
    private static let mostSkipped = 16
    /// How many tokens may wait for it at the open end.
    private static let mostWaiting = 3

    /// Tries the phrases that could begin where `text` ends, or go on there; the decoder's last call must have been the one on that place, and named the tokens `here`.
    ///
    /// A phrase is written as a whole or not at all: nothing has to be taken back when it breaks off in the middle. And it is written where it fits best. A strong one is let in
    /// before its time, and attention then runs ahead to where it is said: what lies between would be lost.
    ///
    /// - Parameter resuming: The text was kept from an earlier look at less of the sound: a phrase that its end begins may go on now.
    mutating func recall(
        after text: inout Decoding, _ plan: Plan, _ here: [Near], resuming: Bool, _ memory: CrossMemory
    ) throws(InferenceError) -> Recall {
        guard let hotWords = plan.hotWords else { return .none }
        let place = plan.prompt.count + text.tokens.count
        for begun in (resuming ? hotWords.begun(by: text.tokens) : []) + [(0, 0)] {
            guard let found = try phrase(here, at: place, behind: begun, hotWords, &text, plan, memory) else { continue }
            // The decoder's own words stand where they stand.
            guard found.deficit > 0 else { return .phrase(found) }
            let fit = try fit(found, whole: Array(text.tokens.suffix(begun.length) + found.tokens), next: here[0].token, at: place, hotWords, &text, plan, memory)
            if case .phrase = fit {
                // The way behind it has overwritten its keys and values.
                for (offset, token) in found.tokens.dropLast().enumerated() {
                    try call([token], past: place + offset)
                    text.calls += 1
                }
            }
            return fit
        }
        return .none
    }

    /// Whether a phrase may begin among the tokens `here`. Asked where the sound is whole: a draft does not know what the decoder makes of all of it, or was written before anybody named the phrase.
    func mayBegin(_ plan: Plan, _ here: [Near]) -> Bool {
        guard let hotWords = plan.hotWords else { return false }
        return !beginnings(here, hotWords, from: 0).isEmpty
    }

    /// Goes on with the decoder's own tokens to see whether the phrase is likelier a few of them on, before the end of the sound that it would take up.
    private mutating func fit(
        _ found: Recalled, whole: [Int64], next: Int64, at place: Int, _ hotWords: HotWords, _ text: inout Decoding, _ plan: Plan, _ memory: CrossMemory
    ) throws(InferenceError) -> Recall {
        let end = found.attention.last.map { text.peak(of: $0) } ?? 0
        var next = next
        for skipped in 1...max(Self.mostSkipped, 2 * whole.count) {
            guard next != endOfText else { return .phrase(found) }
            try call([next], past: place + skipped - 1)
            text.calls += 1
            let here = try near()[0]
            let peak = text.peak(of: try attention(row: 0, of: 1, memory))
            if let margin = plan.openMargin, skipped <= Self.mostWaiting, peak >= memory.frames - margin, peak < end { return .wait }
            guard peak < end else { return .phrase(found) }
            if let other = try phrase(here, at: place + skipped, hotWords, &text, plan, memory), other.deficit < found.deficit,
                // The end of a phrase may be one itself, and says nothing against the whole.
                other.tokens == whole || !whole.suffix(other.tokens.count).elementsEqual(other.tokens)
            {
                return .later(text.tokens.count + skipped)
            }
            next = here[0].token
        }
        // It would take the place of too much.
        return .later(text.tokens.count + 1)
    }

    /// A phrase that begins at `place`, or goes on there from where it was `begun`; the last call named the tokens `here`.
    private mutating func phrase(
        _ here: [Near], at place: Int, behind begun: (node: HotWords.Node, length: Int) = (0, 0), _ hotWords: HotWords, _ text: inout Decoding, _ plan: Plan, _ memory: CrossMemory
    ) throws(InferenceError) -> Recalled? {
        for beginning in beginnings(here, hotWords, from: begun.node).prefix(Self.mostBeginnings) {
            if let found = try follow(beginning, here[0].logProbability, at: place, behind: begun, hotWords, &text, plan, memory) { return found }
        }
        return nil
    }

    /// Those of the likeliest tokens with which a phrase may go on from `node`.
    private func beginnings(_ here: [Near], _ hotWords: HotWords, from node: HotWords.Node) -> [Near] {
        here.filter { candidate in
            guard let next = hotWords.step(node, candidate.token) else { return false }
            let deficit = here[0].logProbability - candidate.logProbability
            return hotWords.allows(next, deficit: deficit, sum: deficit)
        }
    }

    /// Walks down from a first token along the likeliest tokens with which a phrase goes on.
    private mutating func follow(
        _ first: Near, _ best: Float, at place: Int, behind begun: (node: HotWords.Node, length: Int), _ hotWords: HotWords, _ text: inout Decoding, _ plan: Plan, _ memory: CrossMemory
    ) throws(InferenceError) -> Recalled? {
        guard var node = hotWords.step(begun.node, first.token) else { return nil }
        var walked = Recalled(tokens: [first.token], logProbabilities: [first.logProbability], attention: [], deficit: best - first.logProbability)
        var found: Recalled?
        while place - plan.prompt.count + walked.tokens.count <= plan.limit {
            try call([walked.tokens[walked.tokens.count - 1]], past: place + walked.tokens.count - 1)
            text.calls += 1
            let here = try near()[0]
            walked.attention.append(try attention(row: 0, of: 1, memory))
            if let worth = hotWords.worth(node, length: begun.length + walked.tokens.count), walked.deficit <= worth, endsWord(before: here[0].token) {
                found = walked
            }
            guard let onward = here.first(where: { hotWords.step(node, $0.token) != nil }), let next = hotWords.step(node, onward.token)
            else { break }
            let step = here[0].logProbability - onward.logProbability
            walked.deficit += step
            guard hotWords.allows(next, deficit: step, sum: walked.deficit) else { break }
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

    struct Near {
        var token: Int64
        var logProbability: Float
    }

    /// The likeliest tokens after each row of the last call, best first.
    func near() throws(InferenceError) -> [[Near]] {
        let near = zip(try request.integers("near"), try request.floats("near_logprob")).map(Near.init)
        return stride(from: 0, to: near.count, by: Self.nearTokens).map { Array(near[$0..<($0 + Self.nearTokens)]) }
    }

    /// Tokens that the decoder names at each place.
    private static let nearTokens = 16
}

extension [TextDecoder.Near] {
    /// Log probability of the end, where it is among them.
    func end(_ endOfText: Int64) -> Float { first { $0.token == endOfText }?.logProbability ?? -.infinity }
}
