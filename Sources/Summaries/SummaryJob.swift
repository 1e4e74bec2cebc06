package import Wire

/// What the writer can do, and how much it can read at once.
package struct Writer: Sendable {
    /// Tokens of source text that go into one prompt.
    package var passageTokens: Int
    /// ISO 639-1 codes of languages that it writes well enough; nil: any.
    package var languages: Set<String>?
    /// It is given the sentences that say most instead of everything: what a very small model keeps apart.
    package var readsKeySentences: Bool
    /// How many tokens a text is.
    package var count: @Sendable (String) -> Int

    package init(passageTokens: Int, languages: Set<String>? = nil, readsKeySentences: Bool = false, count: @escaping @Sendable (String) -> Int) {
        self.passageTokens = passageTokens
        self.languages = languages
        self.readsKeySentences = readsKeySentences
        self.count = count
    }
}

/// One summary in the making: a pure machine that says what is to be written next and takes the answers.
///
/// A text that fits goes to the writer at once. A longer one is read passage by passage (map): each gets a note, the notes are read in passages again if they are too many (reduce),
/// and the summary is made of the last notes. No prompt is ever longer than the writer's measure, hours of speech included. Every sentence of every answer is checked against what was
/// said; those that fail are left out, and where none is left, sentences of the source stand instead.
package struct SummaryJob: Sendable {
    package enum Step: Equatable, Sendable {
        case write(Prompt)
        case finished(SummaryDraft)
    }

    private let length: SummaryLength
    private let lines: [TranscriptLine]
    private let language: String
    private let writer: Writer?
    private let extract: Extract
    /// The lines' sentences, without orders to the writer.
    private let sentences: [(text: String, line: Int)]
    private var passages: [String] = []
    /// Of this round, as far as it has come.
    private var taken: [String] = []
    private var result: SummaryDraft?
    package private(set) var notes: SummaryNotes

    /// - Parameters:
    ///   - language: of the summary; nil: that of most of the text.
    ///   - writer: nil: sentences of the text itself are chosen.
    ///   - vectors: by which sentences are ranked.
    ///   - notes: of earlier jobs.
    package init(
        _ length: SummaryLength, of lines: [TranscriptLine], language: String? = nil, writer: Writer?, vectors: SentenceVectors? = nil, notes: SummaryNotes = SummaryNotes()
    ) {
        extract = Extract(vectors: vectors)
        self.length = length
        self.lines = lines
        self.notes = notes
        self.language = language ?? lines.mainLanguage
        self.writer = writer
        sentences = lines.enumerated().flatMap { index, line in
            SentenceSplitting.sentences(line.text).filter { !SpokenOrders.isOrder($0) }.map { (text: $0, line: index) }
        }
        guard let writer else {
            choose(because: "no language model is in use")
            return
        }
        guard writer.languages?.contains(self.language) ?? true else {
            choose(because: "the language model does not write \"\(self.language)\"")
            return
        }
        // Nothing can be said shorter than that.
        guard sentences.reduce(0, { $0 + ContentWords.of($1.text).count }) >= (length == .title ? 3 : 8) else {
            choose(because: "too little was said for a model to make something of it")
            return
        }
        if writer.readsKeySentences {
            passages = [extract.key(sentences, tokens: writer.passageTokens, count: writer.count)]
        } else {
            // A caption stands on a line of its own: who speaks next is often somebody else.
            let texts = Dictionary(grouping: sentences, by: \.line).sorted { $0.key < $1.key }.map { AnswerTidying.join($0.value.map(\.text)) }
            passages = Passage.pack(texts, limit: writer.passageTokens, count: writer.count)
        }
    }

    package mutating func next() -> Step {
        while true {
            if let result { return .finished(result) }
            if passages.count <= 1 { return .write(SummaryPrompts.prompt(length, passages.first ?? "", language: language)) }
            guard taken.count < passages.count else {
                // The notes are the material of the next round.
                let packed = Passage.pack(taken, limit: writer!.passageTokens, count: writer!.count)
                // Each round has to come nearer to the end; notes that do not get shorter are cut to their sentences that say most.
                passages = packed.count < passages.count
                    ? packed
                    : [extract.key(taken.flatMap(SentenceSplitting.sentences).map { ($0, 0) }, tokens: writer!.passageTokens, count: writer!.count)]
                taken = []
                continue
            }
            guard let known = notes.note(on: passages[taken.count]) else { return .write(SummaryPrompts.note(passages[taken.count], language: language)) }
            taken.append(known)
        }
    }

    /// The writer's answer to the last prompt.
    package mutating func take(_ answer: String) {
        guard result == nil else { return }
        if passages.count > 1 {
            let passage = passages[taken.count]
            let source = SentenceSplitting.sentences(passage)
            var check = AnswerCheck(source: passage, sentences: source)
            let good = check.good(of: AnswerTidying.pieces(of: answer, as: .short), as: .short)
            let note = good.isEmpty ? extract.short(source, sentences: 2) : AnswerTidying.join(good)
            notes.keep(note, on: passage)
            taken.append(note)
            return
        }
        var check = AnswerCheck(source: sentences.map(\.text).joined(separator: "\n"), sentences: sentences.map(\.text))
        let good = check.good(of: AnswerTidying.pieces(of: answer, as: length), as: length)
        guard !good.isEmpty else {
            choose(because: check.reason ?? (length == .actions ? "the model found nothing to do" : "the model wrote nothing that could be used"))
            return
        }
        let text = length == .actions ? good.joined(separator: "\n") : AnswerTidying.join(good)
        let evidence = Evidence.lines(for: good, among: lines)
        result = SummaryDraft(text: text, language: language, method: .model, evidence: evidence.isEmpty ? Array(lines.indices) : evidence)
    }

    private mutating func choose(because reason: String) {
        let chosen = extract.of(sentences, length: length)
        result = SummaryDraft(text: chosen.text, language: language, method: .extract, reason: reason, evidence: chosen.lines)
    }
}
