internal import ArgumentParser
internal import CTCDecoding
internal import Glibc
internal import Subtitles
internal import Wire

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Live captions and scenes of the running daemon.",
        discussion: "In a terminal the open line rewrites itself: dim words may still change, bright ones are final. Elsewhere each final caption is a line.")

    @OptionGroup var socket: SocketOption
    @Option(help: ArgumentHelp("text, json (the daemon's events, a line each), srt or vtt.", valueName: "format")) var format = CaptionFormat.text
    @Option(name: .shortAndLong, help: ArgumentHelp("Write there instead of to the terminal.", valueName: "file")) var output: String?
    @Option(help: ArgumentHelp("Only this track; may be repeated.", valueName: "name")) var track: [String] = []
    @Option(help: ArgumentHelp("Phrases that the daemon shall take for likely from now on, one a line, each with a tab and a weight if you like.", valueName: "file")) var hotwords: String?
    @Flag(help: "In plain text and JSON, captions that may still change, too.") var partials = false

    func validate() throws {
        if partials, format == .srt || format == .vtt { throw ValidationError("--partials is for text and json: a subtitle file holds what is final.") }
    }

    private func hotWords(in path: String) throws -> [HotWord] {
        let words: [HotWord]
        do {
            words = try HotWordList(path: path).entries.map { HotWord(phrase: $0.phrase, weight: Double($0.weight)) }
        } catch {
            throw Failure(error)
        }
        // With room for the request's own number.
        let size = try LineCodec.encode(Request(.hotwords(words))).count + 32
        guard size <= WireProtocol.requestLimit else {
            throw Failure(
                .badData,
                "\(path): \(words.count) phrases make a request of \(size) bytes, and the daemon takes \(WireProtocol.requestLimit); name the file in the profile (speech.hotwords) instead")
        }
        return words
    }

    func run() async throws {
        try await reporting {
            let job = WatchJob(path: try socket.path(), output: try Output.open(output), format: format, tracks: track, partials: partials, hotWords: try hotwords.map(hotWords(in:)))
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
