extension RelativeBox {
    package var centreX: Double { x + width / 2 }
    package var centreY: Double { y + height / 2 }
    package var area: Double { width * height }
    package var right: Double { x + width }
    package var bottom: Double { y + height }

    /// The box around a centre.
    package init(centreX: Double, centreY: Double, width: Double, height: Double) {
        self.init(x: centreX - width / 2, y: centreY - height / 2, width: width, height: height)
    }

    /// By a part of its sides on each side.
    package func widened(by part: Double) -> RelativeBox {
        RelativeBox(x: x - part * width, y: y - part * height, width: (1 + 2 * part) * width, height: (1 + 2 * part) * height)
    }

    /// Area that both cover.
    package func overlap(_ other: RelativeBox) -> Double {
        let width = min(right, other.right) - max(x, other.x)
        let height = min(bottom, other.bottom) - max(y, other.y)
        return width > 0 && height > 0 ? width * height : 0
    }

    /// Intersection over union, 0…1.
    package func iou(_ other: RelativeBox) -> Double {
        let shared = overlap(other)
        guard shared > 0 else { return 0 }
        return shared / (area + other.area - shared)
    }

    /// What of the box lies in the picture; nil when nothing does, or when a number of it is none.
    package var insidePicture: RelativeBox? {
        guard x.isFinite, y.isFinite, width.isFinite, height.isFinite, width > 0, height > 0 else { return nil }
        let (left, top) = (max(x, 0), max(y, 0))
        let inside = RelativeBox(x: left, y: top, width: min(right, 1) - left, height: min(bottom, 1) - top)
        // A box thinner than this (a thousandth of a pixel of an 8K picture) has no shape left to compare.
        let thinnest = 1e-7
        return inside.width > thinnest && inside.height > thinnest ? inside : nil
    }
}
