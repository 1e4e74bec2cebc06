internal import Spoken

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
        var whole: VoiceSound?
        for (text, voice) in Self.pieces(clause, voice) where text.contains(where: { $0.isLetter || $0.isNumber }) {
            let sound = try Espeak.speak(text, voice: voice, rate: rate)
            whole = VoiceSound(samples: (whole?.samples ?? []) + sound.samples, sampleRate: sound.sampleRate)
        }
        guard let whole, whole.samples.contains(where: { abs($0) > 1e-3 }) else { return nil }
        return whole
    }

    /// What is spoken by which of the library's voices. Its Mandarin names characters (in English) instead of reading them, as Debian's data have no dictionary of theirs:
    /// it gets our pinyin, and what is not Chinese goes to its English voice.
    private static func pieces(_ clause: [VoiceRun], _ voice: String) -> [(text: String, voice: String)] {
        guard voice == "cmn" else { return [(clause.map(\.text).joined(separator: " "), voice)] }
        return clause.map { $0.language == "zh" ? (MandarinPhonemes.pinyinText($0.text), "cmn-latn-pinyin") : ($0.text, own("en")) }
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
