private import Foundation
internal import GRDB
package import Wire

/// Takes a run's events and writes them in batches, each in one transaction. One owner; `write` belongs off the threads that others wait for.
package struct HistoryWriter: Sendable {
    /// Of the daemon's life.
    package let run: Int64
    private let history: History
    /// Rows that are kept while nothing can be written, if nobody says otherwise.
    package static let usuallyWaiting = 10_000
    private var clock: RunClock
    private var rows: [HistoryRow] = []
    private let mostWaiting: Int
    /// Rows that were given up since they could not be written for too long.
    package private(set) var dropped = 0
    /// Rows that wait to be written.
    package var waiting: Int { rows.count }

    /// Begins a run.
    ///
    /// - Parameters:
    ///   - start: media second 0 on both clocks, as clients are told it.
    ///   - mostWaiting: rows that are kept while the disk is full or busy; beyond them the oldest go.
    package init(
        _ history: History, start: Hello.Start, profile: String, version: String = TaichuVersion.current, clock: RunClock? = nil, mostWaiting: Int = Self.usuallyWaiting
    ) throws(HistoryError) {
        self.history = history
        self.clock = clock ?? RunClock(start: start)
        self.mostWaiting = mostWaiting
        run = try history.write("beginning a run") { database in
            try database.execute(
                sql: "INSERT INTO run (version, profile, monotonic, wall_start, media_last, wall_last) VALUES (?, ?, ?, ?, 0, ?)",
                arguments: [version, profile, start.monotonic, start.unix, start.unix])
            return database.lastInsertedRowID
        }
    }

    /// Whether this belongs into the history: final captions, scenes, comings and goings, summaries.
    package static func keeps(_ body: EventBody) -> Bool {
        switch body {
        case .captionFinal, .scene, .summary, .objectEnter, .objectLeave: true
        default: false
        }
    }

    /// Keeps what belongs into the history. Everything else is passed over.
    ///
    /// Events that come twice are kept once, by their numbers; one without a number (0) is taken as it comes.
    package mutating func take(_ event: Event) {
        switch event.body {
        case .captionFinal(let caption):
            guard !caption.text.isEmpty else { return }
            let kind: HistoryEntry.Kind = caption.task == .translate ? .translation : .caption
            take(
                kind, seq: event.seq, track: caption.track, language: caption.language, text: caption.text, start: caption.start, end: caption.end,
                segment: caption.segment, detail: EntryDetail(words: caption.words))
        case .scene(let report):
            for words in report.words where !words.text.isEmpty {
                take(.scene, seq: event.seq, track: report.track, language: words.language, text: words.text, start: report.at, end: report.at)
            }
        case .summary(let summary):
            guard !summary.text.isEmpty else { return }
            let tracks = Set(summary.captions.map(\.track))
            take(
                .summary, seq: event.seq, track: tracks.count == 1 ? tracks.first! : "", language: summary.language, text: summary.text, start: summary.from,
                end: summary.to, detail: EntryDetail(length: summary.length, basis: summary.captions))
        case .objectEnter(let presence):
            take(presence, over: false)
        case .objectLeave(let presence):
            take(presence, over: true)
        default:
            break
        }
    }

    private mutating func take(
        _ kind: HistoryEntry.Kind, seq: UInt64, track: String, language: String, text: String, start: Double, end: Double, segment: Int? = nil,
        detail: EntryDetail? = nil
    ) {
        _ = clock.now()
        let end = max(start, end)
        append(
            .entry(
                EntryRow(
                    run: run, seq: seq == 0 ? nil : Int64(clamping: seq), kind: kind, track: track, language: language, text: text, mediaStart: start, mediaEnd: end,
                    wallStart: clock.wall(start), wallEnd: clock.wall(end), segment: segment, detail: detail?.encoded)))
    }

    private mutating func take(_ presence: ObjectPresence, over: Bool) {
        _ = clock.now()
        append(
            .stay(
                StayRow(
                    run: run, track: presence.track, object: presence.id, label: presence.label, mediaStart: presence.firstSeen,
                    mediaEnd: over ? max(presence.firstSeen, presence.lastSeen) : nil, wallStart: clock.wall(presence.firstSeen),
                    wallEnd: over ? clock.wall(max(presence.firstSeen, presence.lastSeen)) : nil)))
    }

    private mutating func append(_ row: HistoryRow) {
        rows.append(row)
        let surplus = rows.count - mostWaiting
        guard surplus > 0 else { return }
        rows.removeFirst(surplus)
        dropped += surplus
    }

    /// Writes what waits, in one transaction. After an error everything still waits, and the next call tries again.
    package mutating func write() throws(HistoryError) {
        let now = clock.now()
        let (rows, run) = (rows, run)
        try history.write("writing") { database in
            for row in rows { try row.write(to: database) }
            let latest = try database.cachedStatement(sql: "UPDATE run SET media_last = max(media_last, ?), wall_last = max(wall_last, ?) WHERE id = ?")
            try latest.execute(arguments: [now.media, now.wall, run])
        }
        self.rows = []
    }
}
