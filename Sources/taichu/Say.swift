internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Serving
internal import Wire

struct Say: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads a text aloud, or into a file.",
        discussion: "With --output it works alone. Without it the running daemon speaks, and where none runs, this program does. `make setup-voice` fetches the voices once.")

    @Argument(help: ArgumentHelp("What is said; - is the standard input.", valueName: "text")) var text: [String]
    @Option(name: .shortAndLong, help: ArgumentHelp("Write a WAV file instead of speaking.", valueName: "file")) var output: String?
    @Option(help: ArgumentHelp("A voice of `taichu voices`, or the path of a Piper voice; without it the one for the language.", valueName: "name")) var voice: String?
    @Option(help: ArgumentHelp("Language, as ISO 639-1; without it by the script.", valueName: "code")) var language: String?
    @Option(help: ArgumentHelp("Speed, 0.5 to 2; 1 is the voice's own.", valueName: "number")) var rate = 1.0
    @Option(help: ArgumentHelp("urgent, normal or idle (of the daemon).", valueName: "priority")) var priority = SpeechOrder.Priority.normal
    @Flag(help: "The text is SSML.") var ssml = false
    @Option(help: ArgumentHelp("Pulse sink, when this program speaks itself.", valueName: "name")) var device = ""
    @OptionGroup var socket: SocketOption

    func validate() throws {
        guard !text.isEmpty else { throw ValidationError("Say what is to be said, or - for the standard input.") }
        guard (0.5...2).contains(rate) else { throw ValidationError("--rate is \(rate); expected 0.5 to 2.") }
    }

    func run() async throws {
        try await reporting {
            let said = text == ["-"] ? String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self) : text.joined(separator: " ")
            let order = SpeechOrder(text: said, language: language, voice: voice, rate: rate == 1 ? nil : rate, priority: priority, ssml: ssml)
            if let output {
                try ReadAloud(order).write(to: output)
            } else if try await !askDaemon(order) {
                try ReadAloud(order).play(device: device)
            }
        }
    }

    /// Lets the daemon say it and waits for the end; false where none runs, or it has no voice.
    private func askDaemon(_ order: SpeechOrder) async throws -> Bool {
        let path = try socket.path()
        do {
            return try await WireClient.withConnection(to: path) { client in
                _ = try await client.ask(.subscribe(Subscription(topics: ["voice.end"])))
                guard case .saying(let line) = try await client.ask(.say(order)) else { return false }
                while let message = try await client.next() {
                    guard case .event(let event) = message, case .voiceEnd(let end) = event.body, end.line == line else { continue }
                    if end.reason == .failed { throw Failure(.unavailable, end.detail ?? "the daemon could not say it") }
                    return true
                }
                throw Failure(.unavailable, "the daemon at \(path) is gone")
            }
        } catch let error as ServingError where error.code == .noDaemon && socket.socket.isEmpty {
            return false
        } catch let refusal as Refusal where refusal.code == .notOffered && socket.socket.isEmpty {
            return false
        }
    }
}

extension SpeechOrder.Priority: ExpressibleByArgument {}
