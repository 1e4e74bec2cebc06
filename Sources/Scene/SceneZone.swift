package import Wire

/// A named part of the picture, as the profile draws it.
package struct SceneZone: Equatable, Sendable {
    package struct Point: Codable, Hashable, Sendable {
        /// Relative to the picture, like a box's corner.
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    package let name: String
    /// Corners of a polygon, in either direction; the last one is joined to the first.
    package let corners: [Point]

    package init(name: String, corners: [Point]) throws(SceneError) {
        guard name.contains(where: { !$0.isWhitespace }) else { throw SceneError("a zone has no name; it needs one that scenes can tell it by") }
        guard corners.count >= 3 else {
            throw SceneError("zone \"\(name)\" has \(corners.count) corners; an area needs three or more, each x and y of 0…1")
        }
        for (index, corner) in corners.enumerated() where !(0...1).contains(corner.x) || !(0...1).contains(corner.y) {
            throw SceneError("zone \"\(name)\": corner \(index + 1) is (\(corner.x), \(corner.y)); x and y are parts of the picture's width and height, 0…1")
        }
        let twiceArea = zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
        guard abs(twiceArea) > 1e-6 else { throw SceneError("zone \"\(name)\" has no area: its corners lie on one line, or its edges undo each other") }
        self.name = name
        self.corners = corners
    }

    /// Whether a thing stands here: the middle of its box's lower edge does, which is where it touches the ground.
    package func holds(_ box: RelativeBox) -> Bool {
        contains(Point(x: box.x + box.width / 2, y: box.y + box.height))
    }

    /// Even-odd rule: a ray to the right crosses the border an odd number of times.
    package func contains(_ point: Point) -> Bool {
        var isInside = false
        for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) where (a.y > point.y) != (b.y > point.y) {
            if point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) { isInside.toggle() }
        }
        return isInside
    }
}
