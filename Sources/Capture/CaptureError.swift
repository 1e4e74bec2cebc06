/// What went wrong at a capture device or file, grouped by what the caller can do about it.
package struct CaptureError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// It may work in a moment (busy, server not up yet).
        case retry
        /// The device or connection is gone and must be opened anew.
        case reopen
        /// What was asked for cannot be had here: another name, path or format is needed.
        case reconfigure
        /// It will not work.
        case giveUp = "give-up"
    }
    package var code: Code
    /// The library's or system's call that failed ("snd_pcm_open").
    package var operation: String
    /// Its status, as the library counts.
    package var status: Int
    /// One line: what, where, what was expected, what to do.
    package var message: String

    package init(code: Code, operation: String, status: Int, message: String) {
        self.code = code
        self.operation = operation
        self.status = status
        self.message = message
    }

    package var description: String { message }
}
