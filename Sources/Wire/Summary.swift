/// How long a summary is, and what it is for.
package enum SummaryLength: String, Codable, Sendable, CaseIterable {
    /// At most 8 words, or 16 characters of Chinese.
    case title
    /// Two sentences.
    case short
    /// A paragraph.
    case full
    /// What somebody is to do, an item each.
    case actions
}

/// A caption, by the numbers that its events carry.
package struct CaptionReference: Codable, Hashable, Sendable {
    package var track: String
    package var segment: Int

    package init(track: String, segment: Int) {
        self.track = track
        self.segment = segment
    }
}

/// What was said, in fewer words: body of `summary`, and of the reply to `summarize`.
package struct Summary: Codable, Equatable, Sendable {
    package enum Method: String, Codable, Sendable {
        /// A language model wrote it, and nothing was found in it that the captions do not say.
        case model
        /// Sentences of the captions themselves, chosen by rank; `reason` says why.
        case extract
    }

    package var length: SummaryLength
    /// Counts up with each summary of this length, from 0; 0 in replies.
    package var revision: Int
    /// ISO 639-1 code of the language that it is in.
    package var language: String
    /// Of `actions`: the items, a line each. Empty when nothing was to be said, such as no actions.
    package var text: String
    /// Media seconds of the first and the last sound of what it covers.
    package var from: Double
    package var to: Double
    /// The captions that its sentences rest on, in their order.
    package var captions: [CaptionReference]
    package var method: Method
    /// Why no model wrote it; absent where one did.
    package var reason: String?
    /// Name of the model that wrote it; absent where none did.
    package var model: String?

    package init(
        length: SummaryLength, revision: Int = 0, language: String, text: String, from: Double, to: Double, captions: [CaptionReference], method: Method,
        reason: String? = nil, model: String? = nil
    ) {
        self.length = length
        self.revision = revision
        self.language = language
        self.text = text
        self.from = from
        self.to = to
        self.captions = captions
        self.method = method
        self.reason = reason
        self.model = model
    }
}

/// A summary that a client asks for.
package struct SummaryOrder: Equatable, Sendable {
    package var length: SummaryLength
    /// ISO 639-1 code of the language that it shall be in; nil: that of most of what was said.
    package var language: String?
    /// Media seconds; nil: from the first caption, up to the newest.
    package var from: Double?
    package var to: Double?
    /// Labels of the tracks that count; nil: all.
    package var tracks: [String]?

    package init(length: SummaryLength = .short, language: String? = nil, from: Double? = nil, to: Double? = nil, tracks: [String]? = nil) {
        self.length = length
        self.language = language
        self.from = from
        self.to = to
        self.tracks = tracks
    }
}
