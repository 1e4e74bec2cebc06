package import Inference

/// What turns speech into text: our own two passes, or a checkpoint that somebody added.
package enum SpeechEngine: Sendable {
    case own(SpeechModels)
    case checkpoint(CheckpointModel, voiceActivity: CompiledModel)

    /// As `status` shows it.
    package var name: String {
        switch self {
        case .own: "wav2vec2, two passes"
        case .checkpoint(let model, _): model.configuration.name
        }
    }

    /// The attention decoder guesses at its open end; a checkpoint's frames beyond the look-ahead are not looked at at all.
    var screens: Bool {
        switch self {
        case .own: true
        case .checkpoint: false
        }
    }

    var voiceActivity: CompiledModel {
        switch self {
        case .own(let models): models.voiceActivity
        case .checkpoint(_, let voiceActivity): voiceActivity
        }
    }

    /// Frames of sound that share a gain: a chunk of our first pass, and as much for a checkpoint.
    var chunkFrames: Int {
        switch self {
        case .own(let models): models.vocabulary.chunkFrames
        case .checkpoint: 16
        }
    }

    /// What may be spoken; a checkpoint has one language.
    func languages(_ options: RecognizerOptions) -> [String] {
        switch self {
        case .own(let models): models.vocabulary.languages
        case .checkpoint(let model, _): [model.language(options)]
        }
    }

    /// The language that is known beforehand, an index; nil where it is detected.
    func fixedLanguage(_ options: RecognizerOptions) throws(SpeechError) -> Int? {
        guard case .own = self else { return 0 }
        guard let language = options.language else { return nil }
        let languages = languages(options)
        guard let index = languages.firstIndex(of: language) else {
            throw SpeechError("the speech model does not know the language \"\(language)\"; it knows \(languages.joined(separator: " "))")
        }
        return index
    }
}
