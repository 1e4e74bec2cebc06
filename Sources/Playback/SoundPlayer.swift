internal import CLinux
private import Foundation
internal import Media
private import Rings
private import Synchronization

/// Plays lines of sound, one after another, on a thread of its own; they are fed while they play. A stop is heard at once.
///
/// A sink that goes away is opened again with growing pauses, and the line goes on behind what was written. One that is idle for some seconds is given back.
package final class SoundPlayer: Sendable {
    package typealias Open = @Sendable (_ sampleRate: Int) throws(PlaybackError) -> any SoundSink

    private let core: PlayerCore

    /// - Parameters:
    ///   - open: makes the sink; called on the player's thread.
    ///   - events: called on the player's thread; must return soon.
    package init(open: @escaping Open, events: @escaping @Sendable (PlayerEvent) -> Void) {
        let core = PlayerCore(open: open, events: events)
        self.core = core
        let thread = Thread { [core] in core.run() }
        thread.name = "player"
        thread.start()
    }

    deinit { close() }

    /// Stops everything; idempotent.
    package func close() { core.edit { $0.isClosing = true } }

    /// A line is to come within a few seconds, and be heard at once then: the sink is opened and awake by then. If it cannot be opened, the line says so.
    package func prepare(sampleRate: Int) { core.edit { $0.awaitedRate = sampleRate } }

    /// A line is to come behind those that were begun before. Ids are the caller's, each used once.
    package func begin(_ line: UInt64, sampleRate: Int) {
        core.edit { $0.lines.append(PlayerLines.Line(id: line, sampleRate: sampleRate)) }
    }

    package func append(_ samples: [Float], to line: UInt64) {
        guard !samples.isEmpty else { return }
        core.edit { lines in
            lines.edit(line) { line in
                line.pieces.append(samples)
                line.received += samples.count
            }
        }
    }

    /// Reported when what follows is heard.
    package func mark(_ name: String, in line: UInt64) {
        core.edit { lines in lines.edit(line) { $0.marks.append(($0.received, name)) } }
    }

    /// Nothing follows in this line.
    package func end(_ line: UInt64) {
        core.edit { lines in lines.edit(line) { $0.isComplete = true } }
    }

    /// Silence, now: the line that plays and all that wait are thrown away.
    package func stop() {
        core.edit {
            $0.lines.removeAll()
            $0.isStopping = true
        }
    }

    /// Seconds of a line that were not yet handed to the sink: who makes its sound can rest while this is large.
    package func waitingSeconds(of line: UInt64) -> Double { core.waitingSeconds(of: line) }

    /// When our own sound could be heard.
    package var audible: AudibleSpans { core.audible }
}

/// The player's thread and what it shares with its feeders.
final class PlayerCore: Sendable {
    private let open: SoundPlayer.Open
    private let events: @Sendable (PlayerEvent) -> Void
    private let shared = Mutex(PlayerLines())
    private let spans = Mutex(AudibleSpans())
    private let bell = EventDescriptor()

    /// How much is written at once, which is also how long a stop may have to wait.
    static let sliceSeconds = 0.01
    /// A sink that is not used for so long is given back.
    private static let idleSeconds = 5.0

    init(open: @escaping SoundPlayer.Open, events: @escaping @Sendable (PlayerEvent) -> Void) {
        self.open = open
        self.events = events
    }

    func edit(_ body: (inout PlayerLines) -> Void) {
        shared.withLock { body(&$0) }
        bell.ring()
    }

    func waitingSeconds(of line: UInt64) -> Double {
        shared.withLock { lines in lines.lines.first { $0.id == line }.map { Double($0.waiting) / Double($0.sampleRate) } ?? 0 }
    }

    var audible: AudibleSpans { spans.withLock { $0 } }

    /// The line that plays.
    private struct Playing {
        var id: UInt64
        var sampleRate: Int
        /// Frame of the sink at which the line's first frame (of those since the sink was opened) stands, and the line's frame there.
        var sinkStart: Int
        var lineStart = 0
        /// Frames of the line that the sink has.
        var written = 0
        var began: MediaInstant?
        var isFinished = false
        var isStarving = false
        /// Marks that are still to be heard, by the line's frame.
        var marks: [(frame: Int, name: String)] = []
        var reportedTo: MediaInstant?
    }

    /// A sink with the count of what it was given.
    private struct Output {
        var sink: any SoundSink
        var frames = 0
    }

    func run() {
        taichu_name_thread("player")
        var output: Output?
        var playing: Playing?
        var delay = 0.25
        while true {
            bell.clear()
            let (isClosing, isStopping) = shared.withLock { lines in
                defer { lines.isStopping = false }
                return (lines.isClosing, lines.isStopping)
            }
            if isStopping || isClosing, let line = playing {
                stop(line, &output)
                playing = nil
            }
            if isClosing { return }
            if playing == nil {
                playing = shared.withLock { $0.lines.first }.map { Playing(id: $0.id, sampleRate: $0.sampleRate, sinkStart: 0) }
                if playing == nil {
                    prepare(&output)
                    if !bell.wait(nanoseconds: output == nil ? nil : Int64(Self.idleSeconds * 1e9)) { output = nil }
                    continue
                }
                playing?.sinkStart = output?.frames ?? 0
            }
            guard var line = playing else { continue }
            do throws(PlaybackError) {
                if output == nil || output?.sink.sampleRate != line.sampleRate {
                    output = nil
                    output = try connect(line.sampleRate)
                    line.sinkStart = 0
                    line.lineStart = line.written
                    delay = 0.25
                }
                let isOver = try turn(&line, &output!)
                playing = isOver ? nil : line
            } catch {
                output = nil
                guard error.code == .retry else {
                    remove(line.id)
                    events(.failed(line: line.id, error))
                    playing = nil
                    continue
                }
                line.lineStart = line.written
                line.isFinished = false
                playing = line
                events(.lost(error, retryIn: delay))
                restThroughFeeding(delay)
                delay = min(delay * 2, 5)
            }
        }
    }

    /// Opens the sink for a line that is awaited. One of another rate is closed: two streams at once may be more than a device has.
    private func prepare(_ output: inout Output?) {
        let awaited = shared.withLock { $0.awaitedRate.take() }
        guard let awaited, output?.sink.sampleRate != awaited else { return }
        output = nil
        output = try? connect(awaited)
    }

    private func connect(_ rate: Int) throws(PlaybackError) -> Output {
        let sink = try open(rate)
        events(.connected(sink.place))
        return Output(sink: sink)
    }

    /// Writes a slice of the line, or waits for one; true when the line was heard to its end.
    private func turn(_ line: inout Playing, _ output: inout Output) throws(PlaybackError) -> Bool {
        let id = line.id
        let slice = shared.withLock { $0.slice(of: id, seconds: Self.sliceSeconds) }
        line.marks += slice.marks
        if !slice.samples.isEmpty {
            line.isStarving = false
            let count = try slice.samples.withUnsafeBufferPointer { (buffer) throws(PlaybackError) in
                try output.sink.write(buffer, patience: Self.sliceSeconds)
            }
            line.written += count
            output.frames += count
            if count < slice.samples.count {
                let rest = Array(slice.samples[count...])
                shared.withLock { lines in lines.edit(id) { $0.putBack(rest) } }
            }
        } else if slice.isComplete, !line.isFinished {
            line.isFinished = true
            if line.written > line.lineStart { try output.sink.finish() }
        }
        try report(&line, output)
        guard slice.samples.isEmpty else { return false }
        if slice.isComplete {
            guard let end = try heardAt(line.written, line, output) else {
                // Nothing of it was ever written, or the sink does not say.
                if line.written == line.lineStart {
                    remove(id)
                    events(.ended(line: id, at: MonotonicClock().now()))
                    return true
                }
                rest(0.005)
                return false
            }
            let left = end.seconds(since: MonotonicClock().now())
            if left > 0 {
                rest(min(left, Self.sliceSeconds))
                return false
            }
            try report(&line, output)
            remove(id)
            events(.ended(line: id, at: end))
            return true
        }
        // The feeder is late. It is a hole only when what the sink has is played.
        if !line.isStarving, line.began != nil, let end = try heardAt(line.written, line, output), end < MonotonicClock().now() {
            line.isStarving = true
            events(.starved(line: id))
        }
        rest(Self.sliceSeconds)
        return false
    }

    /// Says what is heard by now.
    private func report(_ line: inout Playing, _ output: Output) throws(PlaybackError) {
        guard line.written > line.lineStart, let start = try heardAt(line.lineStart, line, output), let end = try heardAt(line.written, line, output) else { return }
        let now = MonotonicClock().now()
        if line.began == nil {
            line.began = start
            events(.began(line: line.id, at: start))
        }
        if end > line.reportedTo?.advanced(bySeconds: 0.1) ?? start {
            let from = line.reportedTo ?? start
            line.reportedTo = end
            spans.withLock { $0.add(from: from, to: end) }
            events(.playing(from: from, to: end))
        }
        while let mark = line.marks.first, let at = try heardAt(mark.frame, line, output), at <= now, mark.frame <= line.written {
            line.marks.removeFirst()
            events(.mark(line: line.id, name: mark.name, at: at))
        }
    }

    private func heardAt(_ frame: Int, _ line: Playing, _ output: Output) throws(PlaybackError) -> MediaInstant? {
        try output.sink.heardAt(frame: line.sinkStart + frame - line.lineStart)
    }

    private func stop(_ line: Playing, _ output: inout Output?) {
        let now = MonotonicClock().now()
        var heard = 0.0
        if let began = line.began { heard = max(0, min(now.seconds(since: began), Double(line.written) / Double(line.sampleRate))) }
        do throws(PlaybackError) {
            try output?.sink.flush()
        } catch {
            // A sink that cannot be silenced is closed, which silences it.
            output = nil
        }
        let at = MonotonicClock().now()
        spans.withLock { $0.cut(at: at) }
        events(.stopped(line: line.id, at: at, seconds: heard))
    }

    private func remove(_ id: UInt64) {
        shared.withLock { lines in lines.lines.removeAll { $0.id == id } }
    }

    /// Waits, unless it is to be silent: that more sound comes makes no sink come back.
    private func restThroughFeeding(_ seconds: Double) {
        let end = MonotonicClock().now().advanced(bySeconds: seconds)
        while case let left = end.seconds(since: MonotonicClock().now()), left > 0, bell.wait(nanoseconds: Int64(left * 1e9)) {
            if shared.withLock({ $0.isStopping || $0.isClosing }) { return }
            bell.clear()
        }
    }

    /// Waits, unless something new is to be done.
    private func rest(_ seconds: Double) { _ = bell.wait(nanoseconds: Int64(seconds * 1e9)) }
}
