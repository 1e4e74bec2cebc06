internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Dubbing
internal import Pipeline
internal import Terminal
internal import Wire

struct DubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dub", abstract: "Gives a video another voice: what was said, or a subtitle file, spoken at its times over the ducked original.",
        discussion: "The picture is copied as it is; the lines become subtitles. `make setup-voice` fetches the voices once.")

    @Argument(help: ArgumentHelp("A video, or a sound file.", valueName: "file")) var input: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The dubbed file: .mp4, .mkv, .webm, .m4a, .wav, …", valueName: "file")) var output: String
    @Option(help: ArgumentHelp("Speak the lines of this subtitle file (SRT, WebVTT) instead of what is recognized; they may be in another language.", valueName: "file"))
    var subtitles: String?
    @Option(help: ArgumentHelp("What is spoken in the original, as ISO 639-1; auto: detected.", valueName: "code")) var language = "auto"
    @Option(help: ArgumentHelp("transcribe, or translate: into English.", valueName: "task")) var task = CaptionTask.transcribe
    @Option(help: ArgumentHelp("Language of the subtitle file, where its script does not say it.", valueName: "code")) var into: String?
    @Option(help: ArgumentHelp("A voice of `taichu voices`, or the path of a Piper voice; without it the one for the language.", valueName: "name")) var voice = ""
    @Option(help: ArgumentHelp("How far the original steps back under a line.", valueName: "decibels")) var duck = 15.0
    @Flag(help: "Leave the subtitles out.") var noSubtitles = false
    @Flag(help: "The report of every line as one JSON object.") var json = false
    @Flag(name: .shortAndLong, help: "No progress.") var quiet = false

    func validate() throws {
        guard language == "auto" || SpokenLanguages.codes.contains(language) else {
            throw ValidationError("'\(language)' is no language code that the models know; expected auto or one like en, de, zh.")
        }
        guard (0...60).contains(duck) else { throw ValidationError("--duck is \(duck); expected 0 to 60 decibels.") }
    }

    func run() async throws {
        try await reporting {
            try Transcriber.check(input)
            if input == "-" { throw Failure(.usage, "a dub needs a file, not the standard input") }
            var profile = Profile()
            profile.speech.language = language
            profile.speech.tasks = [task.rawValue]
            profile.speech.firstPass = false
            var options = Dub.Options()
            options.subtitles = subtitles
            options.language = into
            options.voice = voice
            options.mix.duckDecibels = -duck
            options.embedsSubtitles = !noSubtitles
            let showsProgress = !quiet && Output.standardError.isTerminal
            var shown = ""
            let report = try Dub(profile, options).run(input, to: output) { what, share in
                guard showsProgress else { return }
                let text = "\(what)\(share.map { " \(Int($0 * 100)) %" } ?? "")"
                guard text != shown else { return }
                shown = text
                // Nobody is left to tell when stderr is closed.
                try? Output.standardError.write("\r\u{1B}[K\(text)")
            }
            if showsProgress { try? Output.standardError.write("\r\u{1B}[K") }
            for notice in report.notices { complain(notice) }
            if !report.hasSubtitles, !noSubtitles { complain("\(output): a file of this kind holds no subtitles; they were left out") }
            try Output.standardOutput.write(json ? String(decoding: try LineCodec.line(report), as: UTF8.self) + "\n" : Self.table(report))
        }
    }

    private static func table(_ report: Dub.Report) -> String {
        let worst = report.lines.map { abs($0.drift) }.max() ?? 0
        let rows = [["from", "to", "dub from", "dub to", "rate", "drift", "text"]]
            + report.lines.map { line in
                [
                    seconds(line.from), seconds(line.to), seconds(line.start), seconds(line.end), String(format: "%.2f", line.rate),
                    "\(Int((line.drift * 1000).rounded())) ms", String(line.text.prefix(48)),
                ]
            }
        return columns(rows).joined(separator: "\n")
            + "\n\(report.lines.count) lines by \(report.voice) in \(seconds(report.duration)) s; worst drift \(Int((worst * 1000).rounded())) ms\(report.loudness.map { String(format: ", the original's speech has %.1f LUFS", $0) } ?? "")\n"
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.2f", value) }
}
