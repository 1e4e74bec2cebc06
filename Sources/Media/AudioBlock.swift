/// The one audio format inside Taichu: 16 kHz, mono, 32-bit float, nominal range −1…1. Capture converts to it at the edge.
package enum AudioFormat {
    package static let sampleRate = 16_000

    /// Seconds that `frames` frames last.
    package static func seconds(frames: UInt64) -> Double { Double(frames) / Double(sampleRate) }
}

/// A run of consecutive samples of one source, as the ring's consumer hands them out.
package struct AudioBlock: Sendable {
    /// 16 kHz mono samples, nominal range −1…1, all finite.
    package var samples: [Float]
    /// Position of the first sample on the source's time line, in frames since its start; lost frames are counted in.
    package var position: UInt64
    /// Monotonic time at which the first sample was captured.
    package var capturedAt: MediaInstant
    /// Frames that were captured but lost right before this block (0 almost always).
    package var lostFramesBefore: UInt64
    /// Why they were lost (nil when none were). Of several causes in one gap: that of its longest part.
    package var lossCause: AudioLossCause?

    package init(
        samples: [Float], position: UInt64, capturedAt: MediaInstant, lostFramesBefore: UInt64 = 0,
        lossCause: AudioLossCause? = nil
    ) {
        self.samples = samples
        self.position = position
        self.capturedAt = capturedAt
        self.lostFramesBefore = lostFramesBefore
        self.lossCause = lossCause
    }
}
