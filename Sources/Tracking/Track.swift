package import Media
package import Wire

/// One thing that is followed from frame to frame.
package struct Track: Equatable, Sendable, Identifiable {
    /// Counts up from 1 in a tracker's life and is never given twice.
    package var id: Int
    /// The label that most of the score speaks for.
    package var label: String
    /// Of the last detection.
    package var score: Double
    /// The last detection's box, as it was found.
    package var box: RelativeBox
    /// The filter's box for this frame: of a seen thing without the detector's jitter, of a hidden one a guess.
    package var estimate: RelativeBox
    package var firstSeen: MediaInstant
    package var lastSeen: MediaInstant
    /// Detections that it was found in.
    package var sightings: Int
    /// Frames since the last one; 0 when it is seen now.
    package var missed: Int
}

/// What one frame made of the tracks.
package struct TrackedFrame: Equatable, Sendable {
    /// The id of each detection, in their order; nil for what is no track (yet).
    package var ids: [Int?] = []
    /// Tracks with an id that are seen in this frame, by id.
    package var seen: [Track] = []
    /// Tracks with an id that are not, and not given up either, by id.
    package var hidden: [Track] = []
    /// Tracks that this frame gave up, by id.
    package var ended: [Track] = []
    /// Detections that are none: a number that is not finite, no area, or wholly outside of the picture.
    package var unusable = 0
    /// The frame is not newer than the one before and changed nothing.
    package var isLate = false

    package init(ids: [Int?] = []) {
        self.ids = ids
    }
}
