/// A text that the posteriors may stand for.
package struct CTCHypothesis: Equatable, Sendable {
    /// A token that was said, in the likeliest alignment of the whole text with the frames.
    package struct Token: Equatable, Sendable {
        package var id: Int
        /// Frames in which the alignment rests on the token; `end` is the one after the last.
        package var start: Int
        package var end: Int
        /// The token's highest posterior in these frames.
        package var posterior: Float

        package init(id: Int, start: Int, end: Int, posterior: Float) {
            self.id = id
            self.start = start
            self.end = end
            self.posterior = posterior
        }
    }

    /// Text tokens and word delimiters, in order.
    package var tokens: [Token]
    /// Log probability of the text by the posteriors: the sum over its alignments that the search kept; of a greedy search, its one.
    package var acoustic: Double
    /// What the language model adds, with its weight and the words' bonus.
    package var language: Float = 0
    /// What the hot-words add.
    package var hotWords: Float = 0

    package var score: Double { acoustic + Double(language) + Double(hotWords) }

    package static let empty = CTCHypothesis(tokens: [], acoustic: 0)
}
