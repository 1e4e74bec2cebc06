private import Foundation
internal import Wire

/// A summary made of the source's own sentences.
enum Extract {
    /// Sentences that are ranked against each other at once; more are ranked in parts first, so that six hours cost six times one hour.
    private static let atOnce = 120

    /// - Parameter sentences: with the positions of the lines that they stand in.
    static func of(_ sentences: [(text: String, line: Int)], length: SummaryLength) -> (text: String, lines: [Int]) {
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
    static func short(_ sentences: [String], sentences count: Int) -> String {
        ranked(sentences.enumerated().map { ($1, $0) }, count: count).text
    }

    /// The sentences that say most, in their order, as many as fit.
    static func key(_ sentences: [(text: String, line: Int)], tokens: Int, count: (String) -> Int) -> String {
        let mean = max(1, count(sentences.prefix(50).map(\.text).joined(separator: "\n")) / max(1, min(50, sentences.count)))
        var chosen = select(sentences, count: max(1, tokens / mean)).map(\.text)
        while chosen.count > 1, count(chosen.joined(separator: "\n")) > tokens { chosen.removeLast() }
        return Passage.pack(chosen, limit: tokens, count: count).first ?? ""
    }

    private static func ranked(_ sentences: [(text: String, line: Int)], count: Int) -> (text: String, lines: [Int]) {
        let chosen = select(sentences, count: count)
        return (AnswerTidying.join(chosen.map(\.text)), unique(chosen.map(\.line)))
    }

    private static func select(_ sentences: [(text: String, line: Int)], count: Int) -> [(text: String, line: Int)] {
        var left = sentences
        while left.count > atOnce {
            // The best quarter of each part goes on.
            left = stride(from: 0, to: left.count, by: atOnce).flatMap { start in
                let part = Array(left[start..<min(start + atOnce, left.count)])
                return best(part, count: max(count, part.count / 4)).map { part[$0] }
            }
        }
        return best(left, count: count).map { left[$0] }
    }

    /// Positions in their order.
    private static func best(_ sentences: [(text: String, line: Int)], count: Int) -> [Int] {
        guard sentences.count > count else { return Array(sentences.indices) }
        return TextRank.choose(count, of: sentences.map(\.text))
    }

    private static func whole(_ sentences: [(text: String, line: Int)], fitting fits: (String) -> Bool) -> (text: String, lines: [Int]) {
        guard let first = sentences.first(where: { fits($0.text) }) else { return ("", []) }
        return (first.text, [first.line])
    }

    private static func unique(_ lines: [Int]) -> [Int] { Set(lines).sorted() }
}
