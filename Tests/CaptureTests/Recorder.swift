import Capture
import Foundation
import Media
import Rings
import Testing

/// A source under test with its ring, and all that came out of it.
final class Recorder {
    let source: any AudioSource
    let events = EventLog()
    private let ring: AudioRing
    private var consumer: AudioRingConsumer
    private(set) var samples: [Float] = []
    private(set) var gaps: [Gap] = []
    /// Position and capture time of each block.
    private(set) var stamps: [(position: UInt64, time: MediaInstant)] = []

    struct Gap: Equatable {
        var at: UInt64
        var frames: UInt64
        var cause: AudioLossCause?
    }

    init(_ specification: SourceSpecification, ringSeconds: Int = 60) throws {
        ring = AudioRing(capacityFrames: ringSeconds * AudioFormat.sampleRate)
        consumer = ring.takeConsumer()
        source = try makeSource(specification, label: "test", ring: ring)
    }

    var totals: AudioRing.Totals { ring.totals }

    func start() throws {
        let events = events
        try source.start { events.add($0) }
    }

    /// Takes what comes until `enough` says so or the source is at its end.
    func record(until enough: (Recorder) -> Bool) {
        while !enough(self), !consumer.isFinished {
            _ = ring.waitForDoorbell(seconds: 1)
            while let block = consumer.read(maximumFrames: 320) {
                if block.lostFramesBefore > 0 {
                    gaps.append(Gap(at: block.position, frames: block.lostFramesBefore, cause: block.lossCause))
                }
                stamps.append((block.position, block.capturedAt))
                samples += block.samples
                if enough(self) { return }
            }
        }
    }

    func record(seconds: Double) {
        let end = samples.count + Int(seconds * Double(AudioFormat.sampleRate))
        record { $0.samples.count >= end }
    }

    func recordToEnd() { record { _ in false } }

    /// Starts, records to the end, and returns what went by.
    static func everything(of specification: SourceSpecification) throws -> Recorder {
        let recorder = try Recorder(specification)
        try recorder.start()
        recorder.recordToEnd()
        recorder.source.stop()
        return recorder
    }
}

/// The events of one source, in order.
final class EventLog: @unchecked Sendable {
    // SAFETY: `events` is touched under the condition's lock only.
    private let condition = NSCondition()
    private var events: [SourceEvent] = []

    func add(_ event: SourceEvent) {
        condition.withLock {
            events.append(event)
            condition.broadcast()
        }
    }

    var all: [SourceEvent] { condition.withLock { events } }

    /// Waits until an event passes; the suite's time limit ends a wait in vain.
    @discardableResult
    func wait(for isWanted: (SourceEvent) -> Bool) -> SourceEvent {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let event = events.first(where: isWanted) { return event }
            condition.wait()
        }
    }
}

extension SourceEvent {
    var isConnected: Bool { if case .connected = self { true } else { false } }
    var isLost: Bool { if case .lost = self { true } else { false } }
    var failure: CaptureError? { if case .failed(let error) = self { error } else { nil } }
    var notice: String? { if case .notice(let text) = self { text } else { nil } }
}

/// Strength of one frequency in samples, and the samples' level.
struct Spectrum {
    /// Amplitude of the sine of `hertz`, by correlation.
    static func amplitude(_ hertz: Double, in samples: some Collection<Float>) -> Double {
        var sine = 0.0
        var cosine = 0.0
        for (index, sample) in samples.enumerated() {
            let phase = 2 * Double.pi * hertz * Double(index) / Double(AudioFormat.sampleRate)
            sine += sin(phase) * Double(sample)
            cosine += cos(phase) * Double(sample)
        }
        return 2 * (sine * sine + cosine * cosine).squareRoot() / Double(max(1, samples.count))
    }

    static func level(_ samples: some Collection<Float>) -> Double {
        (samples.reduce(0) { $0 + Double($1 * $1) } / Double(max(1, samples.count))).squareRoot()
    }
}
