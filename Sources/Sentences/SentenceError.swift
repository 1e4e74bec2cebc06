internal import Inference

/// A failure of the sentence encoder, grouped by what the caller can do about it.
package struct SentenceError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The model is missing, damaged or cannot be compiled: there is no search by meaning until the set-up ran again.
        case model
        /// One inference failed; the next may work.
        case inference
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
func translating<Result: ~Copyable>(_ body: () throws(InferenceError) -> Result) throws(SentenceError) -> Result {
    do {
        return try body()
    } catch {
        throw SentenceError(error)
    }
}
