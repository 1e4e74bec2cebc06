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
        profile.speech.tasks = ["translate"]
        profile.speech.vadThreshold = 0.35
        profile.daemon.exitAtEnd = true
        #expect(try ProfileReader.read(text: ProfileSchema.text(of: profile), name: "written") == profile)
    }

    @Test func everyKeyHasAOneLineMeaning() {
        let meanings = ProfileSchema.daemon.map(\.meaning) + ProfileSchema.source.map(\.meaning)
            + ProfileSchema.speech.map(\.meaning) + ProfileSchema.inference.map(\.meaning)
        for meaning in meanings {
            #expect(meaning.hasSuffix(".") && !meaning.contains("\n"))
        }
    }

    @Test(arguments: ["live-subtitles", "computer-sound", "meeting", "service"])
    func aProfileThatComesAlongIsAccepted(_ name: String) throws {
        _ = try ProfileReader.read(path: root.appending(path: "Profiles/\(name).toml").path)
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
