private import Foundation
internal import GRDB

/// How large the history is.
package struct HistorySize: Equatable, Sendable {
    package var entries: Int
    package var stays: Int
    /// Of the file, without pages that wait to be used again.
    package var bytes: Int
    /// Seconds since 1970 of the oldest and the latest entry.
    package var oldest: Double?
    package var latest: Double?
}

extension History {
    /// Entries in the order of time, a page at a time: an export of a year does not fit into memory.
    ///
    /// - Parameter after: the last entry of the page before.
    package func entries(
        from: Double? = nil, to: Double? = nil, kinds: Set<HistoryEntry.Kind> = [], tracks: Set<String> = [], after: HistoryEntry? = nil, limit: Int = 1000
    ) throws(HistoryError) -> [HistoryEntry] {
        try read("reading") { database in
            let limits = try SearchLimits(HistoryQuery(from: from, to: to, kinds: kinds, tracks: tracks), database)
            let page = after == nil ? "1" : "(entry.wall_start, entry.id) > (?, ?)"
            let place: StatementArguments = after.map { [$0.start, $0.id] } ?? []
            return try Row.fetchAll(
                database, sql: "SELECT entry.* FROM entry WHERE \(limits.sql) AND \(page) ORDER BY entry.wall_start, entry.id LIMIT ?",
                arguments: limits.arguments + place + [limit]
            ).map(HistoryEntry.init)
        }
    }

    /// Stays that overlap a stretch of time, in the order in which they began.
    package func stays(from: Double? = nil, to: Double? = nil, limit: Int = 1000) throws(HistoryError) -> [HistoryStay] {
        try read("reading") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT stay.*, run.media_last, run.wall_last FROM stay JOIN run ON run.id = stay.run
                    WHERE coalesce(stay.wall_end, run.wall_last) >= ? AND stay.wall_start <= ? ORDER BY stay.wall_start, stay.id LIMIT ?
                    """, arguments: [from ?? -Double.greatestFiniteMagnitude, to ?? Double.greatestFiniteMagnitude, limit]
            ).map { row in
                HistoryStay(
                    run: row["run"], track: row["track"], object: row["object"], label: row["label"], mediaStart: row["media_start"],
                    mediaEnd: row["media_end"] ?? max(row["media_start"], row["media_last"]), start: row["wall_start"],
                    end: row["wall_end"] ?? max(row["wall_start"], row["wall_last"]), over: row["media_end"] as Double? != nil)
            }
        }
    }

    package func size() throws(HistoryError) -> HistorySize {
        try read("reading") { database in
            func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            let pages = try number("PRAGMA page_count") - number("PRAGMA freelist_count")
            return HistorySize(
                entries: try number("SELECT count(*) FROM entry"), stays: try number("SELECT count(*) FROM stay"), bytes: try pages * number("PRAGMA page_size"),
                oldest: try Double.fetchOne(database, sql: "SELECT min(wall_start) FROM entry"),
                latest: try Double.fetchOne(database, sql: "SELECT max(wall_start) FROM entry"))
        }
    }
}
