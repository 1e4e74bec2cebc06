internal import Voice

/// Speaks lines for a dub: each as one sound, without the pause after it.
struct DubSpeaker: Sendable {
    let voices: VoiceSet
    /// ISO 639-1; nil: told by the script.
    let language: String?

    /// As people know the voice.
    var name: String { voices.main.description.name }

    /// - Throws: also where nothing of the text has a sound, as a request that cannot be met.
    func speak(_ text: String, rate: Double) throws(VoiceError) -> VoiceSound {
        var options = SpeechOptions()
        options.rate = rate
        options.language = language
        // A line is one breath: it is not cut early for the sake of a first sound.
        options.limits.firstMost = options.limits.most
        options.limits.firstLeast = options.limits.most
        var stream = try SpeechStream(text, voices: voices, options: options)
        var samples: [Float] = []
        var speech = 0
        while let clause = try stream.next() {
            speech = samples.count + Int(clause.speechSeconds * Double(clause.sampleRate))
            samples += clause.samples
        }
        return VoiceSound(samples: Array(samples.prefix(speech)), sampleRate: stream.sampleRate)
    }
}
