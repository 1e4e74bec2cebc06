private import Foundation
internal import Wire

/// Vectors of sentences, by which their likeness is told; nil where they cannot be had: then it is told by their words.
package typealias SentenceVectors = @Sendable ([String]) -> [[Float]]?

/// A summary made of the source's own sentences.
struct Extract {
    let vectors: SentenceVectors?

    /// Sentences that are ranked against each other at once; more are ranked in parts first, so that six hours cost six times one hour.
    private static let atOnce = 120

    /// - Parameter sentences: with the positions of the lines that they stand in.
    func of(_ sentences: [(text: String, line: Int)], length: SummaryLength) -> (text: String, lines: [Int]) {
        guard !sentences.isEmpty else { return ("", []) }
        switch length {
        case .title:
            let text = sentences.map(\.text).joined(separator: "\n")
            guard let phrase = KeyPhrase.best(in: text, words: AnswerTidying.titleWords, characters: AnswerTidying.titleCharacters) else {
                return whole(sentences, fitting: { AnswerTidying.fits($0) })
            }
            let lines = sentences.filter { $0.text.range(of: phrase, options: .caseInsensitive) != nil }.map(\.line)
            return (phrase, unique(lines))
        case .short: return ranked(sentences, count: 2)
        case .full: return ranked(sentences, count: 6)
        case .actions:
            let found = sentences.filter { ActionItems.isAction($0.text) }
            return (found.map(\.text).joined(separator: "\n"), unique(found.map(\.line)))
        }
    }

    /// The best sentences of a passage.
    func short(_ sentences: [String], sentences count: Int) -> String {
        ranked(sentences.enumerated().map { ($1, $0) }, count: count).text
    }

    /// The sentences that say most, in their order.
    func key(_ sentences: [(text: String, line: Int)], count: Int) -> [(text: String, line: Int)] { select(sentences, count: count) }

    /// The sentences that say most, in their order, as many as fit.
    func key(_ sentences: [(text: String, line: Int)], tokens: Int, count: (String) -> Int) -> String {
        let mean = max(1, count(sentences.prefix(50).map(\.text).joined(separator: "\n")) / max(1, min(50, sentences.count)))
        var chosen = select(sentences, count: max(1, tokens / mean)).map(\.text)
        while chosen.count > 1, count(chosen.joined(separator: "\n")) > tokens { chosen.removeLast() }
        return Passage.pack(chosen, limit: tokens, count: count).first ?? ""
    }

    private func ranked(_ sentences: [(text: String, line: Int)], count: Int) -> (text: String, lines: [Int]) {
        let chosen = select(sentences, count: count)
        return (AnswerTidying.join(chosen.map(\.text)), unique(chosen.map(\.line)))
    }

    private func select(_ sentences: [(text: String, line: Int)], count: Int) -> [(text: String, line: Int)] {
        var left = sentences
        while left.count > Self.atOnce {
            // The best quarter of each part goes on.
            left = stride(from: 0, to: left.count, by: Self.atOnce).flatMap { start in
                let part = Array(left[start..<min(start + Self.atOnce, left.count)])
                return best(part, count: max(count, part.count / 4), nil).map { part[$0] }
            }
        }
        // Vectors cost time, and come where the choice is made.
        return best(left, count: count, vectors).map { left[$0] }
    }

    /// Positions in their order.
    private func best(_ sentences: [(text: String, line: Int)], count: Int, _ vectors: SentenceVectors?) -> [Int] {
        guard sentences.count > count else { return Array(sentences.indices) }
        let texts = sentences.map(\.text)
        return TextRank.choose(count, of: texts, meaning: vectors?(texts).map { TextRank.similarity(of: $0) })
    }

    private func whole(_ sentences: [(text: String, line: Int)], fitting fits: (String) -> Bool) -> (text: String, lines: [Int]) {
        guard let first = sentences.first(where: { fits($0.text) }) else { return ("", []) }
        return (first.text, [first.line])
    }

    private func unique(_ lines: [Int]) -> [Int] { Set(lines).sorted() }
}
