private import Foundation
private import Inference

/// The attention decoder: greedy text for a stretch of sound, starting from a draft that it verifies in one call.
struct TextDecoder: ~Copyable {
    /// How a text is decoded.
    struct Plan {
        var prompt: [Int64]
        /// Index of the start token in the prompt.
        var startIndex: Int
        /// Text from an earlier look at (less of) the same sound.
        var draft: [Int64] = []
        /// Leading draft tokens that stay whatever the decoder thinks now.
        var fixed = 0
        /// A draft token stays when its log probability is at most this much below the best one's.
        var tolerance: Float = 0
        /// Most tokens that the sound can hold.
        var limit: Int
    }

    private var request: InferRequest
    private let endOfText: Int64
    private let heads: Int

    init(_ models: SpeechModels) throws(SpeechError) {
        do {
            request = try models.decoder.makeRequest()
        } catch {
            throw SpeechError(error)
        }
        endOfText = models.vocabulary.endOfText
        heads = models.vocabulary.alignmentHeads
    }

    /// Most tokens for a stretch of sound: 14 a second is more than anyone speaks in any language of the model.
    static func limit(frames: Int) -> Int {
        min(200, 8 + frames * 14 / 50)
    }

    mutating func decode(_ memory: CrossMemory, _ plan: Plan) throws(SpeechError) -> Decoding {
        do {
            return try run(memory, plan)
        } catch {
            throw SpeechError(error)
        }
    }

    private mutating func run(_ memory: CrossMemory, _ plan: Plan) throws(InferenceError) -> Decoding {
        var decoding = Decoding()
        decoding.heads = heads
        decoding.frames = memory.frames
        try memory.lend(to: &request)

        // One call over prompt and draft: what the decoder would have said at each place.
        let draft = plan.draft.prefix(plan.limit)
        try call(plan.prompt + draft, past: 0, &decoding)
        let best = try request.integers("token")
        let bestProbability = try request.floats("logprob")
        let given = try request.floats("given")
        let languageCount = try request.withOutput("language") { $0.count } / best.count
        decoding.languages = try request.withOutput("language") {
            Array($0[(plan.startIndex * languageCount)..<((plan.startIndex + 1) * languageCount)])
        }
        decoding.silence = try request.withOutput("silence") { exp($0[plan.startIndex]) }
        let lead = plan.prompt.count - 1
        while decoding.kept < draft.count {
            let place = lead + decoding.kept
            let token = draft[decoding.kept]
            let stays = decoding.kept < plan.fixed || best[place] == token || given[place] >= bestProbability[place] - plan.tolerance
            guard stays else { break }
            decoding.tokens.append(token)
            decoding.logProbabilities.append(best[place] == token ? bestProbability[place] : given[place])
            decoding.kept += 1
        }
        for place in lead...(lead + decoding.kept) {
            decoding.attention.append(try attention(row: place, of: best.count, frames: memory.frames))
        }
        var next = best[lead + decoding.kept]
        var probability = bestProbability[lead + decoding.kept]

        while next != endOfText {
            if decoding.tokens.count >= plan.limit {
                decoding.stop = .limit
                break
            }
            decoding.tokens.append(next)
            decoding.logProbabilities.append(probability)
            if let length = Repetition.cut(decoding.tokens) {
                decoding.stop = .repetition
                decoding.tokens.removeSubrange(length...)
                decoding.logProbabilities.removeSubrange(length...)
                decoding.attention.removeSubrange((length + 1)...)
                break
            }
            try call([next], past: plan.prompt.count + decoding.tokens.count - 1, &decoding)
            next = try request.integers("token")[0]
            probability = try request.floats("logprob")[0]
            decoding.attention.append(try attention(row: 0, of: 1, frames: memory.frames))
        }
        return decoding
    }

    private mutating func call(_ tokens: [Int64], past: Int, _ decoding: inout Decoding) throws(InferenceError) {
        try request.set("tokens", tokens, shape: [1, tokens.count])
        try request.set("past", [Int64(past)], shape: [1])
        try request.infer()
        decoding.calls += 1
    }

    /// One token's row of every following head.
    private func attention(row: Int, of rows: Int, frames: Int) throws(InferenceError) -> [Float] {
        try request.withOutput("alignment") { output in
            (0..<heads).flatMap { head in
                let start = (head * rows + row) * frames
                return output[start..<(start + frames)]
            }
        }
    }
}
