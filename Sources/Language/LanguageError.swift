internal import Inference

/// A failure of a language model, grouped by what the caller can do about it.
package struct LanguageError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A model is missing, damaged or cannot be compiled: nothing is written until the set-up ran again.
        case model
        /// This prompt cannot be answered, another can.
        case prompt
        /// One inference failed; the next generation may work.
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
func translating<Result: ~Copyable>(_ body: () throws(InferenceError) -> Result) throws(LanguageError) -> Result {
    do {
        return try body()
    } catch {
        throw LanguageError(error)
    }
}
