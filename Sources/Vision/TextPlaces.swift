internal import Wire

/// From a map of where text is to boxes around its lines: the post-processing of differentiable binarization (Liao et al., 2020), for upright boxes.
///
/// Values above a limit are text; each island of them is a line. The network draws lines thinner than they are, so that they do not touch: the box is blown up by as much as the
/// network shrank it.
enum TextPlaces {
    /// PaddleOCR's constants for these weights.
    private static let limit: Float = 0.3
    private static let leastMean: Float = 0.5
    private static let growth = 1.6
    /// Islands that are lower or narrower than this, in cells of the map, are no text.
    private static let leastSide = 3

    /// Boxes relative to the map, in reading order: from the top, in a line from the left.
    static func boxes(_ map: UnsafeBufferPointer<Float>, width: Int, height: Int) -> [RelativeBox] {
        islands(map, width, height).compactMap { island in
            guard island.width >= leastSide, island.height >= leastSide else { return nil }
            var sum: Float = 0
            for y in island.top..<island.bottom { for x in island.left..<island.right { sum += map[y * width + x] } }
            guard sum / Float(island.width * island.height) >= leastMean else { return nil }
            // Area over perimeter: the paper's D′.
            let (across, down) = (Double(island.width), Double(island.height))
            let margin = growth * across * down / (2 * (across + down))
            return RelativeBox(
                x: (Double(island.left) - margin) / Double(width), y: (Double(island.top) - margin) / Double(height),
                width: (across + 2 * margin) / Double(width), height: (down + 2 * margin) / Double(height)
            ).insidePicture
        }
        .sorted { first, second in
            // On the same line when their middles are within half a line of one another.
            let apart = (first.y + first.height / 2) - (second.y + second.height / 2)
            return abs(apart) < min(first.height, second.height) / 2 ? first.x < second.x : apart < 0
        }
    }

    private struct Island {
        var left: Int
        var top: Int
        var right: Int
        var bottom: Int
        var width: Int { right - left }
        var height: Int { bottom - top }
    }

    /// The bounds of each set of neighbouring cells (eight neighbours) above the limit.
    private static func islands(_ map: UnsafeBufferPointer<Float>, _ width: Int, _ height: Int) -> [Island] {
        var seen = [Bool](repeating: false, count: width * height)
        var islands: [Island] = []
        var open: [Int] = []
        for start in 0..<(width * height) where !seen[start] && map[start] > limit {
            var island = Island(left: width, top: height, right: 0, bottom: 0)
            seen[start] = true
            open.append(start)
            while let cell = open.popLast() {
                let (x, y) = (cell % width, cell / width)
                island.left = min(island.left, x)
                island.top = min(island.top, y)
                island.right = max(island.right, x + 1)
                island.bottom = max(island.bottom, y + 1)
                for row in max(0, y - 1)...min(height - 1, y + 1) {
                    for column in max(0, x - 1)...min(width - 1, x + 1) {
                        let next = row * width + column
                        if !seen[next], map[next] > limit {
                            seen[next] = true
                            open.append(next)
                        }
                    }
                }
            }
            islands.append(island)
        }
        return islands
    }
}
