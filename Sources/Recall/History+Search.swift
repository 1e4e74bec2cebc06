private import Foundation
internal import GRDB
private import Words

extension History {
    /// Of each kind of search, so many answers go into the blend.
    private static let candidates = 100

    /// The best answers first; without a text, in the order of time.
    package func search(_ query: HistoryQuery) throws(HistoryError) -> [HistoryFinding] {
        guard query.limit > 0 else { throw HistoryError(.question, "a search for \(query.limit) answers has none; ask for at least 1") }
        let terms = query.text.map { SearchTerms($0) }
        if let text = query.text, terms!.isEmpty {
            let shown = text.trimmingCharacters(in: .whitespacesAndNewlines)
            throw HistoryError(.question, shown.isEmpty ? "there is nothing to look for: the question is empty" : "there is no word to look for in \(shown.debugDescription)")
        }
        return try read("searching") { database in
            let limits = try SearchLimits(query, database)
            guard let terms else {
                return try entries(database, limits, limit: query.limit).map {
                    HistoryFinding(entry: $0, snippet: Snippet(of: $0.text, finding: []), score: 0, byWords: false)
                }
            }
            let wanted = max(Self.candidates, query.limit)
            let byWords = try words(database, terms, limits, limit: wanted)
            let byMeaning = try query.meaning.map { try meaning(database, $0, limits, limit: wanted) } ?? []
            let similarities = Dictionary(uniqueKeysWithValues: byMeaning.map { ($0.entry, $0.similarity) })
            let holding = Set(byWords)
            return try RankBlend.blend([byWords, byMeaning.map(\.entry)]).prefix(query.limit).compactMap { id, score in
                guard let entry = try entry(database, id) else { return nil }
                return HistoryFinding(
                    entry: entry, snippet: Snippet(of: entry.text, finding: terms.all), score: score, byWords: holding.contains(id), similarity: similarities[id])
            }
        }
    }

    /// Ids by BM25; of equals, the latest first.
    private func words(_ database: Database, _ terms: SearchTerms, _ limits: SearchLimits, limit: Int) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT entry.id FROM entry_words JOIN entry ON entry.id = entry_words.rowid
                WHERE entry_words MATCH ? AND \(limits.sql) ORDER BY bm25(entry_words), entry.id DESC LIMIT ?
                """, arguments: [terms.match] + limits.arguments + [limit])
    }

    private func entries(_ database: Database, _ limits: SearchLimits, limit: Int) throws -> [HistoryEntry] {
        try Row.fetchAll(
            database, sql: "SELECT entry.* FROM entry WHERE \(limits.sql) ORDER BY entry.wall_start, entry.id LIMIT ?", arguments: limits.arguments + [limit]
        ).map(HistoryEntry.init)
    }

    private func entry(_ database: Database, _ id: Int64) throws -> HistoryEntry? {
        try Row.fetchOne(database, sql: "SELECT * FROM entry WHERE id = ?", arguments: [id]).map(HistoryEntry.init)
    }
}

/// A question's limits as a condition on rows of `entry`.
struct SearchLimits {
    var sql = "1"
    var arguments: StatementArguments = []

    init(_ query: HistoryQuery, _ database: Database) throws {
        if let from = query.from { add("entry.wall_end >= ?", [from]) }
        if let to = query.to { add("entry.wall_start <= ?", [to]) }
        addChoice("entry.kind", query.kinds.map(\.rawValue).sorted())
        addChoice("entry.track", query.tracks.sorted())
        if let label = query.whileSeen {
            let labels = try Self.labels(like: label, database)
            // Within a run the media clock is exact. A thing that nobody saw leave is there as long as its run is known to have gone on.
            add(
                """
                EXISTS (SELECT 1 FROM stay JOIN run ON run.id = stay.run WHERE stay.run = entry.run AND stay.label IN (\(Self.marks(labels.count)))
                    AND stay.media_start < entry.media_end AND coalesce(stay.media_end, run.media_last) > entry.media_start)
                """, StatementArguments(labels))
        }
    }

    private mutating func add(_ condition: String, _ values: StatementArguments) {
        sql += " AND " + condition
        arguments += values
    }

    private mutating func addChoice(_ column: String, _ values: [String]) {
        if !values.isEmpty { add("\(column) IN (\(Self.marks(values.count)))", StatementArguments(values)) }
    }

    private static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    /// The labels that are meant: "Dogs" means dog.
    private static func labels(like label: String, _ database: Database) throws -> [String] {
        let known = try String.fetchAll(database, sql: "SELECT DISTINCT label FROM stay ORDER BY label")
        let stems = { (text: String) in WordSplitter.words(of: text).map(\.stem) }
        let wanted = stems(label)
        let meant = known.filter { stems($0) == wanted }
        guard !wanted.isEmpty, !meant.isEmpty else {
            throw HistoryError(
                .question,
                "nothing called \(label.debugDescription) has been in view; "
                    + (known.isEmpty ? "the history holds no things at all" : "the history knows: \(known.joined(separator: ", "))"))
        }
        return meant
    }
}

extension HistoryEntry {
    init(_ row: Row) {
        let detail = EntryDetail(row["detail"] as String?)
        self.init(
            id: row["id"], run: row["run"], kind: Kind(rawValue: row["kind"]) ?? .summary, track: row["track"], language: row["language"], text: row["text"],
            mediaStart: row["media_start"], mediaEnd: row["media_end"], start: row["wall_start"], end: row["wall_end"], segment: row["segment"],
            words: detail?.words?.map(\.word) ?? [], length: detail?.length, basis: detail?.basis ?? [])
    }
}
