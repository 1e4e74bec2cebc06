internal import Wire

/// Looks at each piece of an answer, a sentence or an item, and keeps those that the source bears out.
struct AnswerCheck {
    private let source: String
    private let known: Set<String>
    /// Why the first piece that was left out was.
    private(set) var reason: String?

    init(source: String, sentences: [String]) {
        self.source = source
        known = Set(sentences.map(Self.plain))
    }

    /// The pieces that can be sent; none where they only repeat what was said: then the best of that is chosen by rank instead.
    mutating func good(of pieces: [String], as length: SummaryLength) -> [String] {
        var good: [String] = []
        for piece in pieces {
            if let problem = problem(in: piece, as: length) {
                reason = reason ?? problem
            } else if !good.contains(where: { Self.plain($0) == Self.plain(piece) }) {
                good.append(piece)
            }
        }
        if length == .short || length == .full, !good.isEmpty, good.allSatisfy({ known.contains(Self.plain($0)) }) {
            reason = "the model only repeated what was said"
            return []
        }
        let most = switch length {
        case .title: 1
        case .short: 2
        case .full: 8
        case .actions: 20
        }
        return Array(good.prefix(most))
    }

    /// Nil when nothing speaks against it.
    private func problem(in piece: String, as length: SummaryLength) -> String? {
        guard piece.contains(where: { $0.isLetter || $0.isNumber }) else { return "the model wrote no words" }
        if let claim = Faithfulness.check(summary: piece, source: source).first { return "the model wrote \"\(claim.text)\", which was not said" }
        if SpokenOrders.isOrder(piece) { return "the model wrote an order instead of a summary" }
        if Support.share(of: piece, in: source) < Support.needed(for: length) { return "most of what the model wrote was not said" }
        return nil
    }

    private static func plain(_ sentence: String) -> String { sentence.lowercased().filter { $0.isLetter || $0.isNumber } }
}
