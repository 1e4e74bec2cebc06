internal import Inference

/// A look back over an open utterance by the full-context transformer, when `RecognizerOptions.lookBackDue` says; what comes of it, `RefreshedText` says.
///
/// The first pass hears each chunk once and never learns what came after; a full-context run over the features so far
/// mends what the chunks got wrong while the speaker goes on.
struct Refresh: ~Copyable {
    private var encoder: InferRequest
    private let memory = CrossMemory()
    /// Features of silence, which stand behind the open end.
    private let silence: [Float]

    /// The words of the last look back over this utterance.
    private var before: [TimedWord] = []

    /// Frames of silence at least that are put behind the open end: half a second.
    private static let padding = 25

    init(_ models: SpeechModels, front: inout InferRequest) throws(SpeechError) {
        let encoder = try translating { () throws(InferenceError) in try models.fullContext.makeRequest() }
        let silence: [Float]
        do {
            try front.set("wave", [Float](repeating: 0, count: FrontStream.field), shape: [1, FrontStream.field])
            try front.infer()
            silence = try front.floats("features")
        } catch {
            throw SpeechError(error)
        }
        self.encoder = encoder
        self.silence = silence
    }

    /// Forgets the looks back so far.
    mutating func reset() { before = [] }

    /// Verifies an open text, of which the hops leave `held` tokens alone; `plan.fixed` tokens were settled before and stay.
    mutating func look(
        over features: [Float], _ plan: TextDecoder.Plan, with decoder: inout TextDecoder, draft: [TimedWord], held: Int, screen: [TimedWord], words: WordBuilder, language: String
    ) throws(SpeechError) -> RefreshedText {
        let frames = features.count / FrontStream.width
        do {
            let whole = FrontStream.wholeFrames(samples: frames * FrontStream.hop, closing: Self.padding * FrontStream.hop)
            var padded = features
            padded.reserveCapacity(whole * FrontStream.width)
            for _ in frames..<whole { padded += silence }
            try encoder.set("features", padded, shape: [1, whole, FrontStream.width])
            try encoder.infer()
            memory.truncate(to: 0)
            try memory.append(from: encoder, at: 0)
        } catch {
            throw SpeechError(error)
        }
        let decoding = try decoder.decode(memory, plan)
        let draft = RefreshedText.Text(plan.draft, draft)
        // A text that went round in circles or did not end confirms nothing.
        guard decoding.stop == .endOfText else {
            before = []
            return RefreshedText(unconfirmed: draft, fixed: plan.fixed)
        }
        let text = RefreshedText.Text(decoding.tokens, words.words(decoding, heard: frames, language: language))
        defer { before = text.words }
        return RefreshedText(text, over: draft, held: held, screen: screen, before: before, heard: frames, fixed: plan.fixed)
    }
}
