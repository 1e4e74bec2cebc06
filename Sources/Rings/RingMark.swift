internal import Media

/// What the producer knows about one place of the ring: its position on the time line, its time, and the loss before it.
///
/// Between two marks the samples are consecutive, so position and time of any sample follow from the mark before it.
struct RingMark {
    /// Count of frames stored before this place; the ring's own index.
    var index: UInt64 = 0
    /// Position of this place on the source's time line: stored and lost frames before it.
    var position: UInt64 = 0
    /// Nanoseconds on the monotonic clock.
    var time: Int64 = 0
    /// Frames lost right before this place.
    var lost: UInt64 = 0
    var cause = AudioLossCause.device

    /// One frame lasts exactly this long: 10⁹ / 16 000.
    static let nanosecondsPerFrame = Int64(1_000_000_000 / AudioFormat.sampleRate)
}
