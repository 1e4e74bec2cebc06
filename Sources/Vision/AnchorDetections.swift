internal import Inference
internal import Media
internal import Wire

/// What a detector of MediaPipe's kind found: a box and some points, relative to the picture.
struct AnchorDetection {
    var box: RelativeBox
    var points: [(x: Double, y: Double)]
    var score: Double
}

/// The two detectors of MediaPipe's kind: the graph gives each anchor's box, points and score; of those that lie over one another their mean stays, weighted by score.
struct AnchorDetector: ~Copyable {
    /// MediaPipe's constants for both.
    private static let overlap = 0.3

    private var request: PictureRequest
    private let points: Int
    var threshold: Float

    init(_ graphs: VisionGraphs, _ graph: String, points: Int, threshold: Float) {
        request = PictureRequest(graphs, graph)
        self.points = points
        self.threshold = threshold
    }

    /// Best first.
    mutating func look(at frame: VideoFrame) throws(VisionError) -> [AnchorDetection] {
        let region = PictureRegion(squareAround: frame)
        let (threshold, points) = (threshold, points)
        let candidates = try request.run(frame, prepare: region.set) { (request) throws(InferenceError) in
            let chosen = try request.withOutput("scores") { scores in scores.indices.filter { scores[$0] >= threshold }.map { (anchor: $0, score: scores[$0]) } }
            let boxes = try request.withOutput("boxes") { boxes in
                chosen.map { (boxes[4 * $0.anchor], boxes[4 * $0.anchor + 1], boxes[4 * $0.anchor + 2], boxes[4 * $0.anchor + 3]) }
            }
            let places = try request.withOutput("points") { values in
                chosen.map { one in (0..<points).map { (values[2 * (one.anchor * points + $0)], values[2 * (one.anchor * points + $0) + 1]) } }
            }
            return zip(chosen, zip(boxes, places)).map { one, found in
                let (box, places) = found
                let first = region.inPicture(box.0, box.1, frame), last = region.inPicture(box.2, box.3, frame)
                return AnchorDetection(
                    box: RelativeBox(x: first.x, y: first.y, width: last.x - first.x, height: last.y - first.y),
                    points: places.map { region.inPicture($0.0, $0.1, frame) }, score: Double(one.score))
            }
        }
        return Self.blended(candidates)
    }

    /// One for each heap of boxes that overlap its best one, at the mean of all of them, weighted by score, with the best one's score.
    static func blended(_ candidates: [AnchorDetection]) -> [AnchorDetection] {
        var left = candidates.enumerated().sorted { ($0.element.score, $1.offset) > ($1.element.score, $0.offset) }.map(\.element)
        var blended: [AnchorDetection] = []
        while let best = left.first {
            let heap = left.filter { $0.box.iou(best.box) > overlap }
            // A box without area overlaps nothing, not even itself.
            guard !heap.isEmpty else {
                left.removeFirst()
                continue
            }
            left.removeAll { $0.box.iou(best.box) > overlap }
            let weight = heap.reduce(0) { $0 + $1.score }
            func mean(_ value: (AnchorDetection) -> Double) -> Double { heap.reduce(0) { $0 + $1.score * value($1) } / weight }
            blended.append(
                AnchorDetection(
                    box: RelativeBox(x: mean(\.box.x), y: mean(\.box.y), width: mean(\.box.width), height: mean(\.box.height)),
                    points: best.points.indices.map { index in (mean { $0.points[index].x }, mean { $0.points[index].y }) },
                    score: best.score))
        }
        return blended
    }
}
