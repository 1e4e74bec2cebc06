/// A question to the history.
package struct HistoryQuery: Sendable {
    /// Words, phrases in quotes, or a whole question; nil lists what the other limits leave, in the order of time.
    package var text: String?
    /// Seconds since 1970: what overlaps this stretch of time.
    package var from: Double?
    package var to: Double?
    /// Empty: all.
    package var kinds: Set<HistoryEntry.Kind>
    package var tracks: Set<String>
    /// Only what was said or seen while a thing of this label was in view.
    package var whileSeen: String?
    package var limit: Int
    /// What the text means, for a search by meaning beside the one by words.
    package var meaning: SentenceVector?

    package init(
        _ text: String? = nil, from: Double? = nil, to: Double? = nil, kinds: Set<HistoryEntry.Kind> = [], tracks: Set<String> = [], while whileSeen: String? = nil,
        limit: Int = 20, meaning: SentenceVector? = nil
    ) {
        self.text = text
        self.from = from
        self.to = to
        self.kinds = kinds
        self.tracks = tracks
        self.whileSeen = whileSeen
        self.limit = limit
        self.meaning = meaning
    }
}

/// A vector and the model that it comes from: vectors of two models have nothing to do with each other.
package struct SentenceVector: Equatable, Sendable {
    package var model: String
    /// Of length 1.
    package var components: [Float]

    package init(model: String, components: [Float]) {
        self.model = model
        self.components = components
    }
}

/// One answer.
package struct HistoryFinding: Equatable, Sendable {
    package var entry: HistoryEntry
    package var snippet: Snippet
    /// Greater is better; only to compare answers to one question.
    package var score: Double
    /// Whether it holds words of the question; otherwise it was found by meaning alone.
    package var byWords: Bool
    /// Cosine between question and entry, where the search by meaning found it.
    package var similarity: Double?
}
