internal import CTCDecoding
internal import Capture
private import Glibc
internal import Inference
internal import Language
private import Scene
internal import Serving
private import Recall
private import Sentences
internal import Speech
private import Dubbing
private import Playback
private import Vision
private import Voice

/// Why a daemon or a transcription could not start or go on, grouped as the exit codes are.
package struct PipelineError: Error, CustomStringConvertible {
    package enum Code: Sendable {
        /// An input that is not there or cannot be read.
        case unreadable
        /// A file that is not what an input should be.
        case input
        /// Models, runtime, or a file for them that the profile names: the set-up has to run again, or the profile to change.
        case models
        /// A path at which no socket can ever be.
        case socketPath
        /// The socket cannot be made there, or is in use.
        case serving
        /// This user may not make it there.
        case permission
        /// A fault while running.
        case running
    }
    package var code: Code
    package var description: String

    package init(code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ error: CaptureError) { self.init(code: error.isUnreadable ? .unreadable : .input, error.description) }
    init(_ error: InferenceError) { self.init(code: error.code == .inference ? .running : .models, error.description) }
    init(_ error: SpeechError) { self.init(code: .models, error.description) }

    init(_ error: LanguageError) { self.init(code: error.code == .model ? .models : error.code == .prompt ? .input : .running, error.description) }

    init(_ error: CTCError) { self.init(code: error.code == .unreadable ? .unreadable : .models, error.description) }

    /// Whatever loading models and the files for them may throw.
    init(loading error: any Error) {
        switch error {
        case let error as PipelineError: self = error
        case let error as InferenceError: self.init(error)
        case let error as SpeechError: self.init(error)
        case let error as CTCError: self.init(error)
        case let error as LanguageError: self.init(error)
        case let error as CaptureError: self.init(error)
        case let error as VisionError: self.init(code: error.code == .model ? .models : .running, error.description)
        case let error as HistoryError: self.init(code: .running, error.description)
        case let error as SentenceError: self.init(code: .models, error.description)
        case let error as VoiceError: self.init(code: error.code == .model || error.code == .voice ? .models : error.code == .request ? .input : .running, error.description)
        case let error as PlaybackError: self.init(code: .running, error.description)
        case let error as DubError: self.init(code: error.code == .input ? .input : .running, error.description)
        case let error as SceneError: self.init(code: .models, error.description)
        default: self.init(code: .models, "\(error)")
        }
    }

    init(_ error: ServingError) {
        let code: Code =
            switch error.code {
            case .invalidPath: .socketPath
            case .system where error.status == EACCES || error.status == EPERM: .permission
            default: .serving
            }
        self.init(code: code, error.description)
    }
}

extension CaptureError {
    /// The system refused the file itself; what was in it was never seen.
    fileprivate var isUnreadable: Bool { ["stat", "open", "read"].contains(operation) && status != 0 && status != Int(EISDIR) }
}
