private import Foundation
internal import GRDB

/// How much is kept. What is older, or too much, goes, the oldest first.
package struct Retention: Equatable, Sendable {
    package var days: Double?
    package var megabytes: Double?

    package init(days: Double? = nil, megabytes: Double? = nil) {
        self.days = days
        self.megabytes = megabytes
    }
}

extension History {
    /// One small step, so that nobody waits for long: call it now and then, and again at once while it says so.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - step: most rows that go.
    /// - Returns: whether more has to go.
    package func prune(_ retention: Retention, now: Double = Date().timeIntervalSince1970, step: Int = 500) throws(HistoryError) -> Bool {
        try write("pruning") { database in
            var removed = 0
            if let days = retention.days {
                let border = now - days * 86_400
                for (table, end) in [("entry", "wall_end"), ("stay", "coalesce(wall_end, (SELECT wall_last FROM run WHERE run.id = stay.run))")] {
                    removed += try Self.remove(database, from: table, where: "wall_start < ?1 AND \(end) < ?1", [border], step: step)
                }
            }
            if removed < step, let megabytes = retention.megabytes, try Self.used(database) > Int(clamping: Int64(megabytes * 1e6)) {
                let count = try Self.remove(database, from: "entry", where: "1", [], step: step - removed)
                // Only entries weigh; stays that are older than all that is left go with them.
                let oldest = try Double.fetchOne(database, sql: "SELECT min(wall_start) FROM entry") ?? now
                removed += count
                removed += try Self.remove(database, from: "stay", where: "coalesce(wall_end, wall_start) < ?1", [oldest], step: step)
                // An empty history is as small as it gets.
                if count == 0 { removed = 0 }
            }
            if removed > 0 {
                // The index notes what went beside what is there, until the two are merged.
                try database.execute(sql: "INSERT INTO entry_words (entry_words, rank) VALUES ('merge', -256)")
                // Not the latest: it is going on.
                try database.execute(
                    sql: """
                        DELETE FROM run WHERE id < (SELECT max(id) FROM run)
                            AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.run = run.id) AND NOT EXISTS (SELECT 1 FROM stay WHERE stay.run = run.id)
                        """)
            }
            // Pages that became free go back to the disk, some at a time.
            _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(256)")
            return removed >= step
        }
    }

    private static func used(_ database: Database) throws -> Int {
        func number(_ pragma: String) throws -> Int { try Int.fetchOne(database, sql: "PRAGMA \(pragma)") ?? 0 }
        return try (number("page_count") - number("freelist_count")) * number("page_size")
    }

    /// The oldest first.
    private static func remove(_ database: Database, from table: String, where condition: String, _ values: [Double], step: Int) throws -> Int {
        try database.execute(
            sql: "DELETE FROM \(table) WHERE id IN (SELECT id FROM \(table) WHERE \(condition) ORDER BY wall_start LIMIT \(step))",
            arguments: StatementArguments(values))
        return database.changesCount
    }
}
