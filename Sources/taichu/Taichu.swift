internal import ArgumentParser
internal import Dispatch
internal import Glibc
internal import Wire

@main enum Program {
    static func main() {
        StandardDescriptors.reserve()
        // A closed pipe is an error of write(2) like any other, not a sudden death.
        signal(SIGPIPE, SIG_IGN)
        Task {
            await Taichu.main()
            exit(0)
        }
        dispatchMain()
    }
}

struct Taichu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taichu",
        abstract: "Live captions and scenes from a running taichud, captions of media files, a look at a picture.",
        version: TaichuVersion.current,
        subcommands: [Watch.self, Transcribe.self, Features.self, SnapshotCommand.self, Summarize.self, Ask.self, Describe.self, Search.self, Export.self, Say.self, Voices.self, DubCommand.self, Models.self, ViewCommand.self, Status.self, Devices.self, ProfileCommand.self])
}
