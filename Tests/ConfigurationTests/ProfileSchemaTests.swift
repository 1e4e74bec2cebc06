import Configuration
import Foundation
import Testing

@Suite struct ProfileSchemaTests {
    /// The checkout that this test was built from.
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func theDefaultTextIsTheDefaultProfile() throws {
        #expect(try ProfileReader.read(text: ProfileSchema.defaultText(), name: "defaults") == Profile())
    }

    @Test func aWrittenProfileIsReadBackAsItWas() throws {
        var profile = Profile()
        profile.sources[0].name = "\"quoted\" \\ 会議"
        profile.sources.append(Profile.Source())
        profile.sources[1].kind = .monitor
        profile.cameras = [Profile.Camera(), Profile.Camera()]
        profile.cameras[1].name = "door"
        profile.zones = [Profile.Zone()]
        profile.zones[0].name = "desk"
        profile.zones[0].points = "0,0 0.5,0 0.5,1"
        profile.vision.textRate = 0.5
        profile.language.model = "smollm2"
        profile.history.days = 7
        profile.voice.reads = ["summary"]
        profile.speech.tasks = ["translate"]
        profile.speech.vadThreshold = 0.35
        profile.daemon.exitAtEnd = true
        #expect(try ProfileReader.read(text: ProfileSchema.text(of: profile), name: "written") == profile)
    }

    @Test func everyKeyHasAOneLineMeaning() {
        let meanings = ProfileSchema.daemon.map(\.meaning) + ProfileSchema.source.map(\.meaning)
            + ProfileSchema.speech.map(\.meaning) + ProfileSchema.inference.map(\.meaning)
            + ProfileSchema.camera.map(\.meaning) + ProfileSchema.vision.map(\.meaning) + ProfileSchema.zone.map(\.meaning)
            + ProfileSchema.language.map(\.meaning) + ProfileSchema.history.map(\.meaning) + ProfileSchema.voice.map(\.meaning)
        for meaning in meanings {
            #expect(meaning.hasSuffix(".") && !meaning.contains("\n"))
        }
    }

    @Test(arguments: ["live-subtitles", "computer-sound", "meeting", "service", "camera", "scene", "room", "dubbing", "read-aloud"])
    func aProfileThatComesAlongIsAccepted(_ name: String) throws {
        _ = try ProfileReader.read(path: root.appending(path: "Profiles/\(name).toml").path)
    }

    /// Where nothing is said of sources, the microphone is heard; but not of one who asks for a camera.
    @Test func whoWantsToBeSeenIsNotHeardUnasked() throws {
        #expect(try ProfileReader.read(text: "", name: "p").sources.count == 1)
        let seeing = try ProfileReader.read(text: "[[camera]]\n", name: "p")
        #expect(seeing.sources.isEmpty && seeing.cameras.count == 1)
        #expect(try ProfileReader.read(text: "[[source]]\n[[camera]]\n", name: "p").sources.count == 1)
    }

    /// After a change of the schema: `TAICHU_WRITE_DOCUMENTATION=1 swift test --filter theDocumentationIsTheSchemas`.
    @Test func theDocumentationIsTheSchemas() throws {
        let page = root.appending(path: "Documentation/profiles.md")
        if ProcessInfo.processInfo.environment["TAICHU_WRITE_DOCUMENTATION"] == "1" {
            try ProfileSchema.documentation().write(to: page, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == ProfileSchema.documentation())
    }
}
