private import Foundation
private import Glibc
internal import GRDB

/// Opening, checking and moving aside the history's file.
enum HistoryFile {
    /// A check of a whole file reads all of it; above this size only its structure is looked at, since a daemon must start.
    private static let wholeCheckBytes = 256 << 20

    static func open(_ path: String) throws(HistoryError) -> any DatabaseWriter {
        try make(path)
        do {
            // Looked at before anything is written: what is not ours stays as it is.
            try check(path)
            let pool = try DatabasePool(path: path, configuration: configuration())
            try HistorySchema.migrator.migrate(pool)
            return pool
        } catch {
            throw HistoryError(error, doing: "opening", path)
        }
    }

    static func openForReading(_ path: String) throws(HistoryError) -> any DatabaseWriter {
        guard access(path, F_OK) == 0 else {
            throw HistoryError(.missing, "there is no history at \(path); a daemon whose profile asks for one writes it")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try queue.read { database in
                try own(database, path)
                guard try HistorySchema.migrator.hasCompletedMigrations(database) else {
                    throw HistoryError(.foreign, "the history \(path) is of an older version; the daemon brings it up to date when it opens it")
                }
            }
            return queue
        } catch {
            throw HistoryError(error, doing: "opening", path)
        }
    }

    private static func configuration(readonly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.label = "history"
        // A write must never take long: what cannot be written now is kept for the next batch.
        configuration.busyMode = .timeout(0.25)
        configuration.prepareDatabase { database in
            database.add(tokenizer: WordTokenizer.self)
            // A pool reads through connections of their own, which cannot set these.
            guard !database.configuration.readonly else { return }
            // The first takes effect in a new file only. The second is safe with a write-ahead log: a power cut may cost the last batches, never the file.
            try database.execute(
                sql: """
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA synchronous = NORMAL;
                    PRAGMA journal_size_limit = 4194304;
                    """)
        }
        return configuration
    }

    /// The file with rights for its user alone (SQLite gives its other files the same), and its folder.
    private static func make(_ path: String) throws(HistoryError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw HistoryError(.unwritable, "history \(path): its folder \(folder) cannot be made; choose a place that the daemon's user may write to")
        }
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            let full = code == ENOSPC || code == EDQUOT
            throw HistoryError(
                full ? .full : .unwritable,
                "history \(path): the file cannot be \(code == EISDIR ? "a folder" : "opened for writing") (\(String(cString: strerror(code)))); "
                    + (full ? "make room" : "choose a file that the daemon's user may write to"))
        }
        close(descriptor)
    }

    private static func check(_ path: String) throws {
        try DatabaseQueue(path: path, configuration: configuration(readonly: true)).read { database in
            try own(database, path)
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            guard pages * pageSize <= wholeCheckBytes else { return }
            let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "nothing"
            guard verdict == "ok" else { throw HistoryError(.damaged, "history \(path): the file is damaged (\(verdict.split(separator: "\n").last ?? ""))") }
        }
    }

    /// Refuses a file that is another program's or a newer version's.
    private static func own(_ database: Database, _ path: String) throws {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let empty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard id == HistorySchema.applicationID || empty && id == 0 else {
            throw HistoryError(.foreign, "\(path) is a database, but no history of Taichu; it is left alone; choose another path")
        }
        guard try !HistorySchema.migrator.hasBeenSuperseded(database) else {
            throw HistoryError(.foreign, "the history \(path) was written by a newer version of Taichu; it is left alone; update, or choose another path")
        }
    }

    /// Renames the file and what belongs to it; gives the new name.
    static func moveAside(_ path: String) throws(HistoryError) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withYear, .withMonth, .withDay, .withTime]
        let stamp = formatter.string(from: Date())
        var aside = "\(path).damaged-\(stamp)"
        var number = 1
        while access(aside, F_OK) == 0 {
            number += 1
            aside = "\(path).damaged-\(stamp)-\(number)"
        }
        for ending in ["", "-wal", "-shm"] where access(path + ending, F_OK) == 0 {
            guard rename(path + ending, aside + ending) == 0 else {
                throw HistoryError(
                    .unwritable,
                    "the history \(path) is damaged and cannot be renamed to \(aside) (\(String(cString: strerror(errno)))); move it away by hand")
            }
        }
        return aside
    }

    /// Of an error, what is in its parentheses.
    static func cause(_ error: HistoryError) -> String {
        error.description.firstMatch(of: #/\((.*)\)/#).map { String($0.1) } ?? error.description
    }
}
