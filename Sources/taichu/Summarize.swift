internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Pipeline
internal import Serving
internal import Wire

struct Summarize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A title, a summary, or what is to be done, of a transcript or of what the running daemon heard.",
        discussion: "With a file (SRT, WebVTT, JSON lines of `taichu watch`, plain text) it works alone; without one it asks the daemon.")

    @Argument(help: ArgumentHelp("A transcript; - is the standard input. Without it: what the daemon heard.", valueName: "file")) var file: String?
    @Option(help: ArgumentHelp("title, short, full or actions; may be repeated. Without it: a title and a short one.", valueName: "length")) var length: [SummaryLength] = []
    @Option(help: ArgumentHelp("Language of the summary, as ISO 639-1; without it that of the transcript.", valueName: "code")) var language: String?
    @Option(help: ArgumentHelp("smollm2, qwen2.5, one that was added, a model's folder, or none: sentences of the transcript itself.", valueName: "model")) var model = "smollm2"
    @Option(help: ArgumentHelp("Folder of the models.", valueName: "folder")) var models = ""
    @Flag(help: "JSON objects, with the captions that each rests on.") var json = false
    @OptionGroup var socket: SocketOption

    private var lengths: [SummaryLength] { length.isEmpty ? [.title, .short] : length }

    func run() async throws {
        try await reporting {
            if let file { try await summarize(file) } else { try await ask() }
        }
    }

    private func summarize(_ file: String) async throws {
        let lines = try TranscriptFile.lines(path: file)
        var profile = Profile()
        profile.language.model = model == "none" ? "" : model
        profile.inference.models = models
        let summarizing = try Summarizing(profile)
        for length in lengths { try show(try summarizing.summarize(lines, length: length, language: language)) }
    }

    private func ask() async throws {
        let path = try socket.path()
        try await WireClient.withConnection(to: path) { client in
            for length in lengths {
                guard case .summary(let summary) = try await client.ask(.summarize(SummaryOrder(length: length, language: language))) else {
                    throw Failure(.unavailable, "the daemon answered summarize with something else")
                }
                try show(summary)
            }
        }
    }

    private func show(_ summary: Summary) throws {
        if json {
            try Output.standardOutput.write(String(decoding: try LineCodec.line(summary), as: UTF8.self) + "\n")
        } else {
            if let reason = summary.reason, summary.method == .extract, model != "none" { complain("\(summary.length.rawValue): taken from the transcript itself, since \(reason)") }
            try Output.standardOutput.write((summary.text.isEmpty ? "(nothing)" : summary.text) + "\n")
        }
    }
}

extension SummaryLength: ExpressibleByArgument {}
