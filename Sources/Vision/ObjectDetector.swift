private import Inference
package import Media
package import Wire

/// Finds things of COCO's 80 kinds: SSD (Liu et al., 2016) on MobileNet v2 (Sandler et al., 2018).
///
/// The picture is stretched to 300×300. The network gives 1,917 anchors a box and 80 scores each; here stands what TensorFlow's own graph does
/// after that, with the same constants: a threshold, one suppression a class, the best hundred.
package struct ObjectDetector: ~Copyable {
    /// Of TensorFlow's configuration of this model.
    private static let overlap = 0.6
    private static let perClass = 100
    private static let most = 100

    private var request: PictureRequest
    private let labels: [String]
    /// Detections with less are left out.
    package var threshold: Float

    /// - Parameter graphs: of `VisionModel.objects`.
    package init(_ graphs: VisionGraphs, threshold: Float = 0.5) throws(VisionError) {
        labels = try graphs.directory.table("labels.json")
        request = PictureRequest(graphs, "objects")
        self.threshold = threshold
    }

    /// What is in the picture, best first.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [Detection] {
        let classes = labels.count
        let threshold = threshold
        let found = try request.run(frame) { (request) throws(InferenceError) in
            // [1917 × 80]; nearly all of it is near nothing.
            let candidates = try request.withOutput("scores") { scores in
                var candidates: [(anchor: Int, kind: Int, score: Float)] = []
                for index in scores.indices where scores[index] >= threshold {
                    candidates.append((index / classes, index % classes, scores[index]))
                }
                return candidates
            }
            return try request.withOutput("boxes") { boxes in
                candidates.map { candidate in
                    let corner = candidate.anchor * 4
                    let (top, left, bottom, right) = (boxes[corner], boxes[corner + 1], boxes[corner + 2], boxes[corner + 3])
                    let box = RelativeBox(x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top))
                    return (kind: candidate.kind, box: box, score: candidate.score)
                }
            }
        }
        var detections: [Detection] = []
        for (kind, boxes) in Dictionary(grouping: found, by: \.kind).sorted(by: { $0.key < $1.key }) {
            for index in suppressed(boxes.map { ($0.box, $0.score) }, overlap: Self.overlap, count: Self.perClass) {
                guard let box = boxes[index].box.insidePicture else { continue }
                detections.append(Detection(label: labels[kind], score: Double(boxes[index].score), box: box))
            }
        }
        return Array(detections.sorted { $0.score > $1.score }.prefix(Self.most))
    }
}
