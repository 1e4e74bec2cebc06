private import CFFmpeg

/// Why a file cannot be dubbed.
package struct DubError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The file cannot be read, or is no media.
        case input
        /// The dubbed file cannot be written there, or in this form.
        case output
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// FFmpeg's words for one of its statuses.
func avReason(_ status: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
        // SAFETY: av_strerror ends the text with a zero inside the buffer.
        guard let base = buffer.baseAddress, av_strerror(status, base, 128) == 0 else { return "error \(status)" }
        return String(cString: base)
    }
}
