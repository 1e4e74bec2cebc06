private import Foundation
internal import Inference

/// The attention decoder: greedy text for a stretch of sound, starting from a draft that it verifies in one call, and again a few tokens at a time where the text comes back to it.
package struct TextDecoder: ~Copyable {
    /// How a text is decoded.
    package struct Plan {
        package var prompt: [Int64]
        /// Index of the start token in the prompt.
        package var startIndex: Int
        /// Text from an earlier look at (less of) the same sound.
        package var draft: [Int64]
        /// Leading draft tokens that stay whatever the decoder thinks now.
        package var fixed: Int
        /// Most tokens that the sound can hold.
        package var limit: Int
        /// Frames at the end whose words wait for more sound; nil where the sound is whole.
        package var openMargin: Int?
        /// Frames by which attention may go back from word to word: further back is a loop. Nil where words may change places.
        package var reach: Int?
        /// Phrases that are likelier than the decoder thinks.
        package var hotWords: HotWords?

        package init(
            prompt: [Int64], startIndex: Int, draft: [Int64] = [], fixed: Int = 0, limit: Int, openMargin: Int? = nil,
            reach: Int? = nil, hotWords: HotWords? = nil
        ) {
            self.hotWords = hotWords
            self.prompt = prompt
            self.startIndex = startIndex
            self.draft = draft
            self.fixed = fixed
            self.limit = limit
            self.openMargin = openMargin
            self.reach = reach
        }
    }

    /// Texts are verified in lengths of multiples of this: the runtime prepares itself for each new shape.
    private static let bucket = 8

    var request: InferRequest
    let vocabulary: Vocabulary
    private let loops: LoopCut
    let endOfText: Int64
    private let heads: Int

    package init(_ models: SpeechModels) throws(SpeechError) {
        request = try translating { () throws(InferenceError) in try models.decoder.makeRequest() }
        vocabulary = models.vocabulary
        loops = LoopCut(vocabulary: models.vocabulary)
        endOfText = models.vocabulary.endOfText
        heads = models.vocabulary.alignmentHeads
    }

    /// Most tokens for a stretch of sound: 14 a second is more than anyone speaks in any language of the model.
    package static func limit(frames: Int) -> Int {
        min(400, 8 + frames * 14 / 50)
    }

    package mutating func decode(_ memory: CrossMemory, _ plan: Plan) throws(SpeechError) -> Decoding {
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
        // Rounded up with end tokens, which no earlier token sees.
        let tokens = plan.prompt + draft
        let padding = (Self.bucket - tokens.count % Self.bucket) % Self.bucket
        try call(tokens + [Int64](repeating: endOfText, count: padding), past: 0)
        decoding.calls += 1
        let best = try request.integers("token")
        let bestProbability = try request.floats("logprob")
        let given = try request.floats("given")
        let languageCount = try request.withOutput("language") { $0.count } / best.count
        decoding.languages = try request.withOutput("language") {
            Array($0[(plan.startIndex * languageCount)..<((plan.startIndex + 1) * languageCount)])
        }
        decoding.silence = try request.withOutput("silence") { exp($0[plan.startIndex]) }
        let lead = plan.prompt.count - 1
        func keep(_ count: Int) {
            for place in (lead + decoding.kept)..<(lead + decoding.kept + count) {
                let token = tokens[place + 1]
                decoding.tokens.append(token)
                decoding.logProbabilities.append(best[place] == token ? bestProbability[place] : given[place])
            }
            decoding.kept += count
        }
        let near = try self.near()
        /// Where the decoder looks at each place of the text, and how likely the text ends there.
        func look() throws(InferenceError) {
            for place in (lead + decoding.attention.count)..<(lead + decoding.kept + 1) {
                decoding.attention.append(try attention(row: place, of: best.count, memory))
                decoding.ends.append(near[place].end(endOfText))
            }
        }
        while decoding.kept < draft.count {
            try look()
            let place = lead + decoding.kept
            let phrase = plan.hotWords?.accepted(in: draft, at: decoding.kept) { bestProbability[lead + $0] - given[lead + $0] }
            if decoding.kept >= plan.fixed {
                let same = best[place] == draft[decoding.kept]
                guard same || phrase != nil, loops.turn(before: draft[decoding.kept], in: decoding) == nil else { break }
                if plan.openMargin == nil {
                    // Over the whole sound a phrase finds its place anew.
                    guard same, phrase != nil || !mayBegin(plan, near[place]) else { break }
                    keep(1)
                    continue
                }
            }
            keep(phrase ?? 1)
        }
        try look()
        var row = lead + decoding.kept
        var next = best[row]
        var probability = bestProbability[row]
        var back = DraftReturn(Array(draft), leftAt: decoding.kept)
        var ahead: ArraySlice<Int64> = []
        var rows = best.count
        var here = near[row]
        /// Up to here no phrase fits better than what the decoder says.
        var settled = 0
        var resuming = true

        var furthest = 0
        if plan.reach != nil {
            for row in 0..<decoding.kept where !loops.isPunctuation(decoding.tokens[row]) { furthest = max(furthest, decoding.peak(row: row)) }
        }
        while next != endOfText {
            // Punctuation looks anywhere: it says nothing about how far the words are.
            if plan.openMargin != nil || plan.reach != nil, !loops.isPunctuation(next) {
                let peak = decoding.peak(row: decoding.tokens.count)
                if let margin = plan.openMargin, peak >= memory.frames - margin {
                    decoding.stop = .openEnd
                    decoding.next = next
                    break
                }
                if let reach = plan.reach, peak < furthest - reach {
                    decoding.stop = .repetition
                    break
                }
                furthest = max(furthest, peak)
            }
            if let length = loops.turn(before: next, in: decoding) {
                decoding.shorten(to: max(length, min(plan.fixed, decoding.tokens.count)))
                break
            }
            if decoding.tokens.count >= plan.limit {
                decoding.stop = .limit
                break
            }
            let calls = decoding.calls
            var recalled = Recall.none
            if decoding.tokens.count >= settled { recalled = try recall(after: &decoding, plan, here, resuming: resuming, memory) }
            resuming = false
            // What was tried took the place of what was verified ahead.
            if decoding.calls != calls { ahead = [] }
            switch recalled {
            // A phrase that was said is not said again by the same sound.
            case .phrase(let phrase) where loops.turn(before: phrase.tokens[0], in: decoding) == nil:
                decoding.tokens += phrase.tokens
                decoding.logProbabilities += phrase.logProbabilities
                decoding.attention += phrase.attention.dropLast()
                decoding.ends += phrase.tokens.dropLast().map { _ in -.infinity }
            case .wait:
                decoding.stop = .openEnd
                return decoding
            case .later(let place):
                settled = place
                fallthrough
            default:
                decoding.tokens.append(next)
                decoding.logProbabilities.append(probability)
            }
            if let length = loops.start(in: decoding, fixed: plan.fixed) {
                decoding.stop = .repetition
                decoding.shorten(to: length)
                break
            }
            let last = decoding.tokens[decoding.tokens.count - 1]
            if ahead.first == last {
                ahead = ahead.dropFirst()
                back.confirm(1)
                decoding.kept += 1
                row += 1
            } else {
                ahead = back.guess(after: decoding.tokens)
                rows = ahead.isEmpty ? 1 : 1 + (ahead.count > DraftReturn.unsure ? DraftReturn.sure : DraftReturn.unsure)
                let padding = rows - 1 - ahead.count
                try call([last] + ahead + [Int64](repeating: endOfText, count: padding), past: plan.prompt.count + decoding.tokens.count - 1)
                decoding.calls += 1
                row = 0
            }
            next = try request.integers("token")[row]
            probability = try request.floats("logprob")[row]
            decoding.attention.append(try attention(row: row, of: rows, memory))
            here = try self.near()[row]
            decoding.ends.append(here.end(endOfText))
        }
        return decoding
    }

    mutating func call(_ tokens: [Int64], past: Int) throws(InferenceError) {
        try request.set("tokens", tokens, shape: [1, tokens.count])
        try request.set("past", [Int64(past)], shape: [1])
        try request.infer()
    }

    /// One token's row of every following head.
    func attention(row: Int, of rows: Int, _ memory: CrossMemory) throws(InferenceError) -> [Float] {
        try request.withOutput("alignment") { output in
            (0..<heads).flatMap { head in
                let start = (head * rows + row) * memory.lentFrames
                return output[start..<(start + memory.frames)]
            }
        }
    }
}
