private import Foundation
internal import GRDB
internal import Wire

/// What one event adds.
enum HistoryRow: Sendable {
    case entry(EntryRow)
    case stay(StayRow)

    func write(to database: Database) throws {
        switch self {
        case .entry(let row): try row.write(to: database)
        case .stay(let row): try row.write(to: database)
        }
    }
}

struct EntryRow: Sendable {
    var run: Int64
    var seq: Int64?
    var kind: HistoryEntry.Kind
    var track: String
    var language: String
    var text: String
    var mediaStart: Double
    var mediaEnd: Double
    var wallStart: Double
    var wallEnd: Double
    var segment: Int?
    var detail: String?

    func write(to database: Database) throws {
        if kind == .scene, try prolongScene(database) { return }
        if kind == .summary, try prolongSummary(database) { return }
        // The same event may come twice, after a reconnection for example.
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO entry (run, seq, kind, track, language, text, media_start, media_end, wall_start, wall_end, segment, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [run, seq, kind.rawValue, track, language, text, mediaStart, mediaEnd, wallStart, wallEnd, segment, detail])
    }

    /// The scene before lasts until this one; where this says the same, it adds no row of its own.
    private func prolongScene(_ database: Database) throws -> Bool {
        let before = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, text FROM entry WHERE run = ? AND track = ? AND kind = 'scene' AND media_start <= ? AND language = ?
                    ORDER BY media_start DESC, id DESC LIMIT 1
                    """),
            arguments: [run, track, mediaStart, language])
        guard let before else { return false }
        try database.cachedStatement(sql: "UPDATE entry SET media_end = max(media_end, ?), wall_end = max(wall_end, ?) WHERE id = ?")
            .execute(arguments: [mediaStart, wallStart, before["id"] as Int64])
        return before["text"] == text
    }
}

extension EntryRow {
    /// A running title often stays what it was.
    private func prolongSummary(_ database: Database) throws -> Bool {
        let before = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, text FROM entry WHERE run = ? AND track = ? AND kind = 'summary' AND media_start <= ? AND language = ?
                        AND json_extract(detail, '$.length') IS json_extract(?, '$.length')
                    ORDER BY media_start DESC, id DESC LIMIT 1
                    """),
            arguments: [run, track, mediaStart, language, detail])
        guard let before, before["text"] == text else { return false }
        try database.cachedStatement(sql: "UPDATE entry SET media_end = max(media_end, ?), wall_end = max(wall_end, ?) WHERE id = ?")
            .execute(arguments: [mediaEnd, wallEnd, before["id"] as Int64])
        return true
    }
}

struct StayRow: Sendable {
    var run: Int64
    var track: String
    var object: Int
    var label: String
    var mediaStart: Double
    var mediaEnd: Double?
    var wallStart: Double
    var wallEnd: Double?

    func write(to database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO stay (run, track, object, label, media_start, media_end, wall_start, wall_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run, track, object) DO UPDATE SET
                    label = excluded.label, media_end = coalesce(excluded.media_end, media_end), wall_end = coalesce(excluded.wall_end, wall_end)
                """
        ).execute(arguments: [run, track, object, label, mediaStart, mediaEnd, wallStart, wallEnd])
    }
}

/// What an entry has beyond its text, as JSON.
struct EntryDetail: Codable {
    /// Text, start, end, confidence, and whether it joins the word before: a list is half as long as an object with names.
    struct Word: Codable {
        var word: CaptionWord

        init(_ word: CaptionWord) { self.word = word }

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            word = CaptionWord(
                text: try list.decode(String.self), start: Double(try list.decode(Int.self)) / 1000, end: Double(try list.decode(Int.self)) / 1000,
                confidence: Double(try list.decode(Int.self)) / 1000, joined: list.isAtEnd ? nil : try list.decode(Bool.self))
        }

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(word.text)
            for number in [word.start, word.end, word.confidence] { try list.encode(Int(exactly: (number * 1000).rounded()) ?? 0) }
            if let joined = word.joined { try list.encode(joined) }
        }
    }

    var words: [Word]?
    var length: SummaryLength?
    var basis: [CaptionReference]?

    init(words: [CaptionWord]) { self.words = words.map(Word.init) }

    init(length: SummaryLength, basis: [CaptionReference]) {
        self.length = length
        self.basis = basis
    }

    var encoded: String? {
        // Strings, whole numbers and lists of them can always be written.
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }

    init?(_ text: String?) {
        guard let text, let detail = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = detail
    }
}
