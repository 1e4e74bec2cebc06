/// The pass that makes the live text of a track: our own first pass, or a checkpoint's windows.
struct LivePass: ~Copyable {
    // One of the two.
    private var own: FirstPass?
    private var checkpoint: CheckpointLivePass?

    init(_ engine: SpeechEngine, _ options: RecognizerOptions) throws(SpeechError) {
        switch engine {
        case .own(let models):
            own = try FirstPass(models, options)
            checkpoint = nil
        case .checkpoint(let model, _):
            own = nil
            checkpoint = try CheckpointLivePass(model, options)
        }
    }

    /// From the next look on; a checkpoint's search takes them up with the next utterance.
    mutating func use(_ hotWords: EngineHotWords) {
        switch hotWords {
        case .own(let words): own?.hotWords = words
        case .checkpoint(let graph): checkpoint?.hotWords = graph
        }
    }

    mutating func begin(language: Int?) {
        own?.begin(language: language)
        checkpoint?.begin()
    }

    /// Takes samples as they were recorded, and the factor that brings them to the level that models were trained on; true when a
    /// hop is complete.
    mutating func append(_ samples: ArraySlice<Float>, gain: Float) -> Bool {
        own?.append(samples.lazy.map { $0 * gain }) ?? checkpoint?.append(samples, gain: gain) ?? false
    }

    /// Looks at all sound so far. Nil when the text on screen stays as it is.
    mutating func look(guess: LanguageGuess, fixedLanguage: Int?, lookBack screen: [TimedWord]?) throws(SpeechError) -> FirstPass.Hop? {
        if let hop = try checkpoint?.look() { return hop }
        return try own?.look(guess: guess, fixedLanguage: fixedLanguage, lookBack: screen) ?? nil
    }

    /// The text of the finished utterance, cut after `samples` samples.
    mutating func lastLook(after samples: Int, guess: LanguageGuess, fixedLanguage: Int?) throws(SpeechError) -> FirstPass.Hop? {
        if let hop = try checkpoint?.lastLook(after: samples) { return hop }
        return try own?.lastLook(after: samples, guess: guess, fixedLanguage: fixedLanguage) ?? nil
    }

    /// The features that the final pass goes over; a checkpoint's final pass makes its own.
    mutating func close(after samples: Int) throws(SpeechError) -> [Float] {
        try own?.close(after: samples) ?? []
    }

    /// Words as they are shown; a checkpoint's have their times from its own posteriors.
    func timed(_ words: [TimedWord], language: Int, isOver: Bool) -> [TimedWord] {
        switch own {
        case .some(let pass): pass.timed(words, language: language, isOver: isOver)
        case .none: words
        }
    }

    // Hidden states are handed on by our own pass alone.

    mutating func keepEncoded(_ isWanted: Bool) { own?.keepEncoded(isWanted) }
    mutating func takeEncoded(before frame: Int = .max) -> EncodedRows { own?.takeEncoded(before: frame) ?? EncodedRows() }
    mutating func encodeRest(to frames: Int) throws(SpeechError) { try own?.encodeRest(to: frames) }

    /// The open text as a draft for the final pass.
    var decoding: Decoding {
        switch own {
        case .some(let pass): pass.decoding
        case .none: Decoding()
        }
    }

    var language: Int? {
        switch own {
        case .some(let pass): pass.language
        case .none: nil
        }
    }

    /// Milliseconds at the end in which, by the posteriors, nothing was said; 0 where no text was before, or nobody says.
    var silentMs: Int {
        switch checkpoint {
        case .some(let pass): pass.silentMs
        case .none: 0
        }
    }
}
