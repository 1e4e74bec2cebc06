private import Foundation
internal import GRDB

extension History {
    /// An answer's cosine may be this much below the best one's: a language model's vectors all point roughly one way, and without a bound everything would be an answer.
    private static let band = 0.04

    /// Entries that have no vector of this model yet, the latest first: what was said last is asked for first.
    package func withoutVector(model: String, limit: Int) throws(HistoryError) -> [(id: Int64, text: String)] {
        try read("looking for entries without a vector") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT entry.id, entry.text FROM entry LEFT JOIN vector ON vector.entry = entry.id AND vector.model = ?
                    WHERE vector.entry IS NULL ORDER BY entry.id DESC LIMIT ?
                    """, arguments: [model, limit]
            ).map { ($0["id"], $0["text"]) }
        }
    }

    /// Keeps vectors of entries, in one transaction. An entry that was pruned in between is passed over.
    package func keep(_ vectors: [(entry: Int64, vector: SentenceVector)]) throws(HistoryError) {
        try write("writing vectors") { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO vector (entry, model, scale, components) SELECT id, ?, ?, ? FROM entry WHERE id = ?")
            for (entry, vector) in vectors {
                let stored = StoredVector(vector.components)
                try statement.execute(arguments: [vector.model, stored.scale, stored.components, entry])
            }
        }
    }

    /// The nearest entries, nearest first: every vector within the limits is looked at.
    func meaning(_ database: Database, _ wanted: SentenceVector, _ limits: SearchLimits, limit: Int) throws -> [(entry: Int64, similarity: Double)] {
        let sought = StoredVector(wanted.components)
        var found: [(entry: Int64, similarity: Double)] = []
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT vector.entry, vector.scale, vector.components FROM vector JOIN entry ON entry.id = vector.entry WHERE vector.model = ? AND \(limits.sql)",
            arguments: [wanted.model] + limits.arguments)
        while let row = try rows.next() {
            let similarity = try row.withUnsafeData(atIndex: 2) { data in
                data.map { sought.cosine(scale: row[1], components: $0) } ?? -1
            }
            found.append((row[0], similarity))
        }
        found.sort { ($0.similarity, $0.entry) > ($1.similarity, $1.entry) }
        guard let best = found.first?.similarity else { return [] }
        return found.prefix(limit).filter { $0.similarity >= best - Self.band }
    }
}
