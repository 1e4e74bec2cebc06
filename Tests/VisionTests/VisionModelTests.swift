import Foundation
import Inference
import Support
import Testing
import Vision

/// A model that cannot be used is one clear line that says how to get it.
struct VisionModelTests {
    private func message(_ models: URL, _ model: VisionModel = .objects) -> String {
        do {
            _ = try model.directory(in: models)
            return "accepted"
        } catch {
            return error.code == .model ? error.description : "another code: \(error)"
        }
    }

    /// A folder of models with the real detector in it, one of whose files is made anew.
    private func damaged(_ file: String, _ change: (URL) throws -> Void) throws -> (TemporaryFolder, URL) {
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "vision/objects")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        let whole = VisionFixture.models.appending(path: "vision/objects")
        for name in try FileManager.default.contentsOfDirectory(atPath: whole.path) {
            if name == file {
                try FileManager.default.copyItem(at: whole.appending(path: name), to: copy.appending(path: name))
                try change(copy.appending(path: name))
            } else {
                try FileManager.default.createSymbolicLink(at: copy.appending(path: name), withDestinationURL: whole.appending(path: name))
            }
        }
        return (folder, copy.appending(path: file))
    }

    @Test func aModelThatIsNotThere() {
        #expect(
            message(URL(filePath: "/nonexistent"))
                == "no models in /nonexistent/vision/objects: manifest.json is missing or cannot be read; run `make setup-vision`")
    }

    @Test func aModelThatWasCutShort() throws {
        let (folder, file) = try damaged("objects.bin") { try FileHandle(forUpdating: $0).truncate(atOffset: 1_000) }
        let said = message(folder.url)
        #expect(said.hasPrefix("model file \(file.path) has 1000 bytes, the manifest says "))
        #expect(said.hasSuffix("; run `make setup-vision`"))
    }

    @Test func aModelThatIsAnother() throws {
        let (folder, file) = try damaged("labels.json") { url in
            var bytes = try Data(contentsOf: url)
            bytes[5] ^= 1
            try bytes.write(to: url)
        }
        #expect(message(folder.url).hasPrefix("model file \(file.path) is not the one of the manifest (SHA-256 "))
    }

    @Test(arguments: VisionModel.allCases)
    func whatTheSetUpBuiltIsAccepted(_ model: VisionModel) {
        #expect(message(VisionFixture.models, model) == "accepted")
    }
}
