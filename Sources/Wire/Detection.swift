/// A box in a picture, relative to its width and height: the origin is the upper left corner, 1 is the whole side.
package struct RelativeBox: Codable, Hashable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}

/// What one look at one picture found: a thing of a known kind.
package struct Detection: Codable, Hashable, Sendable {
    /// Label of the model's list, such as `person`.
    package var label: String
    /// 0…1.
    package var score: Double
    package var box: RelativeBox

    package init(label: String, score: Double, box: RelativeBox) {
        self.label = label
        self.score = score
        self.box = box
    }
}

/// A point of a body, in the order and by the names of COCO's 17 keypoints (`nose`, `left_eye`, … `right_ankle`).
package struct Keypoint: Codable, Hashable, Sendable {
    package var name: String
    /// Relative to the picture, like a box's corner.
    package var x: Double
    package var y: Double
    /// 0…1.
    package var score: Double

    package init(name: String, x: Double, y: Double, score: Double) {
        self.name = name
        self.x = x
        self.y = y
        self.score = score
    }
}
