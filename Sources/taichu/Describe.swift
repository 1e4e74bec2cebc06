internal import ArgumentParser
internal import Foundation
internal import Serving
internal import Wire

struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Says what the running daemon's cameras see now.")

    @OptionGroup var socket: SocketOption
    @Option(name: .customLong("track"), help: ArgumentHelp("Only this camera, by its name in the profile; may be given several times.", valueName: "name")) var tracks: [String] = []
    @Option(help: ArgumentHelp("The sentence in this language of the profile's (vision.languages); without it the first of them.", valueName: "code")) var language: String?
    @Flag(help: "The whole scenes as one JSON object a line, with ids and boxes.") var json = false

    func run() async throws {
        try await reporting {
            let scenes = try await WireClient.withConnection(to: socket.path()) { client in
                guard case .scenes(let scenes) = try await client.ask(.describe(tracks.isEmpty ? nil : tracks)) else {
                    throw Failure(.unavailable, "the daemon answered describe with something else")
                }
                return scenes
            }
            for scene in scenes {
                if json {
                    try Output.standardOutput.write(String(decoding: try LineCodec.line(scene), as: UTF8.self) + "\n")
                    continue
                }
                guard let words = language.map({ code in scene.words.first { $0.language == code } }) ?? scene.words.first else {
                    let known = scene.words.map(\.language).joined(separator: ", ")
                    throw Failure(.usage, "the daemon says no scenes in \"\(language ?? "")\"; \(known.isEmpty ? "its profile names no language" : "it does in: \(known)")")
                }
                try Output.standardOutput.write(scenes.count > 1 ? "[\(scene.track)] \(words.text)\n" : words.text + "\n")
            }
        }
    }
}
