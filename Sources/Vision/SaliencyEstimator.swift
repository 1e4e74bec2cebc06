private import Inference
package import Media

/// Where people would look first: a vision transformer (ViT-S) over the whole picture.
package struct SaliencyEstimator: ~Copyable {
    /// Of the network's map.
    private static let side = 224

    private var request: PictureRequest

    /// - Parameter graphs: of `VisionModel.saliency`.
    package init(_ graphs: VisionGraphs) {
        request = PictureRequest(graphs, "saliency")
    }

    /// The map over the picture; its longer side has 224 values.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> SaliencyMap {
        try frame.check()
        let region = PictureRegion(squareAround: frame)
        // The part of the square that is picture.
        let columns = Self.span(-region.left / region.width, Double(frame.width) / region.width)
        let rows = Self.span(-region.top / region.height, Double(frame.height) / region.height)
        return try request.run(frame, prepare: region.set) { (request) throws(InferenceError) in
            try request.withOutput("map") { map in
                let values = rows.flatMap { row in map[(row * Self.side + columns.lowerBound)..<(row * Self.side + columns.upperBound)] }
                return SaliencyMap(width: columns.count, height: rows.count, values: values)
            }
        }
    }

    private static func span(_ start: Double, _ length: Double) -> Range<Int> {
        let first = min(side - 1, Int((start * Double(side)).rounded()))
        return first..<min(side, max(first + 1, Int(((start + length) * Double(side)).rounded())))
    }
}
