package import Foundation
private import Inference

/// A model on this machine.
package struct InstalledModel: Sendable {
    package var name: String
    package var folder: URL
    /// Part of Taichu, not of the store: it is neither added nor removed here.
    package var isBuiltIn: Bool
    /// Nil when it cannot be read.
    package var manifest: ModelManifest?

    /// The kind that a list shows.
    package var kind: String { manifest?.kind ?? (isBuiltIn ? "wav2vec2, two passes" : "unknown") }

    /// What brings its files back when they are damaged.
    package var remedy: String {
        if isBuiltIn { return "run `make setup` again" }
        guard let origin = manifest?.origin else { return "remove it with `taichu models remove \(name)` and add it again" }
        let revision = origin.source == "hub" ? origin.revision.map { " --revision \($0)" } ?? "" : ""
        let weights = manifest?.weights.map { " --weights \($0)" } ?? ""
        return "add it again with `taichu models add \(Self.quoted(origin.location)) --name \(name)\(weights)\(revision) --replace`"
    }

    /// Checks every file against the manifest.
    package func verify() throws(ModelStoreError) {
        do {
            _ = try ModelDirectory(verifying: folder, again: remedy)
        } catch {
            throw ModelStoreError(.damaged, error.description)
        }
    }

    /// As a shell takes it for one word.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789/._-+,:@%=".unicodeScalars.contains(scalar))
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
