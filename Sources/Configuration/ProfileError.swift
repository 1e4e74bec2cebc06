/// Why a profile was not accepted.
package struct ProfileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    package enum Code: Equatable, Sendable {
        /// The file could not be read: name another one.
        case unreadable
        /// The file has to be edited.
        case invalid
    }

    package let code: Code
    /// Everything found, in the order of the text; at most `ProfileError.limit`.
    package let problems: [ProfileProblem]

    package static let limit = 20

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// One thing that is wrong, and where.
package struct ProfileProblem: Equatable, Sendable, CustomStringConvertible {
    package let file: String
    /// Line and column, counted from 1; nil when it is the file as a whole.
    package let place: TextPlace?
    package let message: String

    package var description: String {
        guard let place else { return "\(file): \(message)" }
        return "\(file):\(place.line):\(place.column): \(message)"
    }
}

/// Line and column in a text, counted from 1; columns count code points.
package struct TextPlace: Equatable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (one: TextPlace, other: TextPlace) -> Bool {
        (one.line, one.column) < (other.line, other.column)
    }
}
