internal import CTCDecoding
internal import Configuration
internal import Inference
internal import Speech

extension SpeechEngine {
    /// Loads what a profile asks for: our own model, or the checkpoint that it names, with hot-words and language model.
    ///
    /// - Parameters:
    ///   - runtime: nil: one of its own.
    ///   - options: get the hot-words of our own model; a checkpoint has its own.
    ///   - remark: takes a line that the user should read.
    static func load(
        _ profile: Profile, profileFolder: String? = nil, runtime: Runtime? = nil, into options: inout RecognizerOptions, remark: (String) -> Void
    ) throws(PipelineError) -> SpeechEngine {
        let own = try ModelSearch.speech(profile, profileFolder: profileFolder)
        do {
            let runtime = try runtime ?? Runtime()
            guard !profile.speech.checkpoint.isEmpty else {
                guard profile.speech.languageModel.isEmpty else {
                    throw PipelineError(code: .models, "language_model is for a checkpoint, and the profile names none; leave it out, or name a checkpoint")
                }
                let list = try hotWords(profile)
                let models = try SpeechModels(own, runtime: runtime, precision: .init(profile))
                options.hotWords = list.flatMap { HotWords($0, models.vocabulary) }
                return .own(models)
            }
            guard profile.speech.tasks == ["transcribe"] else {
                throw PipelineError(
                    code: .models, "the checkpoint \"\(profile.speech.checkpoint)\" cannot translate; leave tasks at [\"transcribe\"], or checkpoint empty")
            }
            let model = try CheckpointModel(
                try ModelSearch.checkpoint(profile.speech.checkpoint), runtime: runtime, precision: .init(profile), options: CTCOptions(profile),
                hotWords: try hotWords(profile), languageModel: try languageModel(profile))
            let unusable = model.unusableHotWords
            if !unusable.isEmpty {
                remark(
                    "hotwords: \(unusable.count) of the phrases have letters that \(model.configuration.name) does not know: "
                        + unusable.prefix(5).joined(separator: ", ") + (unusable.count > 5 ? ", …" : ""))
            }
            return .checkpoint(model, voiceActivity: try SpeechModels.voiceActivity(own, runtime: runtime))
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// The phrases that a profile names a file of; nil without one.
    private static func hotWords(_ profile: Profile) throws(CTCError) -> HotWordList? {
        profile.speech.hotwords.isEmpty ? nil : try HotWordList(path: profile.speech.hotwords)
    }

    private static func languageModel(_ profile: Profile) throws(CTCError) -> LanguageModel? {
        profile.speech.languageModel.isEmpty ? nil : try LanguageModel(path: profile.speech.languageModel)
    }
}
