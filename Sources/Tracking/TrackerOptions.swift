/// How a tracker follows. The defaults are OC-SORT's (Cao et al., "Observation-Centric SORT", CVPR 2023, section 5.1), with frames
/// brought to seconds where the rate matters.
package struct TrackerOptions: Sendable {
    /// Detections of this score and more may begin a track, and are matched first.
    package var highScore = 0.6
    /// Detections between this and `highScore` may prolong a track that was seen in the frame before (ByteTrack, Zhang et al. 2022,
    /// section 3); nil: they are not looked at.
    package var lowScore: Double? = 0.1
    /// Least overlap (intersection over union) of a prediction and its detection.
    package var overlap = 0.3
    /// The same for the low scores, which are more often wrong.
    package var lowScoreOverlap = 0.5
    /// Weight of the direction's agreement beside the overlap (the paper's λ). 0 leaves it out.
    package var momentum = 0.2
    /// By what part the overlap counts more of a track that was seen in the frame before; of one that was missed once, by half of it, and
    /// so on. The paper has none; without it a hidden thing's guess takes the detection of whoever it is hidden behind.
    package var freshness = 0.5
    /// By what part of its sides a box is widened all round, when a thing is looked for the last time (as in C-BIoU, Yang et al. 2023).
    package var reach = 0.4
    /// Frames over which a direction is measured at least (the paper's Δt) …
    package var momentumFrames = 3
    /// … and seconds: at a high rate frames are so close together that the boxes' jitter is larger than the step.
    package var momentumSeconds = 0.1
    /// Whether the filter is run again over a hidden stretch, once the thing is seen again (section 4.1).
    package var isReupdating = true
    /// Whether what no prediction found is looked for where it was seen last (section 4.3).
    package var isRecovering = true
    /// Frames in which something must have been found before it is a track with an id.
    package var confirmations = 3
    /// A track that was not seen for this long is given up …
    package var patience = 2.0
    /// … unless so few frames came meanwhile that nobody could have seen it.
    package var patienceFrames = 3
    /// Frames further apart than this have nothing to do with each other: everything is given up before the second.
    package var longestPause = 30.0
    /// Width over height of the picture: directions are angles of the picture, not of its relative coordinates.
    package var pictureAspect = 16.0 / 9

    package init() {}
}
