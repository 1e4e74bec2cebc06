internal import Inference
private import Wire

/// The first pass over one track: front and chunked transformer hop by hop, the decoder's text after each hop.
struct FirstPass: ~Copyable {
    private let vocabulary: Vocabulary
    private let options: RecognizerOptions
    private var front: InferRequest
    /// Nil where nobody wants to see the open text: then the front works for the second pass alone.
    private var sight: Sight?
    /// Phrases that are likelier than the decoder thinks.
    var hotWords: HotWords?
    private var refreshedFrames = 0
    private var stream = FrontStream()
    private var stability: CaptionStability
    private var decodedFrames = 0
    /// Frames of this utterance whose hidden states were taken.
    private var takenFrames = 0
    /// Leading tokens that looks back settled, those that the last one confirmed, and those that the hops leave alone.
    private var settledTokens = 0
    private var confirmedTokens = 0
    private var heldTokens = 0
    /// Leading tokens of words that are stable: nothing changes them any more.
    private var committedTokens = 0
    /// Where the stable words of earlier looks ended: what is said after them makes none of them longer.
    private var seams: Set<Int> = []
    /// The open text, and its words at the last hop.
    private(set) var decoding = Decoding()
    private var words: [TimedWord] = []
    private(set) var language: Int?

    /// What a look takes.
    private struct Sight: ~Copyable {
        var encoder: ChunkedEncoder
        var decoder: TextDecoder
        var refresh: Refresh

        mutating func decode(_ plan: TextDecoder.Plan) throws(SpeechError) -> Decoding { try decoder.decode(encoder.memory, plan) }

        mutating func encodeRest(of stream: FrontStream, to frames: Int) throws(InferenceError) {
            let chunks = (frames + encoder.chunkFrames - 1) / encoder.chunkFrames
            let end = min(stream.frames, chunks * encoder.chunkFrames)
            try encoder.advance(over: Array(stream.features.prefix(end * FrontStream.width)))
            encoder.finish()
        }

        mutating func lookBack(
            over features: [Float], _ plan: TextDecoder.Plan, draft: [TimedWord], held: Int, screen: [TimedWord], _ words: WordBuilder, _ language: String
        ) throws(SpeechError) -> RefreshedText {
            try refresh.look(over: features, plan, with: &decoder, draft: draft, held: held, screen: screen, words: words, language: language)
        }
    }

    init(_ models: SpeechModels, _ options: RecognizerOptions) throws(SpeechError) {
        // Whatever can fail comes before the first assignment: a half-made value of this kind cannot be taken apart.
        var front = try translating { () throws(InferenceError) in try models.front.makeRequest() }
        let isWatched = options.firstPass || !options.secondPass
        let sight =
            isWatched ? Sight(encoder: try ChunkedEncoder(models, ahead: options.aheadFrames), decoder: try TextDecoder(models), refresh: try Refresh(models, front: &front)) : nil
        vocabulary = models.vocabulary
        self.options = options
        hotWords = options.hotWords
        stability = CaptionStability(options.commitment)
        self.front = front
        self.sight = sight
    }

    /// Begins an utterance; `language` is the one to expect.
    mutating func begin(language: Int?) {
        stream = FrontStream()
        sight?.encoder.reset()
        sight?.refresh.reset()
        decodedFrames = 0
        takenFrames = 0
        refreshedFrames = 0
        forgetText()
        self.language = language
    }

    private mutating func forgetText() {
        stability = CaptionStability(options.commitment)
        committedTokens = 0
        settledTokens = 0
        confirmedTokens = 0
        heldTokens = 0
        seams = []
        decoding = Decoding()
        words = []
    }

    /// Whether `takeEncoded` will be asked: hidden states are read from the model only then. Without a first pass there are none.
    mutating func keepEncoded(_ isWanted: Bool) {
        sight?.encoder.keepsOutput = isWanted
    }

    /// The hidden states that nobody took yet, up to (not including) `frame`; each frame of an utterance once.
    mutating func takeEncoded(before frame: Int = .max) -> EncodedRows {
        guard let rows = sight?.encoder.takeOutput().rows(from: takenFrames, to: frame), !rows.isEmpty else { return EncodedRows() }
        takenFrames = rows.firstFrame + rows.frames
        return rows
    }

    /// Encodes what no hop came to of a closed utterance, up to `frames` frames.
    mutating func encodeRest(to frames: Int) throws(SpeechError) {
        do {
            try sight?.encodeRest(of: stream, to: frames)
        } catch {
            throw SpeechError(error)
        }
    }

    /// Takes normalised samples; true when a hop is complete.
    mutating func append(_ samples: some Sequence<Float>) -> Bool {
        stream.append(samples)
        return options.firstPass && stream.possibleFrames >= decodedFrames + options.hopFrames
    }

    /// What a hop showed: the words on screen, how many are stable, and the language evidence.
    struct Hop {
        var words: [TimedWord]
        var stable: Int
        /// How many are stable, or confirmed by the last look back: fit to be shown.
        var confirmed: Int
        var language: Int
        /// Of the last word only a part was heard so far.
        var isCutOff = false
    }

    /// Looks at all sound so far, and back over it when that is due; `lookBack` are the words on the screen, nil for none of that. Nil when the text on screen stays as it is.
    mutating func look(guess: LanguageGuess, fixedLanguage: Int?, lookBack screen: [TimedWord]?) throws(SpeechError) -> Hop? {
        try step(stream.possibleFrames / options.hopFrames * options.hopFrames, isOver: false, lookBack: screen, guess, fixedLanguage)
    }

    /// The text of the finished utterance, cut after `samples` samples, with silence behind it: what looks back settled stays, the rest is heard once more.
    mutating func lastLook(after samples: Int, guess: LanguageGuess, fixedLanguage: Int?) throws(SpeechError) -> Hop? {
        let settled = settledText(endingBy: samples / FrontStream.hop - RefreshedText.unheard)
        stream.finish(after: samples)
        sight?.encoder.reset()
        let before = seams.filter { $0 < settled.count }
        forgetText()
        decoding.tokens = settled
        heldTokens = settled.count
        seams = before.union([settled.count])
        return try step(stream.possibleFrames, isOver: true, lookBack: nil, guess, fixedLanguage)
    }

    /// The leading words that a look back settled, as far as they end by `frame`: a long utterance is cut before its open end.
    private func settledText(endingBy frame: Int) -> [Int64] {
        // Where the decoder failed right after a look back, the tokens are there and what it knows of them is not.
        guard settledTokens > 0, let language, decoding.logProbabilities.count == decoding.tokens.count, decoding.attention.count > decoding.tokens.count else { return [] }
        let words = builder.words(decoding, heard: decodedFrames, language: written(language)).filter { $0.wordEnd <= settledTokens }
        return Array(decoding.tokens.prefix(words.tokens(endingBy: frame)))
    }

    private mutating func step(
        _ frames: Int, isOver: Bool, lookBack screen: [TimedWord]?, _ guess: LanguageGuess, _ fixedLanguage: Int?
    ) throws(SpeechError) -> Hop? {
        do {
            return try examine(frames, isOver, screen, guess, fixedLanguage)
        } catch let error as SpeechError {
            throw error
        } catch let error as InferenceError {
            throw SpeechError(error)
        } catch {
            throw SpeechError("\(error)")
        }
    }

    private mutating func examine(
        _ frames: Int, _ isOver: Bool, _ screen: [TimedWord]?, _ guess: LanguageGuess, _ fixedLanguage: Int?
    ) throws -> Hop? {
        // What fails is tried again with the next hop, not with the next step.
        decodedFrames = frames
        try stream.advance(to: frames, with: &front)
        try sight?.encoder.advance(over: stream.features)
        if isOver { sight?.encoder.finish() }
        var expected = fixedLanguage ?? language ?? guess.best ?? 0
        if let screen, let due = options.lookBackDue(after: refreshedFrames), frames >= due, !decoding.tokens.isEmpty {
            try lookBack(expected, frames, screen: screen)
        }
        var next = try decode(language: expected, draft: decoding.tokens, fixed: heldTokens, isOver: isOver)
        if fixedLanguage == nil {
            // The start token's opinion comes with every call: a language that was mistaken is mended in the same hop.
            let heard = guess.best(with: next.languages)
            // Once words are stable, or settled words begin the last text, the utterance keeps its language.
            if heard != expected, next.languages[heard] > -0.5, stability.stable == 0, !isOver || heldTokens == 0 {
                heldTokens = 0
                confirmedTokens = 0
                settledTokens = 0
                sight?.refresh.reset()
                expected = heard
                next = try decode(language: heard, draft: [], fixed: 0, isOver: isOver)
            }
        }
        language = expected
        decoding = next
        words = builder.words(next, heard: frames, language: written(expected))
        let shown = stability.update(
            words, frames: frames, frontier: frames - vocabulary.chunkFrames, settled: options.refreshFrames > 0 && !isOver ? settledTokens : nil)
        guard let shown else { return nil }
        if stability.held > 0 { heldTokens = max(heldTokens, shown[stability.held - 1].wordEnd) }
        if stability.stable > 0 {
            let end = shown[stability.stable - 1].wordEnd
            committedTokens = max(committedTokens, end)
            seams.insert(end)
        }
        let confirmed = max(stability.stable, shown.prefix { $0.wordEnd <= confirmedTokens }.count)
        return Hop(words: shown, stable: stability.stable, confirmed: confirmed, language: expected, isCutOff: builder.isCutOff(next, language: written(expected)))
    }

    /// Lets the full-context transformer go over the open text.
    private mutating func lookBack(_ language: Int, _ frames: Int, screen: [TimedWord]) throws(SpeechError) {
        refreshedFrames = frames
        let plan = plan(language: language, draft: decoding.tokens, fixed: max(settledTokens, committedTokens), frames: frames)
        let (builder, words, held, language) = (builder, words, heldTokens, written(language))
        guard let refreshed = try sight?.lookBack(over: stream.features, plan, draft: words, held: held, screen: screen, builder, language) else { return }
        decoding.tokens = refreshed.text.tokens
        self.words = refreshed.text.words
        // A phrase that may have begun with the last words is not cut in two.
        func whole(_ count: Int) -> Int { max(plan.fixed, count - (hotWords?.begun(by: refreshed.text.tokens.prefix(count)).first?.length ?? 0)) }
        settledTokens = whole(refreshed.settled)
        confirmedTokens = refreshed.confirmed
        heldTokens = max(whole(refreshed.held), committedTokens)
    }

    /// Words as they are shown, at the times at which they were spoken. The pass itself goes by attention: what it asks of a word is where the decoder looked.
    func timed(_ words: [TimedWord], language: Int, isOver: Bool) -> [TimedWord] {
        guard options.usesLetters(vocabulary.letters, language: vocabulary.languages[language], task: options.tasks.first ?? .transcribe) else { return words }
        let letters: LetterRows? =
            switch sight {
            case .some(let sight): sight.encoder.letters
            case .none: nil
            }
        return words.timed(by: letters, heard: decodedFrames, isOpen: !isOver)
    }

    private var builder: WordBuilder { WordBuilder(vocabulary: vocabulary, seams: seams) }

    /// The language that the text is written in: a translation has spaces, whatever was spoken.
    private func written(_ language: Int) -> String { options.tasks == [.translate] ? "en" : vocabulary.languages[language] }

    private func plan(language: Int, draft: [Int64], fixed: Int, frames: Int) -> TextDecoder.Plan {
        let prompt = vocabulary.prompt(
            language: language, translate: options.tasks == [.translate], simplifiedChinese: options.simplifiedPrompt)
        return TextDecoder.Plan(
            prompt: prompt, startIndex: vocabulary.startIndex(in: prompt), draft: draft, fixed: fixed,
            limit: TextDecoder.limit(frames: frames), hotWords: hotWords)
    }

    private mutating func decode(language: Int, draft: [Int64], fixed: Int, isOver: Bool) throws(SpeechError) -> Decoding {
        var plan = plan(language: language, draft: draft, fixed: fixed, frames: stream.frames)
        if !isOver {
            plan.openMargin = options.openEndMargin
            plan.reach = options.tasks == [.translate] ? nil : options.reach
        }
        return try sight?.decode(plan) ?? Decoding()
    }

    /// The features of the whole utterance, cut after `samples` samples, with silence behind.
    mutating func close(after samples: Int) throws(SpeechError) -> [Float] {
        do {
            stream.finish(after: samples)
            try stream.advance(to: stream.possibleFrames, with: &front)
        } catch {
            throw SpeechError(error)
        }
        return stream.features
    }
}
