internal import ArgumentParser
internal import ModelStore

struct ModelsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Removes an added model that no program uses.")

    @Argument(help: ArgumentHelp("The model.", valueName: "name")) var name: String

    func run() async throws {
        try await reporting {
            try ModelStore.ofThisUser.remove(name)
            try Output.standardOutput.write("removed \(name)\n")
        }
    }
}
