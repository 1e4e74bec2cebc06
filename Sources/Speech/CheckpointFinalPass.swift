package import CTCDecoding
internal import Inference
private import Wire

/// Final text from a checkpoint: the whole utterance with full context, as the model was trained to hear it.
package struct CheckpointFinalPass: ~Copyable {
    private let model: CheckpointModel
    private let options: RecognizerOptions
    private let language: String
    private let script: ChineseScript?
    private var front: InferRequest
    private var encoder: CheckpointEncoder
    private var decoder: CTCDecoder
    /// New hot-words, until the next utterance takes them up.
    var hotWords: HotWordGraph?

    package init(_ model: CheckpointModel, _ options: RecognizerOptions) throws(SpeechError) {
        let language = model.language(options)
        let script = language == "zh" ? try ChineseScript(options.script) : nil
        let front = try model.makeFront()
        let encoder = try CheckpointEncoder(model)
        self.model = model
        self.options = options
        self.language = language
        self.script = script
        self.front = front
        self.encoder = encoder
        decoder = model.makeDecoder()
    }

    mutating func finish(_ utterance: Utterance, track: String) throws(SpeechError) -> [SecondPass.Result] {
        let words = utterance.isSpoken ? try words(utterance) : []
        let shown = CaptionWords(words, start: utterance.start, script: script)
        let caption = Caption(
            track: track, segment: utterance.segment, revision: utterance.revision + 1, pass: .second, task: .transcribe, language: language,
            text: shown.text, words: shown.words, stable: words.count, start: shown.words.first?.start ?? utterance.start,
            end: shown.words.last?.end ?? utterance.start + utterance.duration)
        return [SecondPass.Result(caption: caption, languages: [], calls: 0, kept: 0)]
    }

    private mutating func words(_ utterance: Utterance) throws(SpeechError) -> [TimedWord] {
        let hypothesis = try decode(utterance.wave)
        let words = model.configuration.vocabulary.words(hypothesis.tokens).map {
            TimedWord($0, rowSamples: model.configuration.rowSamples)
        }
        // A word where nobody spoke is none.
        return FinalCheck.keep(words, Decoding(), voice: utterance.voice)
    }

    /// The text of a whole clip (16 kHz, as recorded).
    package mutating func decode(_ wave: [Float]) throws(SpeechError) -> CTCHypothesis {
        let configuration = model.configuration
        var stream = CheckpointFront(configuration)
        stream.append(configuration.normalises ? Normalisation.applied(to: wave) : wave)
        do {
            try stream.advance(to: .max, with: &front)
        } catch {
            throw SpeechError(error)
        }
        let frames = stream.frames
        if let hotWords { decoder = model.makeDecoder(hotWords: hotWords) }
        hotWords = nil
        decoder.reset()
        // Less sound than a frame sees is no text.
        guard frames > 0 else { return .empty }
        do {
            try decoder.append(
                try encoder.logProbabilities(stream.features, from: 0, to: frames, left: frames, right: frames))
        } catch let error as SpeechError {
            throw error
        } catch {
            throw SpeechError("the checkpoint \(configuration.name): \(error)")
        }
        return decoder.best(isOver: true)
    }
}
