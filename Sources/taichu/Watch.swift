internal import ArgumentParser
internal import Glibc
internal import Subtitles

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Live captions of the running daemon.",
        discussion: "In a terminal the open line rewrites itself: dim words may still change, bright ones are final. Elsewhere each final caption is a line.")

    @OptionGroup var socket: SocketOption
    @Option(help: ArgumentHelp("text, json (the daemon's events, a line each), srt or vtt.", valueName: "format")) var format = CaptionFormat.text
    @Option(name: .shortAndLong, help: ArgumentHelp("Write there instead of to the terminal.", valueName: "file")) var output: String?
    @Option(help: ArgumentHelp("Only this track; may be repeated.", valueName: "name")) var track: [String] = []
    @Flag(help: "In plain text and JSON, captions that may still change, too.") var partials = false

    func validate() throws {
        if partials, format == .srt || format == .vtt { throw ValidationError("--partials is for text and json: a subtitle file holds what is final.") }
    }

    func run() async throws {
        try await reporting {
            let job = WatchJob(path: try socket.path(), output: try Output.open(output), format: format, tracks: track, partials: partials)
            let view = CurrentView()
            let work = Task { try await job.run(view) }
            let signals = Task {
                for await signal in Signals.stream([SIGINT, SIGTERM, SIGHUP, SIGWINCH]) {
                    if signal == SIGWINCH { try await view.sink?.resize() } else { work.cancel() }
                }
            }
            defer { signals.cancel() }
            try await work.value
        }
    }
}
