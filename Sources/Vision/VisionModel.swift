package import Foundation
package import Inference

/// The models of the vision side, by the names that a profile and a manifest call them. Each is a folder of its own, so that one that is switched off need not be there.
package enum VisionModel: String, Sendable, CaseIterable {
    case objects, pose, saliency, faces, text, tags, mask

    /// - Parameter models: the folder of all models, such as `~/.cache/taichu/models`.
    package func directory(in models: URL) throws(VisionError) -> ModelDirectory {
        try translating { () throws(InferenceError) in
            try ModelDirectory(verifying: models.appending(path: "vision/\(rawValue)"), again: "run `make setup-vision`")
        }
    }
}

extension ModelDirectory {
    /// A table that lies beside a graph.
    func table<Value: Decodable>(_ name: String) throws(VisionError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
        } catch {
            throw VisionError(.model, "\(path(name)) is not the table that was expected; run `make setup-vision`")
        }
    }
}
