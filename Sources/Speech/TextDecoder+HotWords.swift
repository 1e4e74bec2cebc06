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

    /// Tokens at one place with which a phrase may begin; more would cost more calls than they bring words.
    private static let mostBeginnings = 2
    /// Tokens that a phrase may not take the place of when it fits behind them as well: some ten words.
    private static let mostSkipped = 16

    /// Tries the phrases that could begin where `text` ends; the decoder's last call must have been the one on that place.
    ///
    /// A phrase is written as a whole or not at all: nothing has to be taken back when it breaks off in the middle. And it is written where it fits best. A strong one is let in
    /// before its time, and attention then runs ahead to where it is said: what lies between would be lost.
    ///
    /// - Parameter resuming: The text was kept from an earlier look at less of the sound: a phrase that its end begins may go on now.
    mutating func recall(
        after text: inout Decoding, _ plan: Plan, row: Int, resuming: Bool, _ memory: CrossMemory
    ) throws(InferenceError) -> Recalled? {
        guard let hotWords = plan.hotWords else { return nil }
        let here = try near(row: row)
        let place = plan.prompt.count + text.tokens.count
        if resuming {
            for begun in hotWords.begun(by: text.tokens) {
                if let found = try phrase(here, at: place, behind: begun, hotWords, &text, plan, memory) { return found }
            }
        }
        guard let found = try phrase(here, at: place, hotWords, &text, plan, memory) else { return nil }
        guard found.tokens[0] != here[0].token else { return found }
        if try fitsLater(found, behind: here[0].token, at: place, hotWords, &text, plan, memory) { return nil }
        // The way behind it has overwritten its keys and values.
        if found.tokens.count > 1 {
            try call(Array(found.tokens.dropLast()), past: place)
            text.calls += 1
        }
        return found
    }

    /// Whether a phrase may begin at a row of the last call. Asked where the sound is whole: a draft does not know what the decoder makes of all of it, or was written before anybody named the phrase.
    func mayBegin(_ plan: Plan, row: Int) throws(InferenceError) -> Bool {
        guard let hotWords = plan.hotWords, plan.openMargin == nil else { return false }
        return try !beginnings(near(row: row), hotWords, from: 0).isEmpty
    }

    /// Whether the phrase is likelier a few tokens on, before the end of the sound that it would take up.
    private mutating func fitsLater(
        _ found: Recalled, behind next: Int64, at place: Int, _ hotWords: HotWords, _ text: inout Decoding, _ plan: Plan, _ memory: CrossMemory
    ) throws(InferenceError) -> Bool {
        guard let last = found.attention.last else { return false }
        let end = text.peak(of: last)
        var next = next
        for skipped in 0..<Self.mostSkipped {
            guard next != endOfText else { return false }
            try call([next], past: place + skipped)
            text.calls += 1
            let here = try near(row: 0)
            guard text.peak(of: try attention(row: 0, of: 1, memory)) < end else { return false }
            if let other = try phrase(here, at: place + skipped + 1, hotWords, &text, plan, memory), other.deficit < found.deficit { return true }
            next = here[0].token
        }
        return false
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
            let here = try near(row: 0)
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

    /// The likeliest tokens after a row of the last call, best first.
    func near(row: Int) throws(InferenceError) -> [Near] {
        let tokens = try request.integers("near")
        let probabilities = try request.floats("near_logprob")
        let range = (row * Self.nearTokens)..<((row + 1) * Self.nearTokens)
        return range.map { Near(token: tokens[$0], logProbability: probabilities[$0]) }
    }

    /// Tokens that the decoder names at each place.
    private static let nearTokens = 16
}
