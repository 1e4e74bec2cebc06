internal import ArgumentParser
internal import Foundation
internal import Recall
internal import Subtitles
internal import Wire

struct Export: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case srt, vtt, md, json
    }

    static let configuration = CommandConfiguration(
        abstract: "Writes a stretch of the history as subtitles, as a page to read, or as JSON lines.",
        discussion: "Subtitles begin at the first caption, or at --from where it is given. Times: 2026-11-28, \"2026-11-28 14:30\", 14:30, -2h, -3d.")

    @Option(parsing: .unconditional, help: ArgumentHelp("Not earlier than this.", valueName: "time")) var from: WallTime?
    @Option(parsing: .unconditional, help: ArgumentHelp("Not later than this.", valueName: "time")) var to: WallTime?
    @Option(help: ArgumentHelp("srt, vtt, md or json.", valueName: "format")) var format = Format.md
    @Option(help: ArgumentHelp("Only this track; may be repeated.", valueName: "name")) var track: [String] = []
    @Option(name: .shortAndLong, help: ArgumentHelp("Write there instead of to the standard output.", valueName: "file")) var output: String?
    @OptionGroup var place: HistoryOption

    func validate() throws {
        if let from, let to, from.seconds > to.seconds { throw ValidationError("--from is later than --to.") }
    }

    func run() async throws {
        try await reporting {
            let history = try place.open()
            let output = try Output.open(output)
            let kinds: Set<HistoryEntry.Kind> = format == .srt || format == .vtt ? [.caption, .translation] : []
            let captionFormat = CaptionFormat(rawValue: format.rawValue)
            let labels = try history.entries(from: from?.seconds, to: to?.seconds, kinds: kinds, tracks: Set(track), limit: 1000).map(\.track)
            var writer = captionFormat.map { CaptionWriter(format: $0, labelled: Set(labels).count > 1) }
            if format == .srt || format == .vtt { try output.write(writer!.header()) }
            var last: HistoryEntry?
            var origin = from?.seconds
            var day = ""
            while true {
                let page = try history.entries(from: from?.seconds, to: to?.seconds, kinds: kinds, tracks: Set(track), after: last)
                guard !page.isEmpty else { break }
                for entry in page {
                    origin = origin ?? entry.start
                    switch format {
                    case .srt, .vtt: if let caption = entry.caption(since: origin!) { try output.write(writer!.add(caption)) }
                    case .json: try output.write(try line(entry))
                    case .md: try output.write(paragraph(entry, &day))
                    }
                }
                last = page.last
            }
            if format == .srt || format == .vtt { try output.write(writer!.finish()) }
            if last == nil { complain("nothing is in the history then") }
        }
    }

    private func paragraph(_ entry: HistoryEntry, _ day: inout String) -> String {
        let moment = WallTime.text(entry.start)
        let (date, time) = (String(moment.prefix(10)), String(moment.suffix(8)))
        var text = ""
        if date != day {
            text += (day.isEmpty ? "" : "\n") + "# \(date)\n"
            day = date
        }
        // What Markdown would take for a mark of its own.
        let words = entry.text.replacing("\n", with: "  \n").replacing("*", with: "\\*").replacing("_", with: "\\_").replacing("<", with: "&lt;")
        switch entry.kind {
        case .caption, .translation: text += "\n**\(time) \(entry.track)** \(words)\n"
        case .scene: text += "\n*\(time) \(entry.track): \(words)*\n"
        case .summary: text += "\n> **\(entry.length?.rawValue ?? "summary")**, \(time): \(words.replacing("\n", with: "\n> "))\n"
        }
        return text
    }

    private func line(_ entry: HistoryEntry) throws -> String {
        var line = HistoryLine(entry)
        let shift = entry.start - entry.mediaStart
        line.words = entry.words.map { CaptionWord(text: $0.text, start: $0.start + shift, end: $0.end + shift, confidence: $0.confidence, joined: $0.joined) }
        return String(decoding: try LineCodec.line(line), as: UTF8.self) + "\n"
    }
}
