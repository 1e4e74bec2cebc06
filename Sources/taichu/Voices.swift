internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Voice
internal import Wire

struct Voices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The voices that are there.",
        discussion: """
            piper and kokoro are neural networks, which `make setup-voice` fetches; espeak is espeak-ng's own synthesis by rules, for the languages without a neural \
            voice: plainly a machine's, and understood as well as READ BACK says. That is how much of what the voice says our own recognizer hears otherwise, \
            its own errors among it.
            """)

    @Flag(help: "JSON objects, a line each.") var json = false
    @Option(help: ArgumentHelp("Only of this language.", valueName: "code")) var language: String?

    func run() async throws {
        try await reporting {
            let voices = try ReadAloud.voices().filter { voice in language.map { voice.languages.contains($0) } ?? true }
            if json {
                for voice in voices { try Output.standardOutput.write(String(decoding: try LineCodec.line(voice), as: UTF8.self) + "\n") }
            } else {
                let rows = [["NAME", "LANGUAGES", "MADE BY", "RATE", "READ BACK", "WHERE"]]
                    + voices.map { [$0.name, $0.languages.joined(separator: ", "), $0.engine.rawValue, "\($0.sampleRate) Hz", readBack($0), $0.place] }
                try Output.standardOutput.write(columns(rows).joined(separator: "\n") + "\n")
            }
        }
    }

    /// The measured error of each language; what was not measured is not guessed.
    private func readBack(_ voice: VoiceDescription) -> String {
        if voice.readBack.isEmpty { return "not measured" }
        return voice.readBack.map { voice.languages.count > 1 ? "\($0.language): \($0)" : "\($0)" }.joined(separator: ", ")
    }
}
