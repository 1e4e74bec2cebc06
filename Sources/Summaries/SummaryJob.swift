package import Wire

/// What the writer can do, and how much it can read at once.
package struct Writer: Sendable {
    /// Tokens of source text that go into one prompt.
    package var passageTokens: Int
    /// ISO 639-1 codes of languages that it writes well enough; nil: any.
    package var languages: Set<String>?
    /// How many tokens a text is.
    package var count: @Sendable (String) -> Int

    package init(passageTokens: Int, languages: Set<String>?, count: @escaping @Sendable (String) -> Int) {
        self.passageTokens = passageTokens
        self.languages = languages
        self.count = count
    }
}

/// One summary in the making: a pure machine that says what is to be written next and takes the answers.
///
/// A text that fits goes to the writer at once. A longer one is read passage by passage (map): each gets a note, the notes are read in passages again if they are too many (reduce),
/// and the summary is made of the last notes. No prompt is ever longer than the writer's measure, hours of speech included. Every note and the summary itself are checked against
/// what was said; what fails is replaced by sentences of the source.
package struct SummaryJob: Sendable {
    package enum Step: Equatable, Sendable {
        case write(Prompt)
        case finished(SummaryDraft)
    }

    /// Notes by passage, kept from job to job: a passage is read once.
    package typealias Notes = [String: String]

    private let length: SummaryLength
    private let lines: [TranscriptLine]
    private let language: String
    private let writer: Writer?
    /// The lines' texts without orders to the writer.
    private let clean: [String]
    private let leftOut: Int
    private var passages: [Passage] = []
    /// Of this round, as far as it has come.
    private var taken: [(text: String, lines: Range<Int>)] = []
    private var isNotes = false
    private var reason: String?
    private var result: SummaryDraft?
    package private(set) var notes: Notes

    /// - Parameters:
    ///   - language: of the summary; nil: that of most of the text.
    ///   - writer: nil: sentences of the text itself are chosen.
    package init(_ length: SummaryLength, of lines: [TranscriptLine], language: String? = nil, writer: Writer?, notes: Notes = [:]) {
        self.length = length
        self.lines = lines
        self.notes = notes
        self.language = language ?? lines.mainLanguage
        self.writer = writer
        let parts = lines.map { SpokenOrders.removed(from: SentenceSplitting.sentences($0.text)) }
        clean = parts.map { AnswerTidying.join($0.kept) }
        leftOut = parts.map(\.removed).reduce(0, +)
        guard let writer else {
            extract(because: "no language model is in use")
            return
        }
        guard writer.languages?.contains(self.language) ?? true else {
            extract(because: "the language model does not write \"\(self.language)\"")
            return
        }
        let material = zip(clean, clean.indices).map { (text: $0, lines: $1..<($1 + 1)) }
        let words = ContentWords.of(clean.joined(separator: "\n")).count
        // Nothing can be said shorter than that.
        guard words >= (length == .title ? 3 : 8) else {
            extract(because: "too little was said for a model to make something of it")
            return
        }
        passages = Passage.pack(material, limit: writer.passageTokens, count: writer.count)
    }

    package mutating func next() -> Step {
        while true {
            if let result { return .finished(result) }
            if passages.count <= 1 {
                return .write(SummaryPrompts.prompt(length, passages.first?.text ?? "", language: language, isNotes: isNotes))
            }
            guard taken.count < passages.count else {
                // The notes are the material of the next round.
                isNotes = true
                passages = Passage.pack(taken, limit: writer!.passageTokens, count: writer!.count)
                taken = []
                continue
            }
            let passage = passages[taken.count]
            guard let known = notes[passage.text] else { return .write(SummaryPrompts.note(passage.text, language: language)) }
            taken.append((known, passage.lines))
        }
    }

    /// The writer's answer to the last prompt.
    package mutating func take(_ answer: String) {
        guard result == nil else { return }
        if passages.count > 1 {
            let passage = passages[taken.count]
            let note = AnswerTidying.tidy(answer, as: .short)
            let isGood = problem(in: note, as: .short, source: passage.text) == nil
            let kept = isGood ? note : Extract.short(SentenceSplitting.sentences(passage.text), sentences: 2)
            notes[passage.text] = kept
            taken.append((kept, passage.lines))
            return
        }
        let text = AnswerTidying.tidy(answer, as: length)
        let source = clean.joined(separator: "\n")
        if length == .actions {
            takeActions(text, source)
            return
        }
        if let problem = problem(in: text, as: length, source: source) {
            extract(because: problem)
            return
        }
        result = SummaryDraft(text: text, language: language, method: .model, evidence: evidence(text))
    }

    /// Items that the source does not bear out are left out; the others stand.
    private mutating func takeActions(_ text: String, _ source: String) {
        let items = text.split(separator: "\n").map(String.init)
        let good = items.filter { problem(in: $0, as: .actions, source: source) == nil }
        if good.isEmpty {
            extract(because: items.isEmpty ? "the model found nothing to do" : "what the model wrote is not in what was said")
        } else {
            let shown = good.joined(separator: "\n")
            result = SummaryDraft(text: shown, language: language, method: .model, evidence: evidence(shown))
        }
    }

    /// Why a text cannot be sent; nil when nothing speaks against it.
    private func problem(in text: String, as length: SummaryLength, source: String) -> String? {
        if text.isEmpty { return "the model wrote nothing that could be used" }
        let claims = Faithfulness.check(summary: text, source: source)
        if let claim = claims.first { return "the model wrote \"\(claim.text)\", which was not said" }
        if SpokenOrders.isOrder(text) { return "the model wrote an order instead of a summary" }
        if Support.share(of: text, in: source) < Support.needed(for: length) { return "most of what the model wrote was not said" }
        return nil
    }

    private func evidence(_ text: String) -> [Int] {
        let sentences = text.split(separator: "\n").flatMap { SentenceSplitting.sentences(String($0)) }
        let found = Evidence.lines(for: sentences, among: lines)
        return found.isEmpty ? Array(lines.indices) : found
    }

    private mutating func extract(because reason: String) {
        let material = zip(clean, clean.indices).flatMap { text, line in SentenceSplitting.sentences(text).map { (text: $0, line: line) } }
        let chosen = Extract.of(material, length: length)
        result = SummaryDraft(text: chosen.text, language: language, method: .extract, reason: reason, evidence: chosen.lines)
    }
}
