internal import ArgumentParser
internal import Glibc
internal import Wire

@main struct Taichu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taichu",
        abstract: "Live captions from a running taichud, and captions of media files.",
        version: TaichuVersion.current,
        subcommands: [Watch.self, Transcribe.self, Status.self, Devices.self, ProfileCommand.self])

    static func main() async {
        StandardDescriptors.reserve()
        // A closed pipe is an error of write(2) like any other, not a sudden death.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
