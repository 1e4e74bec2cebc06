private import Inference
package import Media

/// Which pixels are persons: MediaPipe's BlazePose (Bazarevsky et al., 2020). One network finds where persons stand, another sees the square around each and gives its mask.
///
/// The square stands upright; MediaPipe turns it with the person. Somebody who lies is masked less exactly.
package struct PersonMasker: ~Copyable {
    private static let side = 256
    /// The detector's points: the middle between the hips, and one on the circle around the whole body.
    private static let points = 4
    /// MediaPipe's: the square is this much larger than the circle.
    private static let margin = 1.25

    private var persons: AnchorDetector
    private var mask: PictureRequest
    /// Persons a picture, best first; each costs a run of the second network.
    package var most: Int

    /// - Parameter graphs: of `VisionModel.mask`.
    package init(_ graphs: VisionGraphs, most: Int = 3, threshold: Float = 0.5) {
        persons = AnchorDetector(graphs, "persons", points: Self.points, threshold: threshold)
        mask = PictureRequest(graphs, "mask")
        self.most = most
    }

    /// A mask for each person in the picture, the surest first.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [PersonMask] {
        var masks: [PersonMask] = []
        for person in try persons.look(at: frame).prefix(most) {
            let region = Self.region(person, in: frame)
            let found = try mask.run(frame, prepare: region.set) { (request) throws(InferenceError) in
                (values: try request.floats("mask"), score: try request.floats("presence")[0])
            }
            if found.score >= 0.5 {
                masks.append(PersonMask(region: region.box(in: frame), side: Self.side, values: found.values, score: Double(found.score)))
            }
        }
        return masks
    }

    /// The square around the whole body.
    private static func region(_ person: AnchorDetection, in frame: VideoFrame) -> PictureRegion {
        let (width, height) = (Double(frame.width), Double(frame.height))
        let (hips, circle) = (person.points[0], person.points[1])
        let (across, down) = ((circle.x - hips.x) * width, (circle.y - hips.y) * height)
        let side = max(1, 2 * margin * (across * across + down * down).squareRoot())
        return PictureRegion(left: hips.x * width - side / 2, top: hips.y * height - side / 2, width: side, height: side)
    }
}
