package import Media
package import Rings

/// What a device's thread writes to: its ring, behind the time line that smooths its stamps.
// SAFETY: Sendable although it changes: made with the source, then used by that source's one capture thread only.
package final class CaptureSink: @unchecked Sendable {
    private var producer: AudioRingProducer
    private var timeline = CaptureTimeline()
    private var cause = AudioLossCause.device

    package init(ring: AudioRing) {
        producer = ring.takeProducer()
    }

    /// Delivers 16 kHz mono samples whose first was captured at about `stamp`. Real-time safe.
    package func deliver(_ samples: UnsafeBufferPointer<Float>, stamp: MediaInstant) {
        guard !samples.isEmpty else { return }
        let placement = timeline.place(frames: samples.count, stamp: stamp)
        if placement.missingFrames > 0 {
            producer.reportLoss(frames: placement.missingFrames, cause: cause)
        }
        cause = .device
        producer.write(samples, capturedAt: placement.capturedAt)
    }

    /// The device says that `frames` are missing here. Real-time safe.
    package func skip(frames: UInt64) {
        timeline.skip(frames: frames)
        producer.reportLoss(frames: frames, cause: .device)
    }

    /// The sound stops here; what is missing is counted when it goes on. Real-time safe.
    package func interrupt(_ cause: AudioLossCause) {
        self.cause = cause
        timeline.interrupt()
    }

    package func reportNonFinite(samples: UInt64) {
        producer.reportNonFinite(samples: samples)
    }

    package func close() {
        producer.close()
    }
}
