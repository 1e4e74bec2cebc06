private import Inference
package import Media

/// What a picture as a whole shows.
package struct ImageTag: Codable, Hashable, Sendable {
    /// A class of ImageNet, such as `espresso`.
    package var label: String
    /// 0…1; the tags of a picture share 1 among them.
    package var score: Double
}

/// Says what a picture shows: EfficientNet-lite3 (Tan and Le, 2019) over ImageNet's 1,000 classes. The picture is stretched to 280×280.
package struct ImageTagger: ~Copyable {
    private var request: PictureRequest
    private let labels: [String]
    /// Tags with less are left out.
    package var threshold: Float

    /// - Parameter graphs: of `VisionModel.tags`.
    package init(_ graphs: VisionGraphs, threshold: Float = 0.2) throws(VisionError) {
        labels = try graphs.directory.table("labels.json")
        request = PictureRequest(graphs, "tags")
        self.threshold = threshold
    }

    /// Best first; none where the network is sure of nothing.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [ImageTag] {
        let (labels, threshold) = (labels, threshold)
        return try request.run(frame) { (request) throws(InferenceError) in
            try request.withOutput("scores") { scores in
                scores.indices.filter { scores[$0] >= threshold }.sorted { scores[$0] > scores[$1] }
                    .map { ImageTag(label: labels[$0], score: Double(scores[$0])) }
            }
        }
    }
}
