internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Subtitles
internal import Wire

struct Transcribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Captions of media files, as fast as possible and without a daemon.",
        discussion: "Several files give several outputs: name an existing folder with --output, or take text or json.")

    @Argument(help: ArgumentHelp("Media files; - is raw PCM on the standard input (s16le, 16 kHz, mono).", valueName: "file")) var files: [String]
    @Option(help: ArgumentHelp("What is spoken, as ISO 639-1 (en, zh, …); auto: detected.", valueName: "code")) var language = "auto"
    @Option(help: ArgumentHelp("transcribe, or translate into English.", valueName: "task")) var task = CaptionTask.transcribe
    @Option(help: ArgumentHelp("text, json, srt or vtt.", valueName: "format")) var format = CaptionFormat.text
    @Option(name: .shortAndLong, help: ArgumentHelp("Write there instead of to the standard output.", valueName: "file or folder")) var output: String?
    @Option(help: ArgumentHelp("Front of the second pass: auto, wav2vec2 or mel.", valueName: "front")) var front = Profile.Speech.Front.auto
    @Option(help: ArgumentHelp("Folder of the models.", valueName: "folder")) var models = ""
    @Flag(name: .shortAndLong, help: "No progress bar.") var quiet = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name at least one media file.") }
        guard language == "auto" || SpokenLanguages.codes.contains(language) else {
            throw ValidationError("'\(language)' is no language code that the models know; expected auto or one like en, de, zh.")
        }
        if files.count > 1, format == .srt || format == .vtt, !outputIsFolder {
            throw ValidationError("A subtitle file holds one recording: with several, name an existing folder with --output.")
        }
    }

    func run() async throws {
        try await reporting {
            var profile = Profile()
            profile.speech.language = language
            profile.speech.tasks = [task.rawValue]
            profile.speech.secondPassFront = front
            profile.inference.models = models
            let transcriber = try makeTranscriber(profile)
            let shared = outputIsFolder ? nil : try Output.open(output)
            var writer = CaptionWriter(format: format, labelled: files.count > 1 && !outputIsFolder)
            if let shared { try shared.write(writer.header()) }
            for file in files {
                let target: Output
                if let shared {
                    target = shared
                } else {
                    target = try Output.open(outputPath(for: file))
                    writer = CaptionWriter(format: format)
                    try target.write(writer.header())
                }
                let progress = TranscriptionProgress(file: file, isShown: !quiet && Output.standardError.isTerminal)
                defer { progress.clear() }
                try await transcriber(
                    file, { progress.show(done: $0, total: $1) },
                    { caption in
                        let text = try writer.add(caption)
                        guard !text.isEmpty else { return }
                        // A bar on the same terminal would stand in the text's way.
                        if target.isTerminal { progress.clear() }
                        try target.write(text)
                    })
                if shared == nil { try target.write(writer.finish()) }
            }
            if let shared { try shared.write(writer.finish()) }
        }
    }

    private var outputIsFolder: Bool {
        guard let output else { return false }
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: output, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// `talk.flac` becomes `FOLDER/talk.srt`.
    private func outputPath(for file: String) -> String {
        let name = file == "-" ? "stdin" : URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        let ending = switch format {
        case .text: "txt"
        case .json: "jsonl"
        case .srt: "srt"
        case .vtt: "vtt"
        }
        return URL(fileURLWithPath: output ?? ".").appendingPathComponent("\(name).\(ending)").path
    }
}

extension Profile.Speech.Front: ExpressibleByArgument {}
extension CaptionTask: ExpressibleByArgument {}
