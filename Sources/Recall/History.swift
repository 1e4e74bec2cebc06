internal import GRDB

/// What was said, seen and summarised, in one SQLite file. One process writes; others may read at the same time. Safe to use from several threads; calls block for as long as the disk takes.
package final class History: Sendable {
    package let path: String
    /// What a person should know about how the file was opened: a damaged one that was moved aside, and why.
    package let notice: String?
    let database: any DatabaseWriter

    /// Opens the history for writing; makes the file, readable for its user alone, and its folder where they are missing.
    package init(at path: String) throws(HistoryError) {
        self.path = path
        do throws(HistoryError) {
            database = try HistoryFile.open(path)
            notice = nil
        } catch {
            guard error.code == .damaged else { throw error }
            let aside = try HistoryFile.moveAside(path)
            database = try HistoryFile.open(path)
            notice = "the history \(path) was damaged (\(HistoryFile.cause(error))); it is kept as \(aside), and a new one was begun"
        }
    }

    /// Opens a history that another process may be writing, to search in it.
    package init(reading path: String) throws(HistoryError) {
        self.path = path
        notice = nil
        database = try HistoryFile.openForReading(path)
    }

    func read<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(HistoryError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw HistoryError(error, doing: doing, path)
        }
    }

    /// One transaction.
    func write<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(HistoryError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw HistoryError(error, doing: doing, path)
        }
    }

    /// Brings everything into the file itself, out of the log beside it: before it is copied, for example.
    package func checkpoint() throws(HistoryError) {
        do {
            _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            throw HistoryError(error, doing: "emptying the log", path)
        }
    }
}
