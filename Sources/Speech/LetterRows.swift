/// Log probabilities of the head's symbols, a row a frame from the utterance's start.
package struct LetterRows: Sendable, Equatable {
    package let table: LetterTable
    /// [frames × symbols]
    package private(set) var values: [Float] = []

    package init(_ table: LetterTable, _ values: [Float] = []) {
        self.table = table
        self.values = values
    }

    package var frames: Int { values.count / table.count }

    /// Takes rows in place of all from `frame` on.
    package mutating func replace(from frame: Int, with rows: [Float]) {
        values.removeSubrange(min(values.count, frame * table.count)...)
        values += rows
    }
}
