package import Wire

/// Which part of a region of the picture is a person.
package struct PersonMask: Sendable, Equatable, PictureMask {
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

    package var columns: Int { side }
    package var rows: Int { side }
    package func cell(row: Int, column: Int) -> Float { values[row * side + column] }
}
