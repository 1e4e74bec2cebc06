internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import ModelStore
internal import Pipeline

struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds, lists, checks and removes models.",
        discussion: "Added models are kept in ${XDG_DATA_HOME:-~/.local/share}/taichu/models; $TAICHU_MODEL_STORE names another folder.",
        subcommands: [ModelsAdd.self, ModelsList.self, ModelsVerify.self, ModelsRemove.self])
}

extension ModelStore {
    /// The user's store, beside the models of the set-up or of the installation.
    static var ofThisUser: ModelStore {
        let environment = ProcessInfo.processInfo.environment
        // The first folder that has them is the one that the daemon takes.
        let speech = ModelSearch.folders(Profile(), nil, environment).map { URL(fileURLWithPath: $0 + "/speech", isDirectory: true) }
        let found = speech.first { FileManager.default.fileExists(atPath: $0.appending(path: "manifest.json").path) }
        return ModelStore(builtIn: found.map { [$0] } ?? [], environment: environment)
    }
}
