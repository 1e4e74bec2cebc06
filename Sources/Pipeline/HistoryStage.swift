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
/// A history that fails is said once, and captions go on without it.
final class HistoryStage: EventListener {
    /// What only the queue touches.
    private struct Writing {
        var writer: HistoryWriter
        var fault = LastFault()
    }

    private static let writeInterval = 1.0
    private static let writesBetweenPrunes = 60

    private let history: History
    private let retention: Retention
    /// Noted, and not with the writer yet.
    private let noted = Mutex<[Event]>([])
    private let writing: Mutex<Writing>
    private let around: StageSurroundings
    /// Makes vectors of what is kept. Nil: nothing is found by what it means.
    private let meaning: SentenceMeaning?
    private let isMeaning = Mutex(false)
    private let queue = DispatchQueue(label: "taichu-history", qos: .utility)

    /// Opens the file; what a person should know of it goes to `log`.
    init(
        _ profile: Profile, meaning: SentenceMeaning?, start: Hello.Start, name: String, around: StageSurroundings, log: (String) -> Void
    ) throws(HistoryError) {
        self.meaning = meaning
        let history = try History(at: HistoryPlace.path(profile))
        if let notice = history.notice { log(notice) }
        self.history = history
        self.around = around
        retention = Retention(
            days: profile.history.days > 0 ? profile.history.days : nil, megabytes: profile.history.megabytes > 0 ? profile.history.megabytes : nil)
        writing = Mutex(Writing(writer: try HistoryWriter(history, start: start, profile: name)))
        wait(turn: 1)
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
        noted.withLock { $0.append(Event(seq: 0, time: time, body: body)) }
    }

    /// The daemon ends: what waits is written now.
    func stop() {
        queue.sync { write() }
    }

    private func write() {
        do {
            try writing.withLock { (writing) throws(HistoryError) in
                for event in noted.withLock({ noted in
                    defer { noted = [] }
                    return noted
                }) { writing.writer.take(event) }
                guard writing.writer.waiting > 0 else { return }
                try writing.writer.write()
                writing.fault.clear()
            }
            understand()
        } catch {
            tell(error)
        }
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
        do {
            while try history.prune(retention) {}
        } catch {
            tell(error)
        }
    }

    private func tell(_ error: any Error) {
        let text = "\(error)"
        let isNew = writing.withLock { $0.fault.isNews(text) }
        if isNew { around.publish(.device(DeviceChange(track: "history", state: .failed, detail: text))) }
    }
}
