/// What went wrong at a loudspeaker, grouped by what the caller can do about it.
package struct PlaybackError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The server or device is not there, or no longer; it may come back.
        case retry
        /// What was asked for cannot be had here: another name or rate is needed.
        case reconfigure
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
