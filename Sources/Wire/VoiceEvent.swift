/// Text that a client wants to hear.
package struct SpeechOrder: Equatable, Sendable {
    package enum Priority: String, Codable, Sendable, CaseIterable {
        /// Stops what is being said.
        case urgent
        case normal
        /// Waits until nothing else is to be said, and gives way to anything.
        case idle
    }

    package enum Output: String, Codable, Sendable, CaseIterable {
        /// The profile's output for sound.
        case speaker
        /// `voice.chunk` events alone.
        case events
    }

    package var text: String
    /// ISO 639-1 code; nil: told by the script.
    package var language: String?
    /// A name that `taichu voices` lists; nil: the profile's, or the one for the language.
    package var voice: String?
    /// 1: the voice's own speed; nil: the profile's.
    package var rate: Double?
    package var priority: Priority
    /// The text is SSML.
    package var ssml: Bool
    package var output: Output

    package init(
        text: String, language: String? = nil, voice: String? = nil, rate: Double? = nil, priority: Priority = .normal, ssml: Bool = false, output: Output = .speaker
    ) {
        self.text = text
        self.language = language
        self.voice = voice
        self.rate = rate
        self.priority = priority
        self.ssml = ssml
        self.output = output
    }
}

/// A line begins to sound: body of `voice.start`.
package struct VoiceStart: Codable, Equatable, Sendable {
    /// Number of the line, from 1.
    package var line: Int
    package var text: String
    package var voice: String
    /// Media seconds at which its first sample is heard.
    package var at: Double

    package init(line: Int, text: String, voice: String, at: Double) {
        self.line = line
        self.text = text
        self.voice = voice
        self.at = at
    }
}

/// Sound of a line, in its order: body of `voice.chunk`.
package struct VoiceChunk: Codable, Equatable, Sendable {
    package var line: Int
    /// Counts up with each chunk of the line, from 0.
    package var index: Int
    /// Samples a second, one channel.
    package var rate: Int
    /// Signed 16-bit little-endian samples, in base64.
    package var samples: String

    package init(line: Int, index: Int, rate: Int, samples: String) {
        self.line = line
        self.index = index
        self.rate = rate
        self.samples = samples
    }
}

/// A mark in a line's SSML was reached: body of `voice.mark`.
package struct VoiceMark: Codable, Equatable, Sendable {
    package var line: Int
    package var name: String
    /// Media seconds.
    package var at: Double

    package init(line: Int, name: String, at: Double) {
        self.line = line
        self.name = name
        self.at = at
    }
}

/// A line came to its end: body of `voice.end`.
package struct VoiceEnd: Codable, Equatable, Sendable {
    package enum Reason: String, Codable, Sendable {
        case done
        /// By request, or because a more urgent line came.
        case stopped
        /// It waited, and never began: it was ended or overtaken.
        case dropped
        /// `detail` says why.
        case failed
    }

    package var line: Int
    package var reason: Reason
    package var detail: String?
    /// Media seconds.
    package var at: Double

    package init(line: Int, reason: Reason, detail: String? = nil, at: Double) {
        self.line = line
        self.reason = reason
        self.detail = detail
        self.at = at
    }
}
