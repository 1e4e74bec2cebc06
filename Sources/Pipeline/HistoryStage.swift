internal import Configuration
private import Dispatch
private import Foundation
internal import Media
internal import Recall
internal import Scheduling
internal import Sentences
private import Synchronization
internal import Wire

/// Keeps what is published in the history's file: noted at once, written every second on a thread of its own, so that a slow disk holds up nobody.
///
/// A history that fails is said once, and captions go on without it. While the disk is full, what is said waits, up to a limit; there is one line when it begins, and one,
/// with what was lost, when there is room again or the daemon ends.
final class HistoryStage: EventListener {
    /// What only the queue touches.
    private struct Writing {
        /// Nil as long as the disk is too full to begin.
        var writer: HistoryWriter?
        var fault = LastFault()
        /// Since when nothing can be written.
        var troubleSince: MediaInstant?
        /// Given up in that time before there was a writer, and what the writer had given up before it.
        var lost = 0
        var droppedBefore = 0
        /// What was last said to be lost at the end, which may come twice.
        var lostAtEnd = 0

        /// Of the present trouble: what cannot be kept any more.
        var lostSoFar: Int { lost + (writer?.dropped ?? 0) - droppedBefore }
    }

    private static let writeInterval = 1.0
    private static let writesBetweenPrunes = 60

    private let path: String
    private let start: Hello.Start
    private let profile: String
    private let retention: Retention
    /// Noted, and not with the writer yet.
    private let noted = Mutex<[Event]>([])
    private let writing = Mutex(Writing())
    /// Nil as long as there is no writer.
    private let opened = Mutex<History?>(nil)
    private let around: StageSurroundings
    /// Makes vectors of what is kept. Nil: nothing is found by what it means.
    private let meaning: SentenceMeaning?
    private let isMeaning = Mutex(false)
    private let queue = DispatchQueue(label: "taichu-history", qos: .utility)
    private let log: @Sendable (String) -> Void

    /// Opens the file; what a person should know of it goes to `log`. A full disk is no error: there may be room later.
    init(
        _ profile: Profile, meaning: SentenceMeaning?, start: Hello.Start, name: String, around: StageSurroundings, log: @escaping @Sendable (String) -> Void
    ) throws(HistoryError) {
        self.meaning = meaning
        self.around = around
        self.start = start
        self.profile = name
        self.log = log
        path = HistoryPlace.path(profile)
        retention = Retention(
            days: profile.history.days > 0 ? profile.history.days : nil, megabytes: profile.history.megabytes > 0 ? profile.history.megabytes : nil)
        do {
            let writer = try begin()
            writing.withLock { $0.writer = writer }
        } catch {
            guard error.code == .full else { throw error }
            failed(error)
        }
        wait(turn: 1)
    }

    private func begin() throws(HistoryError) -> HistoryWriter {
        let history = try History(at: path)
        if let notice = history.notice { log(notice) }
        let writer = try HistoryWriter(history, start: start, profile: profile)
        opened.withLock { $0 = history }
        return writer
    }

    /// Writes again and again, and prunes now and then, as long as somebody holds this stage.
    private func wait(turn: Int) {
        queue.asyncAfter(deadline: .now() + Self.writeInterval) { [weak self] in
            self?.write()
            if turn % Self.writesBetweenPrunes == 0 { self?.prune() }
            self?.wait(turn: turn + 1)
        }
    }

    func take(_ body: EventBody, at time: Double) {
        guard HistoryWriter.keeps(body) else { return }
        noted.withLock { $0.append(Event(seq: 0, time: time, body: body)) }
    }

    /// The daemon ends: what waits is written now, or counted.
    func stop() {
        queue.sync { write() }
        let (lost, isNew) = writing.withLock { writing in
            let lost = writing.troubleSince == nil ? 0 : writing.lostSoFar + (writing.writer?.waiting ?? noted.withLock { $0.count })
            defer { writing.lostAtEnd = lost }
            return (lost, lost > writing.lostAtEnd)
        }
        if isNew { say(.failed, "\(lost) entries are not in the history \(path), which could not be written to the end") }
    }

    private func write() {
        do {
            let recovery: String? = try writing.withLock { (writing) throws(HistoryError) in
                if writing.writer == nil { writing.writer = try begin() }
                for event in noted.withLock({ noted in
                    defer { noted = [] }
                    return noted
                }) { writing.writer!.take(event) }
                guard writing.writer!.waiting > 0 || writing.troubleSince != nil else { return nil }
                try writing.writer!.write()
                return recovered(&writing)
            }
            if let recovery { say(.connected, recovery) }
            understand()
        } catch {
            failed(error)
        }
    }

    /// It can be written again; what to say if it could not.
    private func recovered(_ writing: inout Writing) -> String? {
        writing.fault.clear()
        guard let since = writing.troubleSince else { return nil }
        let (lost, seconds) = (writing.lostSoFar, Int(MonotonicClock().now().seconds(since: since).rounded()))
        writing.troubleSince = nil
        return "the history \(path) is written again after \(seconds) s; " + (lost == 0 ? "nothing was lost" : "\(lost) entries of that time were lost")
    }

    private func failed(_ error: HistoryError) {
        writing.withLock { writing in
            if writing.troubleSince == nil {
                writing.troubleSince = MonotonicClock().now()
                (writing.lost, writing.droppedBefore) = (0, writing.writer?.dropped ?? 0)
            }
            guard writing.writer == nil else { return }
            writing.lost += noted.withLock { noted in
                let surplus = max(0, noted.count - HistoryWriter.usuallyWaiting)
                noted.removeFirst(surplus)
                return surplus
            }
        }
        tell(error)
    }

    /// Makes vectors of what has none yet, a few sentences a job: others step in between.
    private func understand() {
        guard meaning != nil, isMeaning.withLock({ busy in
            defer { busy = true }
            return !busy
        }) else { return }
        around.scheduler.submit(.background, deadline: MonotonicClock().now()) { [weak self] in self?.understandSome() }
    }

    private func understandSome() {
        // It is called when something was written, so there is one.
        let history = opened.withLock { $0 }!
        var isLeft = false
        var fault: (any Error)?
        do {
            let entries = try history.withoutVector(model: SentenceEncoder.model, limit: 4)
            var vectors: [(entry: Int64, vector: SentenceVector)] = []
            for entry in entries {
                let components: [Float]
                do {
                    components = try meaning!.vector(of: entry.text, as: .passage)
                } catch {
                    // It is like nothing; without a vector it would be tried again for ever.
                    components = [Float](repeating: 0, count: SentenceEncoder.dimensions)
                    fault = error
                }
                vectors.append((entry.id, SentenceVector(model: SentenceEncoder.model, components: components)))
            }
            if !vectors.isEmpty { try history.keep(vectors) }
            if let fault { tell(fault) }
            isLeft = entries.count == 4
        } catch {
            tell(error)
        }
        isMeaning.withLock { $0 = false }
        if isLeft { understand() }
    }

    private func prune() {
        guard let history = opened.withLock({ $0 }) else { return }
        do {
            while try history.prune(retention) {}
        } catch {
            tell(error)
        }
    }

    private func tell(_ error: any Error) {
        let isFull = (error as? HistoryError)?.code == .full
        // Writing, making vectors and pruning say it in words of their own.
        let isNew = writing.withLock { $0.fault.isNews(isFull ? "full" : "\(error)") }
        guard isNew else { return }
        if isFull {
            say(.lost, "\(error); trying again every second, up to \(HistoryWriter.usuallyWaiting) entries wait")
        } else {
            say(.failed, "\(error)")
        }
    }

    /// To whoever listens, and to the daemon's own log.
    private func say(_ state: DeviceChange.State, _ text: String) {
        log(text)
        around.publish(.device(DeviceChange(track: "history", state: state, detail: text)))
    }
}
