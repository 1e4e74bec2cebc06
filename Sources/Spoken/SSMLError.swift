/// Markup that cannot be read.
package struct SSMLError: Error, Equatable, CustomStringConvertible {
    /// From 1 on; the column counts characters.
    package var line: Int
    package var column: Int
    package var problem: String

    /// One line: where, what, what was expected.
    package var description: String { "SSML, line \(line), column \(column): \(problem)" }
}
