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
    /// How well it is understood, where the benchmark has measured that; one for each language.
    package var readBack: [ReadBack]

    package init(name: String, languages: [String], engine: VoiceEngine, sampleRate: Int, place: String, readBack: [ReadBack] = []) {
        self.name = name
        self.languages = languages
        self.engine = engine
        self.sampleRate = sampleRate
        self.place = place
        self.readBack = readBack
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

/// A clause's sound as it is made: each call of `next` makes a piece, on the calling thread. The pieces behind each other are the clause.
package struct VoicePieces {
    package let sampleRate: Int
    /// As `VoiceSound` has it, of the whole clause.
    package let fixedSeconds: Double
    /// nil behind the last.
    package let next: () throws(VoiceError) -> [Float]?

    package init(sampleRate: Int, fixedSeconds: Double, next: @escaping () throws(VoiceError) -> [Float]?) {
        self.sampleRate = sampleRate
        self.fixedSeconds = fixedSeconds
        self.next = next
    }

    /// All of it.
    func whole() throws(VoiceError) -> VoiceSound {
        var samples: [Float] = []
        while let piece = try next() { samples += piece }
        return VoiceSound(samples: samples, sampleRate: sampleRate, fixedSeconds: fixedSeconds)
    }
}

/// Turns clauses into sound. Clauses of one voice take turns; a clause runs to its end on the calling thread.
package protocol SpeechVoice: Sendable {
    var description: VoiceDescription { get }
    /// How long its clauses are best.
    var limits: ClauseSplitter.Limits { get }
    /// How loud it is by itself, LUFS; nil: nobody has measured it yet.
    var loudness: Double? { get }

    /// Makes ready what the first clause would wait for.
    func prepare() throws(VoiceError)

    /// Speaks a clause of normalised text, whose runs are in languages of the voice.
    ///
    /// - Parameter rate: 1 as the voice was trained, 2 twice as fast.
    /// - Returns: nil where there is nothing in it that has a sound.
    func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound?

    /// The same, piece by piece, for who wants to hear its beginning while its end is made.
    func begin(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoicePieces?
}

extension SpeechVoice {
    package var limits: ClauseSplitter.Limits { ClauseSplitter.Limits() }
    package var loudness: Double? { nil }
    package func prepare() throws(VoiceError) {}

    /// In one piece.
    package func begin(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoicePieces? {
        guard let sound = try speak(clause, rate: rate) else { return nil }
        var rest: [Float]? = sound.samples
        return VoicePieces(sampleRate: sound.sampleRate, fixedSeconds: sound.fixedSeconds) { () throws(VoiceError) in rest.take() }
    }

    package func speaks(_ language: String) -> Bool { description.languages.contains(language) }
}
