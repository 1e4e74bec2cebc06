/// Where people would look first, over a picture: row by row, 0…1.
package struct SaliencyMap: Sendable, Equatable {
    package let width: Int
    package let height: Int
    package let values: [Float]

    package init(width: Int, height: Int, values: [Float]) {
        precondition(values.count == width * height && !values.isEmpty)
        self.width = width
        self.height = height
        self.values = values
    }

    /// The value at a place of the picture (0…1 over its sides), bilinear.
    func value(x: Double, y: Double) -> Float {
        bilinear(row: y * Double(height) - 0.5, column: x * Double(width) - 0.5, rows: height, columns: width) { values[$0 * width + $1] }
    }

    /// The means over `side` × `side` cells that cover the picture, row by row, relative to the largest of them: 1 is where it draws the eye most.
    package func grid(_ side: Int = 16) -> [Float] {
        func span(_ cell: Int, _ length: Int) -> Range<Int> {
            let first = min(length - 1, cell * length / side)
            return first..<max(first + 1, (cell + 1) * length / side)
        }
        var means: [Float] = []
        means.reserveCapacity(side * side)
        for row in 0..<side {
            for column in 0..<side {
                var sum: Float = 0, count: Float = 0
                for y in span(row, height) {
                    for x in span(column, width) {
                        sum += values[y * width + x]
                        count += 1
                    }
                }
                means.append(sum / count)
            }
        }
        guard let largest = means.max(), largest > 0 else { return means }
        return means.map { $0 / largest }
    }
}
