/// A scene's settings that cannot be used: one line that says which, and what was expected.
package struct SceneError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
