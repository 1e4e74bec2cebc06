/// What a look back over an open utterance made of its text.
package struct RefreshedText: Equatable {
    /// Frames at the open end about which nothing is confirmed yet: half a second.
    private static let openEnd = 25
    /// Frames at the open end about which the next hops may know better: what was cut off was not understood.
    static let unheard = 10

    /// The text of all sound so far: the next hop's draft.
    package private(set) var tokens: [Int64]
    /// Leading tokens that are settled: nothing changes them any more.
    package private(set) var settled: Int
    /// Leading tokens that are fit to be shown, though the next look back may say otherwise.
    package private(set) var confirmed: Int
    /// Leading tokens that the hops leave alone until the next look back.
    package private(set) var held: Int

    /// Nothing but what was `fixed` before.
    package init(unconfirmed tokens: [Int64], fixed: Int) {
        self.tokens = tokens
        settled = fixed
        confirmed = fixed
        held = fixed
    }

    /// - Parameters:
    ///   - words: the words of `tokens`.
    ///   - earlier: those of the text that the look back began from.
    ///   - heard: frames of sound so far.
    ///   - fixed: leading tokens that were settled before.
    ///
    /// What it says otherwise than the text before is shown at once, but settled only when the next look back says it again: over an open end the full-context transformer, too,
    /// mishears, or begins anew ("Agent login. Agent login."), and knows better half a second later.
    package init(_ tokens: [Int64], _ words: [TimedWord], earlier: [TimedWord], heard: Int, fixed: Int) {
        self.tokens = tokens
        let agreed = Array(words.prefix(words.common(with: earlier)))
        settled = max(fixed, agreed.tokens(endingBy: heard - Self.openEnd))
        confirmed = max(fixed, words.tokens(endingBy: heard - Self.openEnd))
        held = max(fixed, words.tokens(endingBy: heard - Self.unheard))
    }
}
