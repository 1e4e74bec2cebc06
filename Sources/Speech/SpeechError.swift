package import Inference

/// A failure of the speech side: a model that cannot be used, or one inference that failed.
package struct SpeechError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }

    package init(_ error: InferenceError) {
        description = error.description
    }
}

/// Runs `body` with inference errors turned into this module's.
func translating<Result: ~Copyable>(_ body: () throws(InferenceError) -> Result) throws(SpeechError) -> Result {
    do {
        return try body()
    } catch {
        throw SpeechError(error)
    }
}
