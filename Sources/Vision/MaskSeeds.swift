internal import CGrabCut
internal import Wire

/// The first guess of which cells of a patch are the thing in a box, which GrabCut then settles.
///
/// Outside of the box is ground, for sure. Inside, the thing is likely, but not on the box's edge, nor where the picture draws the eye far less than where it draws it most. There it is, for sure:
/// such a place in the middle of the box must be the thing itself. Without a saliency map, or where the whole box leaves the eye cold, nothing is sure.
enum MaskSeeds {
    /// Of the box's side: a detector's box is seldom tighter than that.
    private static let edge = 0.03
    /// Of the largest value in the box.
    private static let cold: Float = 0.2
    private static let hot: Float = 0.9
    /// A box whose largest value is smaller draws no eye.
    private static let leastLargest: Float = 0.4

    /// A mark a cell, row by row.
    static func marks(_ patch: PicturePatch, _ box: RelativeBox, _ saliency: SaliencyMap?) -> [UInt8] {
        let places = (0..<patch.rows).flatMap { row in (0..<patch.columns).map { patch.place(row: row, column: $0) } }
        let inside = places.map { place in place.x > box.x && place.x < box.right && place.y > box.y && place.y < box.bottom }
        let heat = saliency.map { map in zip(places, inside).map { $1 ? map.value(x: $0.x, y: $0.y) : 0 } }
        let largest = heat?.max() ?? 0
        return places.indices.map { index in
            guard inside[index] else { return UInt8(CGRABCUT_GROUND.rawValue) }
            let x = (places[index].x - box.x) / box.width, y = (places[index].y - box.y) / box.height
            guard min(x, 1 - x, y, 1 - y) >= edge else { return UInt8(CGRABCUT_PROBABLY_GROUND.rawValue) }
            guard let heat, largest > leastLargest else { return UInt8(CGRABCUT_PROBABLY_THING.rawValue) }
            let isInMiddle = (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.25
            if heat[index] < cold * largest { return UInt8(CGRABCUT_PROBABLY_GROUND.rawValue) }
            return UInt8((heat[index] >= hot * largest && isInMiddle ? CGRABCUT_THING : CGRABCUT_PROBABLY_THING).rawValue)
        }
    }
}
