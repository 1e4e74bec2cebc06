package import Foundation

/// What a model's manifest says about the model; its files are `Inference.ModelDirectory`'s affair.
package struct ModelManifest: Decodable, Sendable {
    package struct File: Decodable, Sendable {
        package var name: String
        package var size: Int
    }

    /// What a language model's manifest calls its kind.
    package static let languageModel = "language-model"

    /// Where a model came from.
    package struct Origin: Codable, Equatable, Sendable {
        /// "directory", "file" or "hub".
        package var source: String
        package var location: String
        package var revision: String?
    }

    /// "wav2vec2-ctc" of a checkpoint, "language-model"; nil in the manifests of what is built in.
    package var kind: String?
    /// The name of what is built in.
    package var model: String?
    package var origin: Origin?
    package var licence: String?
    /// How a checkpoint's matrices are stored: f32, f16 or int8. A language model keeps its own.
    package var weights: String?
    package var files: [File]

    /// The manifest in a folder; nil when there is none that can be read.
    package init?(in folder: URL) {
        guard let data = FileManager.default.contents(atPath: folder.appending(path: "manifest.json").path) else { return nil }
        do {
            self = try JSONDecoder().decode(Self.self, from: data)
        } catch {
            return nil
        }
    }

    /// Bytes of all files.
    package var size: Int { files.reduce(0) { $0 + $1.size } }
}
