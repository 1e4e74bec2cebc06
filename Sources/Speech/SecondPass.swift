internal import Inference
package import Wire

/// The second pass: full-context transformer over a finished utterance and the same decoder; makes the final captions.
package struct SecondPass: ~Copyable {
    /// What the pass made of an utterance for one task.
    package struct Result: Sendable {
        package var caption: Caption
        /// Language evidence of the utterance.
        var languages: [Float]
        /// Decoder calls, and draft tokens that they confirmed.
        package var calls: Int
        package var kept: Int
    }

    /// Samples of silence behind a finished utterance before the log-mel front. It was trained on windows filled up to 30 s, and
    /// makes fewer errors with 4 s than with less (Documentation/speech.md).
    package static let melClosing = 64_000
    /// The transformer knows this many places, as Whisper was trained.
    package static let places = 1_500
    /// The longest utterance that finds room there with its silence, in samples: 25.4 s.
    package static let mostSamples = places / FrontStream.bucket * FrontStream.bucket * FrontStream.hop - melClosing

    private let vocabulary: Vocabulary
    private let options: RecognizerOptions
    private let script: ChineseScript?
    private var melFront: InferRequest
    private var encoder: InferRequest
    private var decoder: TextDecoder
    private let memory = CrossMemory()
    /// Phrases that are likelier than the decoder thinks.
    var hotWords: HotWords?

    package init(_ models: SpeechModels, _ options: RecognizerOptions) throws(SpeechError) {
        // Whatever can fail comes before the first assignment: a half-made value of this kind cannot be taken apart.
        let script = try ChineseScript(options.script)
        let decoder = try TextDecoder(models)
        let melFront = try translating { () throws(InferenceError) in try models.melFront.makeRequest() }
        let encoder = try translating { () throws(InferenceError) in try models.fullContext.makeRequest() }
        vocabulary = models.vocabulary
        self.options = options
        hotWords = options.hotWords
        self.script = script
        self.decoder = decoder
        self.melFront = melFront
        self.encoder = encoder
    }

    /// The final captions of an utterance, one a task.
    package mutating func finish(_ utterance: Utterance, track: String) throws(SpeechError) -> [Result] {
        guard utterance.isSpoken else {
            return options.tasks.map { result(utterance, track, $0, [], Decoding(), language: utterance.language ?? 0) }
        }
        var language = utterance.language ?? 0
        var usesMel = options.usesMel(for: vocabulary.languages[language])
        try encode(utterance, mel: usesMel)
        var transcript = try decode(utterance, language: language, task: options.tasks[0], draft: utterance.draft)
        if !utterance.languageIsFixed, let heard = transcript.languages.indices.max(by: { transcript.languages[$0] < transcript.languages[$1] }),
            heard != language, transcript.languages[heard] > -0.7
        {
            language = heard
            if options.usesMel(for: vocabulary.languages[language]) != usesMel {
                usesMel.toggle()
                try encode(utterance, mel: usesMel)
            }
            transcript = try decode(utterance, language: language, task: options.tasks[0], draft: [])
        }
        let languages = transcript.languages
        var results: [Result] = []
        for task in options.tasks {
            if task != options.tasks[0] {
                transcript = try decode(utterance, language: language, task: task, draft: [])
            }
            let spoken = task == .translate ? "en" : vocabulary.languages[language]
            let builder = WordBuilder(vocabulary: vocabulary)
            var words = builder.words(transcript, heard: utterance.heardFrames, language: spoken)
            words = FinalCheck.keep(words, transcript, voice: utterance.voice)
            if let table = vocabulary.letters, options.usesLetters(table, language: spoken, task: task) {
                words = words.timed(by: LetterRows(table, try letters()), heard: utterance.heardFrames, isOpen: false)
            }
            var made = result(utterance, track, task, words, transcript, language: language)
            made.languages = languages
            results.append(made)
        }
        return results
    }

    /// What the character head says of the encoder's last run.
    private func letters() throws(SpeechError) -> [Float] {
        do {
            return try encoder.floats("letters")
        } catch {
            throw SpeechError(error)
        }
    }

    private mutating func encode(_ utterance: Utterance, mel: Bool) throws(SpeechError) {
        do {
            var features = utterance.features
            if mel {
                let length = FrontStream.wholeFrames(samples: utterance.wave.count, closing: Self.melClosing) * FrontStream.hop
                let wave = utterance.wave + [Float](repeating: 0, count: length - utterance.wave.count)
                try melFront.set("wave", wave, shape: [1, wave.count])
                try melFront.infer()
                features = try melFront.floats("features")
            }
            try encoder.set("features", features, shape: [1, features.count / FrontStream.width, FrontStream.width])
            try encoder.infer()
            memory.truncate(to: 0)
            try memory.append(from: encoder, at: 0)
        } catch {
            throw SpeechError(error)
        }
    }

    private mutating func decode(_ utterance: Utterance, language: Int, task: CaptionTask, draft: [Int64]) throws(SpeechError) -> Decoding {
        let prompt = vocabulary.prompt(language: language, translate: task == .translate, simplifiedChinese: options.simplifiedPrompt)
        return try decoder.decode(
            memory,
            TextDecoder.Plan(
                prompt: prompt, startIndex: vocabulary.startIndex(in: prompt), draft: draft,
                limit: TextDecoder.limit(frames: utterance.heardFrames), hotWords: hotWords))
    }

    private func result(
        _ utterance: Utterance, _ track: String, _ task: CaptionTask, _ words: [TimedWord], _ decoding: Decoding, language: Int
    ) -> Result {
        let name = vocabulary.languages[language]
        let shown = CaptionWords(words, start: utterance.start, script: name == "zh" && task == .transcribe ? script : nil)
        let caption = Caption(
            track: track, segment: utterance.segment, revision: utterance.revision + 1, pass: .second, task: task, language: name,
            text: shown.text, words: shown.words, stable: words.count, start: shown.words.first?.start ?? utterance.start,
            end: shown.words.last?.end ?? utterance.start + utterance.duration)
        return Result(caption: caption, languages: decoding.languages, calls: decoding.calls, kept: decoding.kept)
    }
}
