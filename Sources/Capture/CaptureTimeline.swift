package import Media

/// Smooths the capture times that a device reports, and finds time that is missing between two blocks.
///
/// A device's stamps jitter by the scheduler's moods (a millisecond or ten), while its sample clock is even to a few parts per
/// million. So the time line runs on by the samples' own lengths and follows the stamps slowly; it never steps back.
package struct CaptureTimeline {
    /// Time of the next sample, as far as it is known.
    package private(set) var next: MediaInstant?
    private var observations = 0
    private var isInterrupted = false

    package init() {}

    /// A stamp this far ahead of the time line means that sound is missing, not that the stamp jitters.
    static let holeNanoseconds: Int64 = 250_000_000
    private static let settledObservations = 64

    /// What to do with a block: its time, and frames that are missing before it.
    package struct Placement: Equatable {
        package var capturedAt: MediaInstant
        package var missingFrames: UInt64

        package init(capturedAt: MediaInstant, missingFrames: UInt64) {
            self.capturedAt = capturedAt
            self.missingFrames = missingFrames
        }
    }

    /// The sound stopped here (disconnection, xrun): the next block's stamp says for how long.
    package mutating func interrupt() {
        isInterrupted = next != nil
    }

    /// The device said that `frames` are missing.
    package mutating func skip(frames: UInt64) {
        next?.nanoseconds += Int64(frames) * 62_500
    }

    /// Places a block of `frames` whose first sample was captured at about `stamp`.
    package mutating func place(frames: Int, stamp: MediaInstant) -> Placement {
        let length = Int64(frames) * 62_500
        guard let expected = next else {
            next = MediaInstant(nanoseconds: stamp.nanoseconds + length)
            observations = 1
            return Placement(capturedAt: stamp, missingFrames: 0)
        }
        let error = stamp.nanoseconds - expected.nanoseconds
        if isInterrupted || error > Self.holeNanoseconds {
            isInterrupted = false
            observations = 1
            let missing = max(0, error) / 62_500
            let at = MediaInstant(nanoseconds: expected.nanoseconds + missing * 62_500)
            next = MediaInstant(nanoseconds: at.nanoseconds + length)
            return Placement(capturedAt: at, missingFrames: UInt64(missing))
        }
        // A plain mean at first, then an exponential one; at most half the block, so that time never runs backwards.
        observations = min(observations + 1, Self.settledObservations)
        let correction = max(-length / 2, min(length / 2, error / Int64(observations)))
        let at = MediaInstant(nanoseconds: expected.nanoseconds + correction)
        next = MediaInstant(nanoseconds: at.nanoseconds + length)
        return Placement(capturedAt: at, missingFrames: 0)
    }
}
