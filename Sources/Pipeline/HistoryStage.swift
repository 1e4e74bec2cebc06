internal import Configuration
private import Dispatch
private import Foundation
internal import Recall
private import Synchronization
internal import Wire

/// Keeps what is published in the history's file: noted at once, written every second on a thread of its own, so that a slow disk holds up nobody.
///
/// A history that fails is said once, and captions go on without it.
final class HistoryStage: EventListener {
    /// What only the queue touches.
    private struct Writing {
        var writer: HistoryWriter
        var fault = ""
    }

    private static let writeInterval = 1.0
    private static let pruneInterval = 60.0

    private let history: History
    private let retention: Retention
    /// Noted, and not with the writer yet.
    private let noted = Mutex<[Event]>([])
    private let writing: Mutex<Writing>
    private let around: StageSurroundings
    private let queue = DispatchQueue(label: "taichu-history", qos: .utility)
    private let timer: any DispatchSourceTimer
    private let prunes: any DispatchSourceTimer

    /// Opens the file; what a person should know of it goes to `log`.
    init(_ profile: Profile, start: Hello.Start, name: String, around: StageSurroundings, log: (String) -> Void) throws(HistoryError) {
        let history = try History(at: HistoryPlace.path(profile))
        if let notice = history.notice { log(notice) }
        self.history = history
        self.around = around
        retention = Retention(
            days: profile.history.days > 0 ? profile.history.days : nil, megabytes: profile.history.megabytes > 0 ? profile.history.megabytes : nil)
        writing = Mutex(Writing(writer: try HistoryWriter(history, start: start, profile: name)))
        timer = DispatchSource.makeTimerSource(queue: queue)
        prunes = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.write() }
        prunes.setEventHandler { [weak self] in self?.prune() }
        timer.schedule(deadline: .now() + Self.writeInterval, repeating: Self.writeInterval)
        prunes.schedule(deadline: .now() + Self.pruneInterval, repeating: Self.pruneInterval)
        timer.resume()
        prunes.resume()
    }

    deinit {
        timer.cancel()
        prunes.cancel()
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
                writing.fault = ""
            }
        } catch {
            tell(error)
        }
    }

    private func prune() {
        do {
            while try history.prune(retention) {}
        } catch {
            tell(error)
        }
    }

    private func tell(_ error: HistoryError) {
        let isNew = writing.withLock { writing in
            defer { writing.fault = error.description }
            return writing.fault != error.description
        }
        if isNew { around.publish(.device(DeviceChange(track: "history", state: .failed, detail: error.description))) }
    }
}
