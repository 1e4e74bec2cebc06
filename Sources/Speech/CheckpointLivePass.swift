internal import CTCDecoding
internal import Inference

/// Live text from a checkpoint whose transformer wants to see everything: at each hop one window of left context, hop and
/// look-ahead, of which only the hop's posteriors are taken; the search goes on from hop to hop.
struct CheckpointLivePass: ~Copyable {
    private let model: CheckpointModel
    private let options: RecognizerOptions
    private var front: InferRequest
    private var encoder: CheckpointEncoder
    private var stream: CheckpointFront
    private var decoder: CTCDecoder
    /// New hot-words, until the next utterance takes them up.
    var hotWords: HotWordGraph?
    /// The utterance's samples as the model wants them, where the live text is the final one as well.
    private var wave: [Float] = []
    /// Leading tokens of the text that are decided.
    private var decided = 0
    /// Leading words that were stable; never fewer than before.
    private var stable = 0

    init(_ model: CheckpointModel, _ options: RecognizerOptions) throws(SpeechError) {
        // Whatever can fail comes before the first assignment: a half-made value of this kind cannot be taken apart.
        let front = try model.makeFront()
        let encoder = try CheckpointEncoder(model)
        self.model = model
        self.options = options
        self.front = front
        self.encoder = encoder
        stream = CheckpointFront(model.configuration)
        decoder = model.makeDecoder()
    }

    private var configuration: CheckpointConfiguration { model.configuration }
    /// Frames of features in so many milliseconds.
    private func frames(_ ms: Int) -> Int { ms * 16 / configuration.stride }

    mutating func begin() {
        stream = CheckpointFront(configuration)
        if let hotWords { decoder = model.makeDecoder(hotWords: hotWords) }
        hotWords = nil
        decoder.reset()
        wave = []
        decided = 0
        stable = 0
    }

    /// Takes an utterance's next samples; true when a hop is complete.
    ///
    /// - Parameter gain: brings them to unit variance, about; used by models that want that.
    mutating func append(_ samples: ArraySlice<Float>, gain: Float) -> Bool {
        let factor = configuration.normalises ? gain : 1
        let scaled = samples.lazy.map { $0 * factor }
        stream.append(scaled)
        if !options.secondPass { wave += scaled }
        return options.firstPass && rowsToCome >= hopRows
    }

    /// Rows of a hop, at least one.
    private var hopRows: Int { max(1, options.hopFrames * FrontStream.hop / configuration.rowSamples) }

    /// Rows whose look-ahead is there and that the search has not seen.
    private var rowsToCome: Int {
        (stream.possibleFrames - frames(options.lookAheadMs)) / configuration.adapterStride - decoder.frames
    }

    /// Looks at all sound so far.
    mutating func look() throws(SpeechError) -> FirstPass.Hop {
        while rowsToCome >= hopRows { try step(rows: hopRows) }
        return hop(isOver: false)
    }

    /// The text of the finished utterance, cut after `samples` samples, by hops as if it had been heard so.
    mutating func lastLook(after samples: Int) throws(SpeechError) -> FirstPass.Hop {
        let whole = wave.prefix(samples)
        begin()
        stream.append(whole)
        while rowsToCome >= hopRows { try step(rows: hopRows) }
        // The rest has all that comes after it as look-ahead.
        try step(rows: .max)
        return hop(isOver: true)
    }

    /// Takes the search on by so many rows. Front and transformer run once a hop, whenever they are called: what comes out does
    /// not depend on how the sound was split.
    private mutating func step(rows: Int) throws(SpeechError) {
        let from = decoder.frames
        do {
            try add(try logProbabilities(from: from, to: rows == .max ? stream.possibleFrames / configuration.adapterStride + 1 : from + rows))
        } catch {
            // What could not be heard is silence: the search goes on behind it.
            if rows != .max { try add(silence(rows)) }
            throw error
        }
        // Every hop takes the search on, whatever the model gave.
        if rows != .max, decoder.frames < from + rows { try add(silence(from + rows - decoder.frames)) }
    }

    private mutating func logProbabilities(from: Int, to: Int) throws(SpeechError) -> [Float] {
        do {
            try stream.advance(to: to * configuration.adapterStride + frames(options.lookAheadMs), with: &front)
        } catch {
            throw SpeechError(error)
        }
        guard from * configuration.adapterStride < stream.frames else { return [] }
        return try encoder.logProbabilities(
            stream.features, from: from, to: to, left: frames(options.leftContextMs), right: frames(options.lookAheadMs))
    }

    /// Rows that are sure of the blank.
    private func silence(_ rows: Int) -> [Float] {
        let vocabulary = configuration.vocabulary
        var row = [Float](repeating: -.infinity, count: vocabulary.count)
        row[vocabulary.blank] = 0
        return (0..<rows).flatMap { _ in row }
    }

    private mutating func add(_ rows: [Float]) throws(SpeechError) {
        do {
            try decoder.append(rows)
        } catch {
            throw SpeechError("the checkpoint \(configuration.name): \(error.description)")
        }
        decided = decoder.commit(before: decoder.frames - 2 * hopRows)
    }

    /// Milliseconds at the end of what was looked at in which nothing was said; 0 before any text.
    var silentMs: Int {
        decoder.silence.hasText ? decoder.silence.silentFrames * configuration.rowSamples / 16 : 0
    }

    private mutating func hop(isOver: Bool) -> FirstPass.Hop {
        let best = decoder.best(isOver: isOver)
        let words = configuration.vocabulary.words(best.tokens)
        if isOver {
            stable = words.count
        } else {
            // The last word may go on, unless a space or a character that is a word stands after it.
            let certain = words.count { $0.tokens.upperBound < decided }
            stable = min(words.count, max(stable, certain))
        }
        return FirstPass.Hop(words: words.map { TimedWord($0, rowSamples: configuration.rowSamples) }, stable: stable, confirmed: stable, language: 0)
    }
}
