/// What stops a server from listening, or a client from talking to one.
package struct ServingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Grouped by what the caller can do.
    package enum Code: Sendable {
        /// The path cannot be a socket's: choose another.
        case invalidPath
        /// Another daemon serves there: use it, end it, or choose another path.
        case inUse
        /// The system refused; `status` says why.
        case system
        /// No daemon listens there: start one.
        case noDaemon
        /// The connection ended or broke.
        case disconnected
        /// The other side does not speak our protocol.
        case foreign
    }

    package var code: Code
    package var description: String
    /// The errno beneath, 0 where there is none.
    package var status: Int32

    package init(_ code: Code, _ description: String, status: Int32 = 0) {
        self.code = code
        self.description = description
        self.status = status
    }
}
