private import Media

/// Hidden states of an utterance's next frames, for those who build on the representation rather than on the words.
package struct FrameFeatures: Sendable, Equatable {
    /// Frames of one outcome at most: 1.28 s.
    package static let mostFrames = 64

    package var segment: Int
    /// Media seconds of the first row. A row stands for the 20 ms from its time on, and sees 32.5 ms to each side of it before
    /// the transformer.
    package var start: Double
    /// Seconds from one row to the next.
    package var interval: Double
    package var rows: EncodedRows

    package init(segment: Int, start: Double, rows: EncodedRows) {
        self.segment = segment
        self.start = start
        interval = AudioFormat.seconds(frames: UInt64(FrontStream.hop))
        self.rows = rows
    }
}
