internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Pipeline
internal import Wire

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Looks at one picture of a camera or a file: says what is there, and draws it.",
        discussion: "`make setup-vision` fetches the models once.")

    @Option(help: ArgumentHelp("A camera (/dev/video0), a picture, a video, a folder/ of pictures, or rtsp://…; the first camera without it.", valueName: "source"))
    var source = ""
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("Write the picture with what was found drawn on it, as JPEG.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Read cameras, zones and scores from this profile.", valueName: "file")) var profile: String?
    @Option(help: ArgumentHelp("Languages of the sentence: en, zh, or en,zh.", valueName: "codes")) var language: String?
    @Option(help: ArgumentHelp("Of a video: seconds from its start.", valueName: "seconds")) var at = 0.0
    @Flag(help: "Draw where the picture draws the eye.") var heat = false
    @Flag(help: "Tint the pixels that are persons, and those that are other things.") var mask = false
    @Flag(help: "Read text in the picture, too.") var text = false
    @Flag(help: "The whole scene as one JSON object.") var json = false

    func validate() throws {
        guard at.isFinite, at >= 0 else { throw ValidationError("--at \(at) is no moment of a video; expected seconds from its start") }
        for code in languages ?? [] where !["en", "zh"].contains(code) {
            throw ValidationError("--language \(code) is not there for scenes; expected en, zh or en,zh")
        }
    }

    private var languages: [String]? { language?.split(separator: ",").map(String.init) }

    func run() async throws {
        try await reporting {
            var profile = try profile.map { try ProfileReader.read(path: $0) } ?? Profile()
            if let languages { profile.vision.languages = languages }
            var camera = profile.cameras.first ?? Profile.Camera()
            if !source.isEmpty { camera.device = source }
            var options = Snapshot.Options()
            options.heat = heat
            options.mask = mask
            options.text = text
            options.at = at
            let result = try Snapshot(profile, options).take(camera)
            if let output { try Output.open(output).write([UInt8](result.jpeg)) }
            let sentence = result.scene?.words.map(\.text).joined(separator: "\n") ?? "Nothing that is known is in the picture."
            let line = json ? try result.scene.map { String(decoding: try LineCodec.encode($0), as: UTF8.self) } ?? "null" : sentence
            try Output.standardOutput.write(line + "\n")
        }
    }
}
