internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Recall
internal import Wire

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finds what was said, seen and summed up, with the time of each.",
        discussion: "The daemon keeps a history where its profile says so ([history] keep = true). Words in quotes are looked for side by side. Times: 2026-11-28, \"2026-11-28 14:30\", 14:30, -2h, -3d.")

    @Argument(help: ArgumentHelp("What is looked for: words, or a question.", valueName: "text")) var text: [String] = []
    @Option(parsing: .unconditional, help: ArgumentHelp("Not earlier than this.", valueName: "time")) var from: WallTime?
    @Option(parsing: .unconditional, help: ArgumentHelp("Not later than this.", valueName: "time")) var to: WallTime?
    @Option(help: ArgumentHelp("caption, translation, scene or summary; may be repeated.", valueName: "kind")) var kind: [HistoryEntry.Kind] = []
    @Option(help: ArgumentHelp("Only this track; may be repeated.", valueName: "name")) var track: [String] = []
    @Option(name: .customLong("while"), help: ArgumentHelp("Only while such a thing was in view: dog, person, …", valueName: "thing")) var whileSeen: String?
    @Option(help: ArgumentHelp("Most answers.", valueName: "number")) var limit = 20
    @Flag(help: "By words alone, not by what they mean.") var wordsOnly = false
    @Flag(help: "JSON objects, a line each.") var json = false
    @OptionGroup var place: HistoryOption

    func validate() throws {
        guard !text.isEmpty || whileSeen != nil || from != nil || to != nil else { throw ValidationError("Say what is looked for, or a time (--from, --to), or a thing (--while).") }
        if limit < 1 { throw ValidationError("--limit is \(limit); expected 1 or more.") }
        if let from, let to, from.seconds > to.seconds { throw ValidationError("--from is later than --to.") }
    }

    func run() async throws {
        try await reporting {
            let history = try place.open()
            let text = text.isEmpty ? nil : text.joined(separator: " ")
            let meaning = wordsOnly ? nil : try text.flatMap { try HistoryMeaning.vector(of: $0, history) }
            let findings = try history.search(
                HistoryQuery(text, from: from?.seconds, to: to?.seconds, kinds: Set(kind), tracks: Set(track), while: whileSeen, limit: limit, meaning: meaning))
            for finding in findings { try Output.standardOutput.write(json ? try line(finding) : shown(finding)) }
            // Nothing found is an answer, not an error.
            if findings.isEmpty { complain("nothing of that is in the history") }
        }
    }

    private func shown(_ finding: HistoryFinding) -> String {
        let entry = finding.entry
        let what = entry.kind == .caption ? entry.track : [entry.track, entry.length?.rawValue ?? entry.kind.rawValue].filter { !$0.isEmpty }.joined(separator: ", ")
        return "\(WallTime.text(entry.start))  [\(what)] \(marked(finding.snippet))\n"
    }

    /// What matched stands out on a terminal.
    private func marked(_ snippet: Snippet) -> String {
        guard Output.standardOutput.isTerminal else { return snippet.text }
        var characters = Array(snippet.text).map(String.init)
        for range in snippet.marks where !range.isEmpty {
            characters[range.lowerBound] = "\u{1B}[1m" + characters[range.lowerBound]
            characters[range.upperBound - 1] += "\u{1B}[22m"
        }
        return characters.joined()
    }

    private func line(_ finding: HistoryFinding) throws -> String {
        var line = HistoryLine(finding.entry)
        line.byWords = finding.byWords
        line.similarity = finding.similarity
        return String(decoding: try LineCodec.line(line), as: UTF8.self) + "\n"
    }
}

extension HistoryEntry.Kind: ExpressibleByArgument {}
