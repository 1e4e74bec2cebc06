package import Wire

/// Which part of a region of the picture is something: values over a grid of cells.
package protocol PictureMask {
    /// What the grid covers; it may reach beyond the picture.
    var region: RelativeBox { get }
    var columns: Int { get }
    var rows: Int { get }
    /// 0…1: how surely the thing is in this cell.
    func cell(row: Int, column: Int) -> Float
}

extension PictureMask {
    /// The value at a place of the picture (0…1 over its sides), bilinear; 0 outside of the region.
    package func value(x: Double, y: Double) -> Float {
        let column = (x - region.x) / region.width * Double(columns) - 0.5
        let row = (y - region.y) / region.height * Double(rows) - 0.5
        guard column > -0.5, row > -0.5, column < Double(columns) - 0.5, row < Double(rows) - 0.5 else { return 0 }
        return bilinear(row: row, column: column, rows: rows, columns: columns) { cell(row: $0, column: $1) }
    }
}

extension Array where Element: PictureMask {
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

/// Between four cells of a grid, by how near each is; 0 is the middle of the first. The outermost cells go on outside.
func bilinear(row: Double, column: Double, rows: Int, columns: Int, _ value: (_ row: Int, _ column: Int) -> Float) -> Float {
    let (left, top) = (column.rounded(.down), row.rounded(.down))
    func at(_ row: Double, _ column: Double) -> Double {
        Double(value(Int(max(0, min(Double(rows - 1), row))), Int(max(0, min(Double(columns - 1), column)))))
    }
    let (across, down) = (column - left, row - top)
    let above = at(top, left) * (1 - across) + at(top, left + 1) * across
    let below = at(top + 1, left) * (1 - across) + at(top + 1, left + 1) * across
    return Float(above * (1 - down) + below * down)
}
