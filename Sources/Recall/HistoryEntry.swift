package import Wire

/// One thing that was said, seen or summarised, as the history keeps it.
package struct HistoryEntry: Equatable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// A final caption.
        case caption
        /// A final caption in another language than was spoken.
        case translation
        /// The sentences about what a camera sees.
        case scene
        case summary
    }

    /// Of the row; a later row has a greater one.
    package var id: Int64
    package var run: Int64
    package var kind: Kind
    /// Label of the source; of a summary over several, empty.
    package var track: String
    /// ISO 639-1.
    package var language: String
    package var text: String
    /// Media seconds of its run. A scene lasts until the next one of its track.
    package var mediaStart: Double
    package var mediaEnd: Double
    /// Seconds since 1970.
    package var start: Double
    package var end: Double
    /// Of a caption: its number on its track.
    package var segment: Int?
    /// Of a caption; times are media seconds.
    package var words: [CaptionWord]
    /// Of a summary; and the captions that it rests on.
    package var length: SummaryLength?
    package var basis: [CaptionReference]

    /// The caption that this was, with its times counted from a moment of the wall clock (seconds since 1970) as subtitles want them.
    package func caption(since origin: Double) -> Caption? {
        guard kind == .caption || kind == .translation else { return nil }
        let shift = start - origin - mediaStart
        return Caption(
            track: track, segment: segment ?? 0, revision: 0, pass: .second, task: kind == .translation ? .translate : .transcribe, language: language,
            text: text,
            words: words.map { CaptionWord(text: $0.text, start: $0.start + shift, end: $0.end + shift, confidence: $0.confidence, joined: $0.joined) },
            stable: words.count, start: mediaStart + shift, end: mediaEnd + shift)
    }
}

/// A thing's stay in a camera's picture.
package struct HistoryStay: Equatable, Sendable {
    package var run: Int64
    package var track: String
    /// Of the thing, as `object.enter` gave it.
    package var object: Int
    package var label: String
    /// Media seconds of its run; the end of one that is still there is the last that is known of its run.
    package var mediaStart: Double
    package var mediaEnd: Double
    /// Seconds since 1970.
    package var start: Double
    package var end: Double
    /// Whether it was seen to leave.
    package var over: Bool
}
