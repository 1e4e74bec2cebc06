internal import ArgumentParser
internal import Configuration
internal import Wire

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Shows and checks profiles.", subcommands: [Show.self, Check.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every key with its meaning and its default, or its value in FILE.")

        @Argument(help: ArgumentHelp("A profile to complete with the defaults.", valueName: "file")) var file: String?

        func run() async throws {
            try await reporting {
                let text = try file.map { ProfileSchema.text(of: try ProfileReader.read(path: $0)) } ?? ProfileSchema.defaultText()
                try Output.standardOutput.write(text)
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Says what is wrong with a profile, and where.")

        @Argument(help: ArgumentHelp("The profile.", valueName: "file")) var file: String

        func run() async throws {
            try await reporting {
                _ = try ProfileReader.read(path: file)
                try Output.standardOutput.write("\(file) is right.\n")
            }
        }
    }
}
