package import Wire

/// Which part of a detection's box is the thing itself.
package struct ObjectMask: Sendable, Equatable, PictureMask {
    /// What the mask is of. Nothing outside of its box is ever masked.
    package let detection: Detection
    /// The part of the picture that the cells cover: the box, and some of what is around it.
    package let region: RelativeBox
    package let columns: Int
    package let rows: Int
    /// Row by row: whether the thing is there.
    package let cells: [Bool]
    /// Share of the box that is the thing, 0…1.
    package let share: Double

    package func cell(row: Int, column: Int) -> Float { cells[row * columns + column] ? 1 : 0 }
}
