private import Inference

/// An answer in the making. Each `advance` does one bounded piece of work, a slice of the prompt or one token, on the calling thread; between two of them others can run, and who
/// wants no more of it just does not go on.
package struct Generation: ~Copyable {
    private let model: LanguageModel
    private let options: GenerationOptions
    /// The prompt's tokens.
    package let prompt: [Int64]
    private var decoder: DecoderState
    private var detokenizer: Detokenizer
    private var sampler: Sampler
    private var text: AnswerText
    private var seen: Set<Int64>
    private var end: GenerationStep.Reason?
    /// The answer's tokens so far, without the one that ended it.
    package private(set) var tokens: [Int64] = []

    /// An answer to a conversation.
    package init(_ model: LanguageModel, _ messages: [ChatMessage], _ options: GenerationOptions = GenerationOptions()) throws(LanguageError) {
        guard messages.contains(where: { !$0.text.isEmpty }) else {
            throw LanguageError(.prompt, "there is nothing to answer: the conversation has no text")
        }
        try self.init(model, pieces: model.prompt(messages), options)
    }

    /// What comes after a text.
    package init(_ model: LanguageModel, after text: String, _ options: GenerationOptions = GenerationOptions()) throws(LanguageError) {
        guard !text.isEmpty else { throw LanguageError(.prompt, "there is nothing to go on from: the text is empty") }
        try self.init(model, pieces: [.text(text)], options)
    }

    private init(_ model: LanguageModel, pieces: [PromptPiece], _ options: GenerationOptions) throws(LanguageError) {
        let prompt = try model.encode(pieces)
        guard !prompt.isEmpty else { throw LanguageError(.prompt, "there is nothing to answer: the text has no tokens") }
        guard prompt.count < model.contextLength else {
            throw LanguageError(
                .prompt, "the prompt has \(prompt.count) tokens, and \(model.name) reads at most \(model.contextLength) with its answer; shorten the prompt")
        }
        let detokenizer = try model.makeDetokenizer()
        decoder = try model.makeDecoder(capacity: min(prompt.count + options.maximumTokens, model.contextLength))
        self.detokenizer = detokenizer
        self.model = model
        self.options = options
        self.prompt = prompt
        sampler = Sampler(options)
        text = AnswerText(stops: options.stops)
        seen = Set(prompt)
    }

    package mutating func advance() throws(LanguageError) -> GenerationStep {
        if let end { return .finished(end) }
        do {
            if decoder.length < prompt.count {
                try decoder.read(prompt[decoder.length...].prefix(evenSlice))
                return .reading(decoder.length, of: prompt.count)
            }
            return try write()
        } catch {
            throw LanguageError(error)
        }
    }

    /// What is left of the prompt in parts that are alike: each costs the unpacking of all weights, a last one of a few tokens as much as any.
    private var evenSlice: Int {
        let rest = prompt.count - decoder.length, most = max(1, options.slice)
        let parts = (rest + most - 1) / most
        return (rest + parts - 1) / parts
    }

    private mutating func write() throws(InferenceError) -> GenerationStep {
        guard tokens.count < options.maximumTokens, prompt.count + tokens.count < model.contextLength else { return finish(.length) }
        // The first token follows from what was read; each further one from the one before.
        if let last = tokens.last { try decoder.read([last]) }
        let token = try next()
        if model.table.endOfText.contains(token) { return finish(.endOfText) }
        tokens.append(token)
        seen.insert(token)
        let shown = text.append(try detokenizer.bytes(token))
        if text.stopped { end = .stop }
        return .text(shown)
    }

    private mutating func next() throws(InferenceError) -> Int64 {
        // Two members at once: the closure borrows neither from `self`.
        var sampler = sampler
        let seen = seen
        let token = try decoder.withLogits { sampler.pick($0, seen: seen) }
        self.sampler = sampler
        return token
    }

    /// What was held back is shown before the end is said.
    private mutating func finish(_ reason: GenerationStep.Reason) -> GenerationStep {
        end = reason
        let rest = text.finish()
        return rest.isEmpty ? .finished(reason) : .text(rest)
    }
}

extension Generation {
    /// Goes on to the end, at once.
    package mutating func complete() throws(LanguageError) -> (text: String, reason: GenerationStep.Reason) {
        var text = ""
        while true {
            switch try advance() {
            case .reading: break
            case .text(let more): text += more
            case .finished(let reason): return (text, reason)
            }
        }
    }
}
