package import Wire

/// Which part of a region of the picture is a person.
package struct PersonMask: Sendable, Equatable {
    /// The square that the values cover; it may reach beyond the picture.
    package let region: RelativeBox
    /// Values a side.
    package let side: Int
    /// Row by row, 0…1: how surely the person is there.
    package let values: [Float]
    /// 0…1: how surely there is a person at all.
    package let score: Double

    package init(region: RelativeBox, side: Int, values: [Float], score: Double) {
        precondition(values.count == side * side && side > 0)
        self.region = region
        self.side = side
        self.values = values
        self.score = score
    }

    /// The value at a place of the picture (0…1 over its sides), bilinear; 0 outside of the region.
    package func value(x: Double, y: Double) -> Float {
        let column = (x - region.x) / region.width * Double(side) - 0.5
        let row = (y - region.y) / region.height * Double(side) - 0.5
        let last = Double(side) - 0.5
        guard column > -0.5, row > -0.5, column < last, row < last else { return 0 }
        let (left, top) = (column.rounded(.down), row.rounded(.down))
        func at(_ row: Double, _ column: Double) -> Double {
            Double(values[Int(max(0, min(Double(side - 1), row))) * side + Int(max(0, min(Double(side - 1), column)))])
        }
        let (across, down) = (column - left, row - top)
        let above = at(top, left) * (1 - across) + at(top, left + 1) * across
        let below = at(top + 1, left) * (1 - across) + at(top + 1, left + 1) * across
        return Float(above * (1 - down) + below * down)
    }
}

extension [PersonMask] {
    /// All masks together over the whole picture, `columns` × `rows`, row by row: the largest value at each place.
    package func over(columns: Int, rows: Int) -> [Float] {
        var values = [Float](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let (x, y) = ((Double(column) + 0.5) / Double(columns), (Double(row) + 0.5) / Double(rows))
                values[row * columns + column] = reduce(0) { Swift.max($0, $1.value(x: x, y: y)) }
            }
        }
        return values
    }
}
