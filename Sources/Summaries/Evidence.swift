internal import Wire

/// Which lines of a transcript a text rests on.
enum Evidence {
    /// Positions of the lines that share most words with a sentence of `text`, in order: for each sentence those within a little of the best.
    static func lines(for sentences: [String], among lines: [TranscriptLine]) -> [Int] {
        let words = lines.map { ContentWords.of($0.text) }
        var found: Set<Int> = []
        for sentence in sentences {
            let wanted = Set(ContentWords.of(sentence))
            guard !wanted.isEmpty else { continue }
            let shared = words.map { line in wanted.count { word in line.contains { ContentWords.areKin(word, $0) } } }
            guard let best = shared.max(), best > 0 else { continue }
            // What a sentence was made of usually stands in a few captions.
            let enough = max(1, (best + 1) / 2)
            let near = shared.indices.filter { shared[$0] >= enough }.sorted { (shared[$0], -$0) > (shared[$1], -$1) }
            found.formUnion(near.prefix(4))
        }
        return found.sorted()
    }
}

/// Whether a text is about what its source is about.
enum Support {
    /// Share of the text's content words that the source has too, in some form; 1 for a text without any.
    static func share(of text: String, in source: String) -> Double {
        let wanted = ContentWords.of(text)
        guard !wanted.isEmpty else { return 1 }
        let known = Set(ContentWords.of(source))
        let found = wanted.count { word in known.contains(word) || known.contains { ContentWords.areKin(word, $0) } }
        return Double(found) / Double(wanted.count)
    }

    /// Below this share most of a text is the model's own.
    static func needed(for length: SummaryLength) -> Double { length == .title ? 0.5 : 0.6 }
}
