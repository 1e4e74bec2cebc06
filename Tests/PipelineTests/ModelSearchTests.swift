import Configuration
import Foundation
import Pipeline
import Support
import Testing

/// Where models are looked for, and which folder wins.
struct ModelSearchTests {
    private let environment = ["TAICHU_MODELS": "/named", "XDG_CACHE_HOME": "/cache", "HOME": "/home/someone"]

    @Test func theProfilesOwnFolderComesFirst() {
        #expect(ModelSearch.folders(Profile(), "/etc/taichu", environment) == ["/etc/taichu/models", "/named"])
        let unnamed = ModelSearch.folders(Profile(), "/etc/taichu", ["XDG_CACHE_HOME": "/cache", "HOME": "/home/someone"])
        #expect(unnamed.first == "/etc/taichu/models" && unnamed.dropFirst().first == "/cache/taichu/models")
        #expect(unnamed.last == "/var/lib/taichu/models")
    }

    @Test func aFolderThatTheProfileNamesIsTheOnlyOne() {
        var profile = Profile()
        profile.inference.models = "/mine"
        #expect(ModelSearch.folders(profile, "/etc/taichu", environment) == ["/mine"])
    }

    @Test func anEmptyVariableIsNone() {
        let folders = ModelSearch.folders(Profile(), nil, ["TAICHU_MODELS": "", "XDG_CACHE_HOME": "", "HOME": "/home/someone"])
        #expect(folders.first == "/home/someone/.cache/taichu/models")
    }

    @Test func whatIsBesideTheProfileIsTakenAndChecked() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("models/speech"), withIntermediateDirectories: true)
        _ = try folder.write("models/speech/manifest.json", Array("{}".utf8))
        // It was found, as the complaint names it; nothing else was tried.
        let error = #expect(throws: PipelineError.self) {
            try ModelSearch.speech(Profile(), profileFolder: folder.url.path, environment: environment)
        }
        #expect(error?.code == .models)
        #expect(error?.description.hasPrefix("\(folder.path("models/speech/manifest.json")) is not a model manifest") == true, "\(String(describing: error))")
    }
}
