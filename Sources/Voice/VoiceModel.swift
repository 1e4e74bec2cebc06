package import Foundation
package import Inference

/// The voices that the set-up makes, by their folders' names. Each stands alone: one that is not there need not be.
package enum VoiceModel: String, Sendable, CaseIterable {
    /// Piper's `en_US-joe-medium`.
    case joe = "piper-joe"
    case kokoro

    /// - Parameter models: the folder of all models, such as `~/.cache/taichu/models`.
    package func directory(in models: URL) throws(VoiceError) -> ModelDirectory {
        try translating { () throws(InferenceError) in
            try ModelDirectory(verifying: models.appending(path: "voice/\(rawValue)"), again: "run `make setup-voice`")
        }
    }

    func isThere(in models: URL) -> Bool {
        FileManager.default.fileExists(atPath: models.appending(path: "voice/\(rawValue)/manifest.json").path)
    }
}
