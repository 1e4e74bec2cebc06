/// One word of a caption. Times are media seconds: seconds since the stream's start on the monotonic clock.
package struct CaptionWord: Codable, Equatable, Sendable {
    /// The word as it is shown; in Chinese and Japanese one character. A leading space is never part of it.
    package var text: String
    package var start: Double
    package var end: Double
    /// 0…1, the decoder's mean token probability.
    package var confidence: Double
    /// True when no space stands between the word before and this one (Chinese, Japanese, …).
    package var joined: Bool?

    package init(text: String, start: Double, end: Double, confidence: Double, joined: Bool? = nil) {
        self.text = text
        self.start = start
        self.end = end
        self.confidence = confidence
        self.joined = joined
    }
}

/// Which pass of the recognizer a caption came from.
package enum CaptionPass: String, Codable, Sendable {
    case first, second
}

/// What the decoder was asked for.
package enum CaptionTask: String, Codable, Sendable, CaseIterable {
    case transcribe, translate
}

/// The text of one segment (utterance) as it stands: body of `caption.partial` and `caption.final`.
package struct Caption: Codable, Equatable, Sendable {
    /// Label of the source that was heard ("microphone", "computer", a file's name).
    package var track: String
    /// Number of the utterance on its track and task, from 0. A final closes it; finals never change.
    package var segment: Int
    /// Counts up with each change of this segment.
    package var revision: Int
    package var pass: CaptionPass
    package var task: CaptionTask
    /// ISO 639-1 code of what was spoken.
    package var language: String
    /// The words joined, cased and punctuated as far as the pass can.
    package var text: String
    package var words: [CaptionWord]
    /// How many leading words are stable: afterwards they change in case or punctuation only.
    package var stable: Int
    /// Media seconds of the segment's first and last sound.
    package var start: Double
    package var end: Double

    package init(
        track: String, segment: Int, revision: Int, pass: CaptionPass, task: CaptionTask = .transcribe, language: String,
        text: String, words: [CaptionWord], stable: Int, start: Double, end: Double
    ) {
        self.track = track
        self.segment = segment
        self.revision = revision
        self.pass = pass
        self.task = task
        self.language = language
        self.text = text
        self.words = words
        self.stable = stable
        self.start = start
        self.end = end
    }
}
