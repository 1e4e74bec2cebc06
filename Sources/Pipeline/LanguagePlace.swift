internal import Configuration
internal import Foundation
internal import Inference
internal import Language
private import ModelStore

/// Where the language model is that a profile names.
struct LanguagePlace: Sendable {
    let folder: URL
    private let again: String
    var name: String { folder.lastPathComponent }

    /// Nil where the profile names none.
    init?(_ profile: Profile, _ profileFolder: String?) throws(PipelineError) {
        let name = profile.language.model
        guard !name.isEmpty else { return nil }
        if name.contains("/") {
            folder = URL(fileURLWithPath: name)
            again = "expected the folder of a language model that the set-up made"
            return
        }
        let folders = ModelSearch.folders(profile, profileFolder, ProcessInfo.processInfo.environment)
        if let found = ModelSearch.first(folders, having: "language/\(name)") {
            folder = URL(fileURLWithPath: found).appending(path: "language/\(name)")
            again = "run `make setup-language`"
            return
        }
        let store = ModelStore()
        guard let added = try Self.added(name, to: store) else {
            throw PipelineError(
                code: .models,
                "the language model \"\(name)\" is not in \(folders.map { $0 + "/language" }.joined(separator: ", ")), nor was it added to \(store.folder.path); "
                    + "run `make setup-language`, or add it with `taichu models add`")
        }
        guard added.kind == ModelManifest.languageModel else {
            throw PipelineError(code: .models, "\(added.folder.path) holds a model of kind \"\(added.kind)\", which writes nothing; name a language model")
        }
        folder = added.folder
        again = added.remedy
    }

    /// The model of this name among the user's own.
    private static func added(_ name: String, to store: ModelStore) throws(PipelineError) -> InstalledModel? {
        do {
            return try store.models().first { $0.name == name }
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// Whether it can be loaded, as far as a moment's look can tell. While the result lives, the folder counts as used.
    func glance() throws(PipelineError) -> ModelDirectory {
        do {
            let directory = try ModelDirectory(glancingAt: folder, again: again)
            try LanguageModel.glance(at: directory)
            return directory
        } catch {
            throw PipelineError(loading: error)
        }
    }

    func load(_ profile: Profile, runtime: Runtime? = nil, threads: Int = 1) throws(PipelineError) -> LanguageModel {
        do {
            let options = LanguageModelOptions(precision: profile.inference.precision == "f32" ? .f32 : .automatic, threads: threads)
            return try LanguageModel(try ModelDirectory(verifying: folder, again: again), runtime: try runtime ?? Runtime(), options)
        } catch {
            throw PipelineError(loading: error)
        }
    }
}
