import Foundation
import Media
import Playback
import Synchronization

/// A sink that plays in real time into a list, and can be taken away.
final class FakeSink: SoundSink {
    let place = "a fake sink"
    let sampleRate: Int
    let underruns = 0
    private let world: FakeWorld
    private var written = 0
    private var began: MediaInstant?
    private static let bufferSeconds = 0.04

    init(sampleRate: Int, world: FakeWorld) throws(PlaybackError) {
        self.sampleRate = sampleRate
        self.world = world
        try world.check()
    }

    func write(_ samples: UnsafeBufferPointer<Float>, patience seconds: Double) throws(PlaybackError) -> Int {
        try world.check()
        let now = MonotonicClock().now()
        let start = began ?? now
        began = start
        var played = Int(now.seconds(since: start) * Double(sampleRate))
        if played > written {
            // An underrun: time stood still for the sink.
            began = start.advanced(bySeconds: Double(played - written) / Double(sampleRate))
            played = written
        }
        let room = Int(Self.bufferSeconds * Double(sampleRate)) - (written - played)
        guard room > 0 else {
            Thread.sleep(forTimeInterval: seconds / 4)
            return 0
        }
        let count = min(room, samples.count)
        world.played.withLock { $0 += samples[..<count] }
        written += count
        return count
    }

    func finish() {}

    func flush() throws(PlaybackError) {
        try world.check()
        let heard = began.map { Int(MonotonicClock().now().seconds(since: $0) * Double(sampleRate)) } ?? 0
        world.played.withLock { $0.removeLast(min($0.count, max(0, written - heard))) }
        began = MonotonicClock().now().advanced(bySeconds: -Double(written) / Double(sampleRate))
    }

    func heardAt(frame: Int) throws(PlaybackError) -> MediaInstant? {
        try world.check()
        return began?.advanced(bySeconds: Double(frame) / Double(sampleRate))
    }
}

final class FakeWorld: Sendable {
    /// What was heard, or is about to be.
    let played = Mutex<[Float]>([])
    let problem = Mutex<PlaybackError?>(nil)
    let opened = Mutex(0)

    func check() throws(PlaybackError) {
        if let problem = problem.withLock({ $0 }) { throw problem }
    }

    func open(_ rate: Int) throws(PlaybackError) -> any SoundSink {
        let sink = try FakeSink(sampleRate: rate, world: self)
        opened.withLock { $0 += 1 }
        return sink
    }
}

/// What a player said, and a way to wait for it.
final class PlayerLog: Sendable {
    private let events = Mutex<[PlayerEvent]>([])

    func add(_ event: PlayerEvent) { events.withLock { $0.append(event) } }

    var all: [PlayerEvent] { events.withLock { $0 } }

    /// The first event that is as wanted; the suite's time limit ends a wait in vain.
    @discardableResult
    func wait<Found>(for wanted: (PlayerEvent) -> Found?) -> Found {
        while true {
            if let found = all.lazy.compactMap(wanted).first { return found }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }
}

extension PlayerEvent {
    var connected: String? { if case .connected(let place) = self { place } else { nil } }
    var ended: (line: UInt64, at: MediaInstant)? { if case .ended(let line, let at) = self { (line, at) } else { nil } }
    var began: (line: UInt64, at: MediaInstant)? { if case .began(let line, let at) = self { (line, at) } else { nil } }
    var stopped: (line: UInt64, at: MediaInstant, seconds: Double)? {
        if case .stopped(let line, let at, let seconds) = self { (line, at, seconds) } else { nil }
    }
    var mark: (name: String, at: MediaInstant)? { if case .mark(_, let name, let at) = self { (name, at) } else { nil } }
    var lost: PlaybackError? { if case .lost(let error, _) = self { error } else { nil } }
    var failed: PlaybackError? { if case .failed(_, let error) = self { error } else { nil } }
    var starved: UInt64? { if case .starved(let line) = self { line } else { nil } }
}
