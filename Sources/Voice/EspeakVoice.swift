/// espeak-ng's own synthesis, for languages that no neural voice speaks. Plainly a machine, and said so in the list of voices.
package struct EspeakVoice: SpeechVoice {
    package let description: VoiceDescription
    private let voice: String

    /// - Parameter language: ISO 639-1.
    package init(language: String) throws(VoiceError) {
        let voice = Self.own(language)
        self.voice = voice
        guard try Espeak.voices().contains(where: { $0.language == voice || $0.language.hasPrefix(voice + "-") }) else {
            throw VoiceError(.request, "no voice speaks \"\(language)\": not even espeak-ng has one; expected a language such as en, de or zh")
        }
        description = VoiceDescription(
            name: "espeak-\(language)", languages: [language], engine: .espeak, sampleRate: try Espeak.sampleRate(), place: "libespeak-ng")
    }

    /// Languages that espeak-ng speaks, as this project writes them.
    package static func languages() throws(VoiceError) -> [String] {
        Set(try Espeak.voices().map { $0.language == "cmn" ? "zh" : String($0.language.prefix { $0 != "-" }) }).sorted()
    }

    package func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound? {
        let text = clause.map(\.text).joined(separator: " ")
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        let sound = try Espeak.speak(text, voice: voice, rate: rate)
        return sound.samples.contains { abs($0) > 1e-3 } ? sound : nil
    }

    /// espeak-ng's name of a language.
    private static func own(_ language: String) -> String {
        switch language {
        case "zh": "cmn"
        case "no": "nb"
        case "en": "en-us"
        default: language
        }
    }
}
