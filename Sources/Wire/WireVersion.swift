/// What both ends of the socket must agree on.
package enum WireProtocol {
    /// Raised only when an old client would misread a new daemon; new fields and topics do not raise it.
    package static let version = 1
    /// Bytes a request line may hold, newline not counted: a hundred thousand characters to be said, in any script and any spelling of JSON.
    package static let requestLimit = 1024 * 1024
    /// Bytes a line of the daemon may hold; a client that meets a longer one is not talking to a daemon of ours.
    package static let messageLimit = 8 * 1024 * 1024
}
