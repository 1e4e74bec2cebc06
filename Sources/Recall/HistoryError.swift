private import Foundation
internal import GRDB

/// A failure of the history, grouped by what the caller can do about it. None of them is a reason to stop captions.
package struct HistoryError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The file or its folder cannot be made, read or written: go on without a history.
        case unwritable
        /// The disk is full: what was not written is kept for a while; the next try may work.
        case full
        /// Another process holds the file: the next try may work.
        case busy
        /// The file is damaged: opening it again moves it aside and begins a new one.
        case damaged
        /// The file is another program's, or of a newer version: go on without a history.
        case foreign
        /// There is no history at this place, where one was to be read.
        case missing
        /// The question cannot be answered as it was put.
        case question
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// - Parameter doing: what was tried, such as "writing".
    init(_ error: any Error, doing: String, _ path: String) {
        if let error = error as? HistoryError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unwritable, "history \(path): \(doing) failed: \(error)")
            return
        }
        let reason = error.message ?? "SQLite says \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            self.init(.damaged, "history \(path): \(doing) failed, the file is damaged (\(reason)); it is moved aside when it is opened the next time")
        case .SQLITE_FULL:
            self.init(.full, "history \(path): \(doing) failed, the disk is full (\(reason)); make room, or set a smaller limit")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "history \(path): \(doing) failed, another process is writing to the file (\(reason)); give each daemon a history of its own")
        case .SQLITE_READONLY:
            self.init(.unwritable, "history \(path): \(doing) failed, the file or its folder is read-only (\(reason)); give the daemon's user the right to write there")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.unwritable, "history \(path): \(doing) failed, the file cannot be opened (\(reason)); its folder must be there, and be writable for the daemon's user")
        default:
            self.init(.unwritable, "history \(path): \(doing) failed (\(reason)); the disk or the file has a problem")
        }
    }
}
