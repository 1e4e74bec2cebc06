package import Configuration
private import Foundation
private import Glibc
package import Inference
private import ModelStore

/// Where models are looked for, in this order: what the profile names, `models` beside the profile, `$TAICHU_MODELS`, the user's
/// cache, beside an installed binary, `/var/lib/taichu`.
package enum ModelSearch {
    /// - Parameter profileFolder: where the profile's file stands; nil without one.
    package static func speech(
        _ profile: Profile, profileFolder: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(PipelineError) -> ModelDirectory {
        let candidates = folders(profile, profileFolder, environment)
        guard let found = first(candidates, having: "speech") else {
            let places = candidates.map { $0 + (isClosed($0) ? " (permission denied)" : "") }.joined(separator: ", ")
            throw PipelineError(code: .models, "no speech model found in \(places); run `make setup`, or name their folder in $TAICHU_MODELS")
        }
        do {
            return try ModelDirectory(verifying: URL(fileURLWithPath: found + "/speech"))
        } catch {
            throw PipelineError(error)
        }
    }

    /// Whether this user may not look into a folder of models.
    private static func isClosed(_ folder: String) -> Bool { access(folder + "/speech/manifest.json", F_OK) != 0 && errno == EACCES }

    /// The checkpoint that a profile names: one of the models that were added, or a folder's path if it has a slash.
    package static func checkpoint(
        _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(PipelineError) -> ModelDirectory {
        do {
            guard name.contains("/") else {
                let model = try ModelStore(environment: environment).model(named: name)
                return try ModelDirectory(verifying: model.folder, again: model.remedy)
            }
            return try ModelDirectory(verifying: URL(fileURLWithPath: name), again: "expected the folder of a model that `taichu models add` made")
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// The first folder of models in which there is a model at `place`, such as `vision/objects`.
    static func first(_ folders: [String], having place: String) -> String? {
        folders.first { FileManager.default.fileExists(atPath: "\($0)/\(place)/manifest.json") }
    }

    package static func folders(_ profile: Profile, _ profileFolder: String?, _ environment: [String: String]) -> [String] {
        // A folder that was named is the last one: a typing error must not fall through to other models.
        if !profile.inference.models.isEmpty { return [profile.inference.models] }
        let beside = profileFolder.map { [$0 + "/models"] } ?? []
        if let named = environment["TAICHU_MODELS"], !named.isEmpty { return beside + [named] }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
        var folders = beside + [cache + "/taichu/models"]
        if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            folders.append(executable.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("share/taichu/models").path)
        }
        return folders + ["/var/lib/taichu/models"]
    }
}
