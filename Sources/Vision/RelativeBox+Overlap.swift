package import Wire

extension RelativeBox {
    /// Area of the common part over the area of both together (intersection over union), 0…1.
    package func overlap(with other: RelativeBox) -> Double {
        let width = min(x + self.width, other.x + other.width) - max(x, other.x)
        let height = min(y + self.height, other.y + other.height) - max(y, other.y)
        guard width > 0, height > 0 else { return 0 }
        let common = width * height
        return common / (self.width * self.height + other.width * other.height - common)
    }

    /// The part of the box that lies in the picture; nothing if none does.
    package var clipped: RelativeBox? {
        let left = max(0, x), top = max(0, y)
        let right = min(1, x + width), bottom = min(1, y + height)
        guard right > left, bottom > top else { return nil }
        return RelativeBox(x: left, y: top, width: right - left, height: bottom - top)
    }
}

/// Of boxes that overlap by more than `limit`, the one with the best score stays (greedy non-maximum suppression).
///
/// - Returns: indices of those that stay, best first; at most `count`.
package func suppressed(_ boxes: [(box: RelativeBox, score: Float)], overlap limit: Double, count: Int) -> [Int] {
    // A stable order among equal scores: the same picture always gives the same answer.
    let order = boxes.indices.sorted { (boxes[$0].score, $1) > (boxes[$1].score, $0) }
    var kept: [Int] = []
    for index in order where kept.count < count {
        if kept.allSatisfy({ boxes[$0].box.overlap(with: boxes[index].box) <= limit }) { kept.append(index) }
    }
    return kept
}
