internal import Media
private import Synchronization
internal import Wire

/// What the daemon makes of what its stages say: summaries, a history, a voice. Each is there once its models are loaded.
final class Services: Sendable {
    private struct Held {
        var summaries: SummaryStage?
        var voice: VoiceStage?
        var dubbing: LiveDubbing?
        var listeners: [any EventListener] = []
    }

    private let held = Mutex(Held())
    private let lines = Atomic<UInt64>(0)

    /// The next number of a line that is spoken, from 1.
    func nextLine() -> UInt64 { lines.wrappingAdd(1, ordering: .relaxed).newValue }

    var summaries: SummaryStage? { held.withLock { $0.summaries } }

    func set(_ summaries: SummaryStage) {
        held.withLock { held in
            held.summaries = summaries
            held.listeners.append(summaries)
        }
    }

    var voice: VoiceStage? { held.withLock { $0.voice } }

    func set(_ voice: VoiceStage) {
        held.withLock { held in
            held.voice = voice
            held.listeners.append(voice)
        }
    }

    var dubbing: LiveDubbing? { held.withLock { $0.dubbing } }

    func set(_ dubbing: LiveDubbing) {
        held.withLock { held in
            held.dubbing = dubbing
            held.listeners.append(dubbing)
        }
    }

    /// Whether the daemon's own voice could be heard in this time.
    func isSpeaking(from: MediaInstant, to: MediaInstant) -> Bool { voice?.isHeard(from: from, to: to) ?? false }

    func add(_ listener: any EventListener) {
        held.withLock { $0.listeners.append(listener) }
    }

    /// Something was published.
    func tell(_ body: EventBody, at time: Double) {
        for listener in held.withLock({ $0.listeners }) { listener.take(body, at: time) }
    }

    /// Time went by.
    func tick() {
        for listener in held.withLock({ $0.listeners }) { listener.tick() }
    }

    /// Every source has ended: what the services still have to say is said, one after the other, then `after` is called.
    func finish(then after: @escaping @Sendable () -> Void) {
        finish(held.withLock { $0.listeners }[...], then: after)
    }

    private func finish(_ listeners: ArraySlice<any EventListener>, then after: @escaping @Sendable () -> Void) {
        guard let first = listeners.first else {
            after()
            return
        }
        let rest = listeners.dropFirst()
        first.finish { [self] in finish(rest, then: after) }
    }

    /// The daemon ends: what must not be lost is written. May be called again, for what came since.
    func stop() {
        for listener in held.withLock({ $0.listeners }) { listener.stop() }
    }
}

/// Somebody in the daemon who hears everything that is published. Called on whatever thread publishes: takes note, and works elsewhere.
protocol EventListener: Sendable {
    /// - Parameter time: media seconds.
    func take(_ body: EventBody, at time: Double)
    func tick()
    /// Every source has ended; `after` is to be called once.
    func finish(then after: @escaping @Sendable () -> Void)
    func stop()
}

extension EventListener {
    func tick() {}
    func finish(then after: @escaping @Sendable () -> Void) { after() }
    func stop() {}
}
