/// A picture that could not be drawn or written: one line that says which step failed, and why.
package struct DrawingError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
