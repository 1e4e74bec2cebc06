internal import Capture
internal import Inference
internal import Serving
internal import Speech

/// Why a daemon or a transcription could not start or go on, grouped as the exit codes are.
package struct PipelineError: Error, CustomStringConvertible {
    package enum Code: Sendable {
        /// A file that cannot be used as input.
        case input
        /// Models or runtime: the set-up has to run again.
        case models
        /// The socket.
        case serving
        /// A fault while running.
        case running
    }
    package var code: Code
    package var description: String

    package init(code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ error: CaptureError) { self.init(code: .input, error.description) }
    init(_ error: InferenceError) { self.init(code: error.code == .inference ? .running : .models, error.description) }
    init(_ error: SpeechError) { self.init(code: .models, error.description) }
    init(_ error: ServingError) { self.init(code: .serving, "\(error)") }
}
