/// How a voice makes its sound.
package enum VoiceEngine: String, Codable, Sendable {
    /// A VITS network of the Piper project, from espeak-ng's phonemes.
    case piper
    /// Kokoro-82M, a network with a vector for each style.
    case kokoro
    /// libespeak-ng's own synthesis, by rules: understood, and plainly a machine's.
    case espeak
}

/// A voice as `taichu voices` lists it.
package struct VoiceDescription: Codable, Hashable, Sendable {
    package var name: String
    /// Languages that it was made for, ISO 639-1, the best first.
    package var languages: [String]
    package var engine: VoiceEngine
    /// Hertz of what it gives.
    package var sampleRate: Int
    /// Its folder or file, or the library.
    package var place: String

    package init(name: String, languages: [String], engine: VoiceEngine, sampleRate: Int, place: String) {
        self.name = name
        self.languages = languages
        self.engine = engine
        self.sampleRate = sampleRate
        self.place = place
    }
}

/// A piece of a clause in one language.
package struct VoiceRun: Hashable, Sendable {
    package var text: String
    /// ISO 639-1.
    package var language: String

    package init(_ text: String, language: String) {
        self.text = text
        self.language = language
    }
}

/// What a voice made of one clause: mono, −1…1, at the voice's own rate.
package struct VoiceSound: Sendable {
    package var samples: [Float]
    package var sampleRate: Int
    /// Seconds of it that no rate makes shorter: at another rate only the rest changes.
    package var fixedSeconds: Double

    package init(samples: [Float], sampleRate: Int, fixedSeconds: Double = 0) {
        self.samples = samples
        self.sampleRate = sampleRate
        self.fixedSeconds = fixedSeconds
    }

    package var seconds: Double { Double(samples.count) / Double(sampleRate) }
}

/// Turns clauses into sound. Clauses of one voice take turns; a clause runs to its end on the calling thread.
package protocol SpeechVoice: Sendable {
    var description: VoiceDescription { get }
    /// How long its clauses are best.
    var limits: ClauseSplitter.Limits { get }

    /// Speaks a clause of normalised text, whose runs are in languages of the voice.
    ///
    /// - Parameter rate: 1 as the voice was trained, 2 twice as fast.
    /// - Returns: nil where there is nothing in it that has a sound.
    func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound?
}

extension SpeechVoice {
    package var limits: ClauseSplitter.Limits { ClauseSplitter.Limits() }

    package func speaks(_ language: String) -> Bool { description.languages.contains(language) }
}
