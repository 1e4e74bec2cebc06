/// The pass that makes final captions: our own second pass, or a checkpoint with full context.
package struct FinalPass: ~Copyable {
    // One of the two.
    private var own: SecondPass?
    private var checkpoint: CheckpointFinalPass?

    package init(_ engine: SpeechEngine, _ options: RecognizerOptions) throws(SpeechError) {
        switch engine {
        case .own(let models):
            own = try SecondPass(models, options)
            checkpoint = nil
        case .checkpoint(let model, _):
            own = nil
            checkpoint = try CheckpointFinalPass(model, options)
        }
    }

    /// From the next utterance on.
    package mutating func use(_ hotWords: EngineHotWords) {
        switch hotWords {
        case .own(let words): own?.hotWords = words
        case .checkpoint(let graph): checkpoint?.hotWords = graph
        }
    }

    /// The final captions of an utterance, one a task.
    package mutating func finish(_ utterance: Utterance, track: String) throws(SpeechError) -> [SecondPass.Result] {
        if let results = try checkpoint?.finish(utterance, track: track) { return results }
        return try own?.finish(utterance, track: track) ?? []
    }
}
