internal import Words

/// What a person typed, as the words and phrases that are looked for. Nothing in it is an operator: any text is a valid question.
struct SearchTerms: Equatable {
    /// Stems that must follow one another; what stood in quotes must occur.
    var required: [[String]] = []
    /// Any of them will do; the more of them, and the rarer, the better.
    var optional: [[String]] = []

    /// A page that was pasted is no question of a thousand words: what comes later is passed over.
    private static let most = 200

    var isEmpty: Bool { required.isEmpty && optional.isEmpty }
    var all: [[String]] { required + optional }

    init(_ text: String) {
        var weak: [[String]] = []
        for part in Self.parts(of: text) {
            if part.quoted {
                let stems = WordSplitter.words(of: part.text).map(\.stem)
                if !stems.isEmpty { required.append(stems) }
                continue
            }
            for chunk in part.text.split(whereSeparator: \.isWhitespace) {
                for run in Self.runs(WordSplitter.words(of: String(chunk))) {
                    for term in Self.terms(run) {
                        if term.weak { weak.append(term.stems) } else { optional.append(term.stems) }
                    }
                }
            }
        }
        // Words of grammar would find nearly everything; where there is nothing else, they are what is meant.
        if optional.isEmpty && required.isEmpty { optional = weak }
        var seen = Set(required)
        optional = Array(optional.filter { seen.insert($0).inserted }.prefix(Self.most))
        required = Array(required.prefix(Self.most))
    }

    /// For FTS5: every word in quotes, and words hold letters, digits and emoji only.
    var match: String {
        let phrase = { (stems: [String]) in "\"" + stems.joined(separator: " ") + "\"" }
        let choice = optional.map(phrase).joined(separator: " OR ")
        guard !required.isEmpty else { return choice }
        let base = required.map(phrase).joined(separator: " AND ")
        // The second half excludes nothing; it only adds to the rank.
        return choice.isEmpty ? base : "(\(base)) OR (\(base) AND (\(choice)))"
    }

    /// The text in pieces: what stands in quotes, and what does not. A quote that nobody closed is none.
    private static func parts(of text: String) -> [(text: String, quoted: Bool)] {
        let pairs: [Character: Character] = ["\"": "\"", "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "《": "》"]
        var parts: [(String, Bool)] = []
        var rest = text[...]
        var plain = ""
        while let first = rest.first {
            rest.removeFirst()
            if let closing = pairs[first], let end = rest.firstIndex(of: closing) {
                parts.append((plain, false))
                parts.append((String(rest[..<end]), true))
                plain = ""
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append(first)
            }
        }
        return parts + [(plain, false)]
    }

    /// Neighbours of one kind, within a piece without spaces.
    private static func runs(_ words: [Word]) -> [[Word]] {
        var runs: [[Word]] = []
        for word in words {
            if let last = runs.last?.last, last.kind == word.kind, word.kind != .symbol, word.kind == .word || last.range.upperBound == word.range.lowerBound {
                runs[runs.count - 1].append(word)
            } else {
                runs.append([word])
            }
        }
        return runs
    }

    /// A run's terms. Words that punctuation ties (3.5, covid-19) are better together; Chinese is looked for by pairs of characters, and whole.
    private static func terms(_ run: [Word]) -> [(stems: [String], weak: Bool)] {
        let stems = run.map(\.stem)
        let stops = run.map { StopWords.contain($0.folded) }
        guard run.count > 1 else { return [(stems, stops[0])] }
        let whole = (stems: stems, weak: stops.allSatisfy { $0 })
        guard run[0].kind == .character else { return zip(stems, stops).map { (stems: [$0], weak: $1) } + [whole] }
        let pairs = (1..<run.count).map { (stems: [stems[$0 - 1], stems[$0]], weak: stops[$0 - 1] || stops[$0]) }
        return run.count > 2 ? pairs + [whole] : pairs
    }
}
