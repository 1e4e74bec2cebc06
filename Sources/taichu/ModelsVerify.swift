internal import ArgumentParser
internal import ModelStore
internal import Wire

struct ModelsVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "verify", abstract: "Compares every file of a model, or of all, with its manifest.")

    @Argument(help: ArgumentHelp("The model; otherwise all.", valueName: "name")) var name: String?

    func run() async throws {
        try await reporting {
            let store = ModelStore.ofThisUser
            let models = try name.map { [try store.model(named: $0)] } ?? store.models()
            guard !models.isEmpty else {
                throw Failure(.configuration, "no models are there; run `make setup`, or add one with `taichu models add`")
            }
            var isDamaged = false
            for model in models {
                do {
                    try model.verify()
                    let files = model.manifest?.files.count ?? 0
                    try Output.standardOutput.write("\(model.name): \(files) files, all as the manifest says\n")
                } catch let error as ModelStoreError {
                    // The others are looked at, too.
                    complain(error.description)
                    isDamaged = true
                }
            }
            if isDamaged { throw ExitCode(ExitStatus.configuration.rawValue) }
        }
    }
}
