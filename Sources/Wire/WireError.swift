/// What goes wrong between socket and types.
package struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A value that JSON cannot hold: a mistake of ours.
        case unencodable
        /// The other side does not speak this protocol.
        case malformedMessage
    }

    package var code: Code
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
