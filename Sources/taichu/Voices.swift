internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Voice
internal import Wire

struct Voices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The voices that are there.",
        discussion: "piper and kokoro are neural networks, which `make setup-voice` fetches; espeak is espeak-ng's own synthesis by rules: understood, and plainly a machine's.")

    @Flag(help: "JSON objects, a line each.") var json = false
    @Option(help: ArgumentHelp("Only of this language.", valueName: "code")) var language: String?

    func run() async throws {
        try await reporting {
            let voices = try ReadAloud.voices().filter { voice in language.map { voice.languages.contains($0) } ?? true }
            if json {
                for voice in voices { try Output.standardOutput.write(String(decoding: try LineCodec.line(voice), as: UTF8.self) + "\n") }
            } else {
                let rows = [["NAME", "LANGUAGES", "MADE BY", "RATE", "WHERE"]]
                    + voices.map { [$0.name, $0.languages.joined(separator: ", "), $0.engine.rawValue, "\($0.sampleRate) Hz", $0.place] }
                try Output.standardOutput.write(columns(rows).joined(separator: "\n") + "\n")
            }
        }
    }
}
