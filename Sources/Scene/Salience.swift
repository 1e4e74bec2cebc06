internal import Media
internal import Tracking
internal import Wire

/// Which thing draws the eye, from the saliency map.
struct Salience: Sendable {
    /// Cells a side of the map.
    static let side = 16
    /// A thing stands out when the map's mean in its box is so much more than the picture's …
    private static let least = 1.3
    /// … and takes the place of another when it is so much more than that one's.
    private static let takeover = 1.15

    private var salient = Settling<Int?>(nil)

    /// Id of the thing that stands out, as long as it is there.
    func id(among ids: Set<Int>) -> Int? { salient.value.flatMap { ids.contains($0) ? $0 : nil } }

    /// - Parameter map: [16 × 16] rows from the top; one of another size, or with a number that is none, is passed over.
    mutating func observe(_ map: [Float], _ boxes: [(id: Int, box: RelativeBox)], at now: MediaInstant, for seconds: Double) {
        guard map.count == Self.side * Self.side, map.allSatisfy(\.isFinite) else { return }
        let whole = Double(map.reduce(0, +)) / Double(map.count)
        guard whole > 0 else { return }
        var best: (id: Int, value: Double)?
        for (id, box) in boxes {
            let value = Self.mean(map, box) / whole * (id == salient.value ? Self.takeover : 1)
            if value >= Self.least, value > best?.value ?? 0 { best = (id, value) }
        }
        salient.observe(best?.id, at: now, for: seconds)
    }

    /// Mean of the map over a box; cells that it covers in part count in part.
    private static func mean(_ map: [Float], _ box: RelativeBox) -> Double {
        let cells = Double(side)
        func span(_ from: Double, _ to: Double) -> ClosedRange<Int> {
            let first = min(side - 1, max(0, Int(from * cells)))
            return first...max(first, min(side - 1, Int(to * cells)))
        }
        var sum = 0.0
        for row in span(box.y, box.bottom) {
            for column in span(box.x, box.right) {
                let cell = RelativeBox(x: Double(column) / cells, y: Double(row) / cells, width: 1 / cells, height: 1 / cells)
                sum += Double(map[row * side + column]) * cell.overlap(box)
            }
        }
        return sum / box.area
    }
}
