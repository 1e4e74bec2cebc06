package import Media
package import Wire

/// A face, and six points of it: eyes, nose, mouth, ears.
package struct Face: Hashable, Sendable {
    /// Labelled `face`.
    package var detection: Detection
    /// In the order of `FaceDetector.names`; they share the face's score.
    package var points: [Keypoint]
}

/// Finds faces within some two metres: MediaPipe's short-range detector (BlazeFace, Bazarevsky et al., 2019).
package struct FaceDetector: ~Copyable {
    /// Left and right are the person's own.
    package static let names = ["right_eye", "left_eye", "nose", "mouth", "right_ear", "left_ear"]

    private var detector: AnchorDetector

    /// - Parameter graphs: of `VisionModel.faces`.
    package init(_ graphs: VisionGraphs, threshold: Float = 0.5) {
        detector = AnchorDetector(graphs, "faces", points: Self.names.count, threshold: threshold)
    }

    /// The faces in the picture, best first.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [Face] {
        try detector.look(at: frame).compactMap { found in
            guard let box = found.box.insidePicture else { return nil }
            return Face(
                detection: Detection(label: "face", score: found.score, box: box),
                points: zip(Self.names, found.points).map { Keypoint(name: $0, x: $1.x, y: $1.y, score: found.score) })
        }
    }
}
