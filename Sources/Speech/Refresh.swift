internal import Inference

/// A look back over an open utterance by the full-context transformer, when `RecognizerOptions.lookBackDue` says: what it confirms is stable.
///
/// The first pass hears each chunk once and never learns what came after; a full-context run over the features so far
/// mends what the chunks got wrong while the speaker goes on.
struct Refresh: ~Copyable {
    private var encoder: InferRequest
    private let memory = CrossMemory()
    /// Features of silence, which stand behind the open end.
    private let silence: [Float]

    /// Frames at the open end that are not settled yet: half a second.
    private static let unsettled = 25
    /// Frames at the open end about which the next hops may know better: what was cut off was not understood.
    static let unheard = 10

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

    /// What a look back confirmed.
    struct Confirmation {
        /// The text of all sound so far: the next hop's draft.
        var tokens: [Int64]
        /// Leading tokens that are settled.
        var settled: Int
        /// Leading tokens that the hops leave alone until the next look back.
        var held: Int
    }

    /// Verifies an open text; `plan.fixed` tokens were settled before and stay.
    mutating func look(
        over features: [Float], _ plan: TextDecoder.Plan, with decoder: inout TextDecoder, words: WordBuilder, language: String
    ) throws(SpeechError) -> Confirmation {
        let frames = features.count / FrontStream.width
        do {
            let whole = FrontStream.wholeFrames(samples: frames * FrontStream.hop, closing: Self.unsettled * FrontStream.hop)
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
        guard decoding.stop == .endOfText else { return Confirmation(tokens: plan.draft, settled: plan.fixed, held: plan.fixed) }
        let timed = words.words(decoding, heard: frames, language: language)
        return Confirmation(
            tokens: decoding.tokens, settled: max(plan.fixed, timed.tokens(endingBy: frames - Self.unsettled)),
            held: max(plan.fixed, timed.tokens(endingBy: frames - Self.unheard)))
    }
}
