internal import Inference

/// A failure of the voice side, grouped by what the caller can do about it.
package struct VoiceError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A model is missing, damaged or cannot be compiled: run the set-up again.
        case model
        /// A voice's own file is not one that can be spoken with: name another.
        case voice
        /// What was asked for cannot be spoken: an empty text, an unknown language, a rate out of range.
        case request
        /// One clause failed; the next may work.
        case inference
        /// A sound file cannot be written.
        case output
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ error: InferenceError) {
        code = error.code == .inference ? .inference : .model
        description = error.description
    }
}

/// Runs `body` with inference errors turned into this module's.
func translating<Result: ~Copyable>(_ body: () throws(InferenceError) -> Result) throws(VoiceError) -> Result {
    do {
        return try body()
    } catch {
        throw VoiceError(error)
    }
}
