internal import Configuration
private import Foundation
internal import Inference

/// Where models are looked for, in this order: the profile's folder, `$TAICHU_MODELS`, the user's cache, beside an installed
/// binary, `/var/lib/taichu`.
enum ModelSearch {
    static func speech(_ profile: Profile, environment: [String: String] = ProcessInfo.processInfo.environment) throws(PipelineError)
        -> ModelDirectory
    {
        let candidates = folders(profile, environment)
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/speech/manifest.json") }) else {
            throw PipelineError(
                code: .models, "no speech model found in \(candidates.joined(separator: ", ")); run `make setup`, or name their folder in $TAICHU_MODELS")
        }
        do {
            return try ModelDirectory(verifying: URL(fileURLWithPath: found + "/speech"))
        } catch {
            throw PipelineError(error)
        }
    }

    private static func folders(_ profile: Profile, _ environment: [String: String]) -> [String] {
        // A folder that was named is the only one: a typing error must not fall through to other models.
        if !profile.inference.models.isEmpty { return [profile.inference.models] }
        if let named = environment["TAICHU_MODELS"], !named.isEmpty { return [named] }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
        var folders = [cache + "/taichu/models"]
        if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            folders.append(executable.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("share/taichu/models").path)
        }
        return folders + ["/var/lib/taichu/models"]
    }
}
