private import Synchronization

/// The voices that one speaker needs: the chosen one, and for each other language whatever speaks it best. Each is levelled once.
package final class VoiceSet: Sendable {
    /// What is asked for a language that none of the voices speaks, such as a load of Kokoro; nil: espeak-ng's synthesis does it.
    package typealias Search = @Sendable (String) throws(VoiceError) -> (any SpeechVoice)?

    package let main: any SpeechVoice
    private let target: LoudnessTarget?
    private let search: Search
    private let state = Mutex(State())

    private struct State {
        /// By language; nil: it is known that nobody speaks it.
        var others: [String: (any SpeechVoice)?] = [:]
        /// By the voice's name.
        var levels: [String: Levelling] = [:]
    }

    /// - Parameter target: nil: the voices as loud as they are.
    package init(_ main: any SpeechVoice, target: LoudnessTarget? = LoudnessTarget(), search: @escaping Search = { (_: String) throws(VoiceError) in nil }) {
        self.main = main
        self.target = target
        self.search = search
    }

    /// nil where nothing speaks the language.
    func voice(for language: String) throws(VoiceError) -> (any SpeechVoice)? {
        if main.speaks(language) { return main }
        return try state.withLock { (state) throws(VoiceError) in
            if let known = state.others[language] { return known }
            var found = try search(language)
            if found == nil { found = try? EspeakVoice(language: language) }
            state.others[language] = .some(found)
            return found
        }
    }

    /// Brings a voice's clause to the target. The voice's own loudness is measured once, on a sentence; this also prepares its network, so that what is said next is there sooner.
    func level(_ samples: [Float], of voice: any SpeechVoice) throws(VoiceError) -> [Float] {
        guard let levelling = try levelling(of: voice) else { return samples }
        return try levelling.apply(to: samples)
    }

    /// Speaks the sentence that a voice is levelled by, unheard: to be called when there is time, before the first line.
    package func prepare() throws(VoiceError) {
        _ = try levelling(of: main)
    }

    private func levelling(of voice: any SpeechVoice) throws(VoiceError) -> Levelling? {
        guard let target else { return nil }
        let key = voice.description.name
        if let known = state.withLock({ $0.levels[key] }) { return known }
        let language = voice.description.languages.first ?? "en"
        let sentence = Self.sentences[language] ?? Self.sentences["en"]!
        guard let sound = try voice.speak([VoiceRun(sentence, language: language)], rate: 1) else {
            throw VoiceError(.voice, "the voice \(key) is silent: it said nothing of \"\(sentence)\"; choose another")
        }
        var meter = try LoudnessMeter(sampleRate: sound.sampleRate)
        meter.add(ClauseShape.trimmed(sound))
        guard let measured = meter.integrated else {
            throw VoiceError(.voice, "the voice \(key) is silent: \"\(sentence)\" has no loudness; choose another")
        }
        let levelling = Levelling(measured: measured, target: target, sampleRate: sound.sampleRate)
        return state.withLock { state in
            state.levels[key] = state.levels[key] ?? levelling
            return state.levels[key]
        }
    }

    private static let sentences = [
        "en": "The evening train was late, so we walked along the river and talked about the summer.", "zh": "傍晚的火车晚点了, 我们就沿着河边走了一会儿, 聊了聊夏天的事情。",
    ]
}
