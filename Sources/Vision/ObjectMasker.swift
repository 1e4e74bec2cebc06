private import CGrabCut
package import Media
package import Wire

/// Which pixels of a box are the thing that was found there, whatever it is: GrabCut (Rother, Kolmogorov and Blake, 2004) on the colours, started from where the picture draws the eye.
///
/// No network knows the things here: a mask is as good as the thing's colours are unlike those around it. Persons have a model of their own (`PersonMasker`).
package struct ObjectMasker: Sendable {
    /// Of the patch in which a thing is cut out, in pixels: the time grows faster than the area.
    private static let longest = 160
    /// What of the surroundings is looked at, in parts of the box's sides.
    private static let margin = 0.15
    private static let rounds: Int32 = 2
    /// Of the patch: a box that leaves less around it has no surroundings that its thing could be told from.
    private static let leastGround = 0.02

    /// Things that are masked in one picture, the surest first; each costs 10 to 80 ms.
    package var most: Int

    package init(most: Int = 5) {
        self.most = most
    }

    /// A mask for each thing that can be told from what is around it, the surest first. A box of a few pixels has none, nor has one beside the picture
    /// or over all of it.
    ///
    /// - Parameter saliency: of the same picture.
    package func look(at frame: VideoFrame, for detections: [Detection], saliency: SaliencyMap?) throws(VisionError) -> [ObjectMask] {
        try frame.check()
        var masks: [ObjectMask] = []
        for detection in detections.sorted(by: { $0.score > $1.score }).prefix(most) {
            guard let box = detection.box.insidePicture, let around = box.widened(by: Self.margin).insidePicture else { continue }
            let patch = PicturePatch(frame, around, longest: Self.longest)
            var marks = MaskSeeds.marks(patch, box, saliency)
            let ground = marks.count { $0 == UInt8(CGRABCUT_GROUND.rawValue) }
            guard Double(ground) >= Self.leastGround * Double(marks.count) else { continue }
            guard try Self.settle(patch, &marks, of: frame) else { continue }
            let cells = marks.map { $0 % 2 == 1 }
            let thing = cells.count { $0 }
            guard thing > 0 else { continue }
            let cellArea = patch.region.area / Double(cells.count)
            masks.append(
                ObjectMask(
                    detection: detection, region: patch.region, columns: patch.columns, rows: patch.rows, cells: cells,
                    share: min(1, Double(thing) * cellArea / box.area)))
        }
        return masks
    }

    /// False where there is too little to tell apart.
    private static func settle(_ patch: PicturePatch, _ marks: inout [UInt8], of frame: VideoFrame) throws(VisionError) -> Bool {
        let (status, reason) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
            reason.initialize(repeating: 0)
            let status = cgrabcut_settle(patch.rgb, Int32(patch.columns), Int32(patch.rows), &marks, rounds, reason.baseAddress, reason.count)
            return (status, String(cString: reason.baseAddress!))
        }
        switch status {
        case CGRABCUT_DONE: return true
        case CGRABCUT_TOO_FEW: return false
        default:
            let why = reason.isEmpty ? "status \(status.rawValue)" : reason.split(whereSeparator: \.isNewline).joined(separator: " ")
            throw VisionError(.inference, "cutting a thing out of picture \(frame.number): OpenCV says: \(why)")
        }
    }
}
