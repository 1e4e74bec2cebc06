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
    @Option(help: ArgumentHelp("Where words' times come from: letters (in English) or attention.", valueName: "source")) var wordTimes = Profile.Speech.WordTimes.letters
    @Option(name: .customLong("pass"), help: ArgumentHelp("second, or first: the text that live captions show before it is final.", valueName: "pass"))
    var captionPass = CaptionPass.second
    @Option(help: ArgumentHelp("Of the first pass: sound between two looks back by the second pass's transformer, in ms; 0: none.", valueName: "ms"))
    var lookBack: Int?
    @Option(help: ArgumentHelp("A wav2vec2 CTC checkpoint instead of our own model: a name of `taichu models list`, or a folder's path with a slash in it.", valueName: "name"))
    var checkpoint = ""
    @Option(help: ArgumentHelp("Phrases that are likelier than the model thinks, one a line.", valueName: "file")) var hotwords = ""
    @Option(help: ArgumentHelp("An n-gram language model in ARPA form, for a checkpoint.", valueName: "file")) var languageModel = ""
    @Option(help: ArgumentHelp("Folder of the models.", valueName: "folder")) var models = ""
    @Option(help: ArgumentHelp("Threads for inference.", valueName: "number")) var threads: Int?
    @Flag(name: .shortAndLong, help: "No progress bar.") var quiet = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name at least one media file.") }
        guard language == "auto" || SpokenLanguages.codes.contains(language) else {
            throw ValidationError("'\(language)' is no language code that the models know; expected auto or one like en, de, zh.")
        }
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads is \(threads); expected 1 to 256.") }
        if let lookBack, !(0...10_240).contains(lookBack) || !lookBack.isMultiple(of: 320) {
            throw ValidationError("--look-back is \(lookBack); expected a multiple of 320 from 0 to 10240.")
        }
        if lookBack != nil, !checkpoint.isEmpty { throw ValidationError("--look-back is of our own model's two passes; a checkpoint has one. Leave one of them out.") }
        if lookBack != nil, captionPass != .first { throw ValidationError("--look-back is of the first pass; add --pass first, or leave it out.") }
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
            profile.speech.wordTimes = wordTimes
            profile.speech.checkpoint = checkpoint
            profile.speech.hotwords = hotwords
            profile.speech.languageModel = languageModel
            profile.inference.models = models
            if let lookBack { profile.speech.lookBackMs = lookBack }
            if let threads { profile.inference.threads = threads }
            if files.count == 1 { try Transcriber.check(files[0]) }
            let transcriber = try Transcriber(profile: profile, pass: captionPass)
            let shared = outputIsFolder ? nil : try Output.open(output)
            var writer = CaptionWriter(format: format, labelled: files.count > 1 && !outputIsFolder)
            try shared?.write(writer.header())
            var failed: Failure?
            for file in files {
                let target = try shared ?? Output.open(outputPath(for: file))
                if shared == nil {
                    writer = CaptionWriter(format: format)
                    try target.write(writer.header())
                }
                do {
                    try caption(file, transcriber, &writer, target)
                } catch where files.count > 1 && (error as? Failure)?.status != .inputOutput {
                    // The other files can still be had.
                    let failure = Failure(error)
                    complain(failure.message)
                    failed = failed ?? failure
                }
                if shared == nil { try target.write(writer.finish()) }
            }
            try shared?.write(writer.finish())
            if let failed { throw ExitCode(failed.status.rawValue) }
        }
    }

    private func caption(_ file: String, _ transcriber: Transcriber, _ writer: inout CaptionWriter, _ target: Output) throws {
        let progress = TranscriptionProgress(file: file, isShown: !quiet && Output.standardError.isTerminal)
        defer { progress.clear() }
        let remarks = try transcriber.run(file, progress: { progress.show(done: $0, total: $1) }) { caption in
            let text = try writer.add(caption)
            guard !text.isEmpty else { return }
            // A bar on the same terminal would stand in the text's way.
            if target.isTerminal { progress.clear() }
            try target.write(text)
        }
        progress.clear()
        for remark in remarks { complain(remark) }
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
extension Profile.Speech.WordTimes: ExpressibleByArgument {}
extension CaptionTask: ExpressibleByArgument {}
extension CaptionPass: ExpressibleByArgument {}
