private import Foundation
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

    /// Brings a voice to the target; nil where it is to stay as loud as it is.
    func levelling(of voice: any SpeechVoice) throws(VoiceError) -> Levelling? {
        guard let target else { return nil }
        let key = voice.description.name
        if let known = state.withLock({ $0.levels[key] }) { return known }
        var loudness = voice.loudness
        if loudness == nil { loudness = try measured(voice) }
        let levelling = Levelling(measured: loudness!, target: target, sampleRate: voice.description.sampleRate)
        return state.withLock { state in
            state.levels[key] = state.levels[key] ?? levelling
            return state.levels[key]
        }
    }

    /// About the highest sample of a sentence that was brought to the target: ten decibels above it. Nothing is known of what stays as loud as it is.
    var usualPeak: Float { target.map { Float(pow(10, ($0.integrated + 10) / 20)) } ?? 0 }

    /// Makes the main voice ready, and measures it where nobody has: to be called when there is time, before the first line.
    package func prepare() throws(VoiceError) {
        _ = try levelling(of: main)
        try main.prepare()
    }

    /// A voice's own loudness, of a few sentences that nobody hears.
    private func measured(_ voice: any SpeechVoice) throws(VoiceError) -> Double {
        let key = voice.description.name
        let language = voice.description.languages.first ?? "en"
        let sentences = Self.sentences[language] ?? Self.sentences["en"]!
        var found: [Double] = []
        for sentence in sentences {
            guard let sound = try voice.speak([VoiceRun(sentence, language: language)], rate: 1) else {
                throw VoiceError(.voice, "the voice \(key) is silent: it said nothing of \"\(sentence)\"; choose another")
            }
            var meter = try LoudnessMeter(sampleRate: sound.sampleRate)
            meter.add(sound.samples)
            guard let measured = meter.integrated else {
                throw VoiceError(.voice, "the voice \(key) is silent: \"\(sentence)\" has no loudness; choose another")
            }
            found.append(measured)
        }
        // Sentences differ by two LU and more, and one alone may be any of them.
        return found.sorted()[found.count / 2]
    }

    private static let sentences = [
        "en": [
            "The evening train was late, so we walked along the river.", "Nobody in the village could remember such a winter.", "Is there still a chance that the ferry leaves tonight?",
        ],
        "zh": ["傍晚的火车晚点了, 我们就沿着河边走了一会儿。", "村里没有人记得这样的冬天。", "今天晚上还有船吗?"],
    ]
}
