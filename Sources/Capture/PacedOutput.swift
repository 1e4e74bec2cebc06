internal import Media
internal import Rings

/// The ring of a source that has no clock of its own (file, pipe): samples go in at a device's pace, or whenever they fit.
// SAFETY: Sendable although it changes: made with the source, then used by that source's one thread only.
final class PacedOutput: @unchecked Sendable {
    let pace: SourceSpecification.Pace
    private var producer: AudioRingProducer
    private let stopBell: EventDescriptor
    private let blockFrames: Int
    private let clock = MonotonicClock()
    private var startedAt = MediaInstant(nanoseconds: 0)

    /// A device's usual period: 20 ms.
    private static let periodFrames = 320
    private static let fastFrames = 4096

    init(ring: AudioRing, pace: SourceSpecification.Pace, stopBell: EventDescriptor) {
        self.pace = pace
        self.stopBell = stopBell
        producer = ring.takeProducer()
        blockFrames = pace == .realTime ? Self.periodFrames : min(Self.fastFrames, max(1, ring.capacityFrames / 2))
    }

    /// Position 0 is captured now, less `seconds`.
    func begin(secondsAgo seconds: Double = 0) {
        startedAt = clock.now().advanced(bySeconds: -seconds)
    }

    /// Seconds written so far.
    var seconds: Double { AudioFormat.seconds(frames: producer.position) }

    /// Writes all samples, block by block; false when the source was stopped.
    func write(_ samples: UnsafeBufferPointer<Float>) -> Bool {
        var offset = 0
        while offset < samples.count {
            let count = min(blockFrames, samples.count - offset)
            guard waitForTurn(frames: count) else { return false }
            producer.write(UnsafeBufferPointer(rebasing: samples[offset..<offset + count]), capturedAt: time(of: producer.position))
            offset += count
        }
        return true
    }

    func reportNonFinite(samples: UInt64) { producer.reportNonFinite(samples: samples) }

    func close() { producer.close() }

    private func time(of position: UInt64) -> MediaInstant {
        MediaInstant(nanoseconds: startedAt.nanoseconds + Int64(position) * 62_500)
    }

    /// A device hands out a block when its last sample was captured; a fast source when it fits.
    private func waitForTurn(frames: Int) -> Bool {
        switch pace {
        case .fast: return !stopBell.isRung && producer.waitForSpace(frames: frames)
        case .realTime:
            let due = time(of: producer.position + UInt64(frames))
            return !stopBell.wait(nanoseconds: due.nanoseconds - clock.now().nanoseconds)
        }
    }
}
