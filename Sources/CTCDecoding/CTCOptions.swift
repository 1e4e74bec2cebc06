/// How a CTC head's posteriors are searched.
package struct CTCOptions: Equatable, Sendable {
    /// Texts that are kept side by side; 1 without hot-words and language model is the greedy search.
    package var beamWidth = 16
    /// Texts whose score lies this far below the best one's are given up (natural log).
    package var scoreMargin: Double = 14
    /// Tokens that are this much less likely than a frame's likeliest are not tried there (natural log).
    package var tokenMargin: Float = 8
    /// Tokens tried in a frame at most.
    package var mostTokens = 24
    /// Weight of the language model's log probabilities against the posteriors'.
    package var languageWeight: Float = 0.5
    /// What each word adds: a language model alone prefers few words.
    package var wordBonus: Float = 1
    /// Natural log probability of a word that the language model does not know; where it has `<unk>`, added to that one's.
    package var unknownWord: Float = -10

    package init() {}
}
