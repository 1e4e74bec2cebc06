private import Inference
package import Media
package import Wire

/// The 17 keypoints of one person: MoveNet Lightning.
package struct PoseEstimator: ~Copyable {
    package static let names = [
        "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
        "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    ]
    /// How much of its surroundings a person's box gets; hands reach out of it.
    private static let margin = 1.25

    private var request: PictureRequest

    /// - Parameter graphs: of `VisionModel.pose`.
    package init(_ graphs: VisionGraphs) {
        request = PictureRequest(graphs, "pose")
    }

    /// The keypoints of the person that the picture shows most clearly, in the order of `names`. Always all of them: what is not to be seen has a low score.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [Keypoint] {
        try look(at: frame, PictureRegion(squareAround: frame))
    }

    /// The keypoints of the person in a box, such as a detector found.
    package mutating func look(at frame: VideoFrame, within box: RelativeBox) throws(VisionError) -> [Keypoint] {
        try look(at: frame, PictureRegion(squareAround: box, margin: Self.margin, in: frame))
    }

    private mutating func look(at frame: VideoFrame, _ region: PictureRegion) throws(VisionError) -> [Keypoint] {
        try request.run(frame, prepare: region.set) { (request) throws(InferenceError) in
            // [17 × 3]: y, x, score.
            try request.withOutput("keypoints") { values in
                Self.names.enumerated().map { index, name in
                    let point = region.inPicture(values[3 * index + 1], values[3 * index], frame)
                    return Keypoint(name: name, x: point.x, y: point.y, score: Double(values[3 * index + 2]))
                }
            }
        }
    }
}
