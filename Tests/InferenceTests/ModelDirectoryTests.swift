import Foundation
import Inference
import Testing

/// A model folder is used only when every file is the one that its manifest names.
struct ModelDirectoryTests {
    /// A folder with one small file and its manifest.
    private func folder(size: Int = 5, sha256: String = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824") throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("taichu-models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data("hello".utf8).write(to: url.appendingPathComponent("weights.bin"))
        let manifest = #"{"files":[{"name":"weights.bin","size":\#(size),"sha256":"\#(sha256)"}]}"#
        try Data(manifest.utf8).write(to: url.appendingPathComponent("manifest.json"))
        return url
    }

    private func message(_ url: URL) -> String {
        do {
            _ = try ModelDirectory(verifying: url)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test func theRightFilesAreAccepted() throws {
        #expect(message(try folder()) == "accepted")
    }

    @Test func aWrongHashIsRefused() throws {
        let text = message(try folder(sha256: String(repeating: "0", count: 64)))
        #expect(text.contains("weights.bin is not the one of the manifest (SHA-256 2cf24dba5fb0…, expected 000000000000…)"))
        #expect(text.contains("make setup"))
    }

    @Test func aTruncatedFileIsRefused() throws {
        #expect(message(try folder(size: 9)).contains("has 5 bytes, the manifest says 9; run `make setup` again"))
    }

    @Test func aMissingFileIsRefused() throws {
        let url = try folder()
        try FileManager.default.removeItem(at: url.appendingPathComponent("weights.bin"))
        #expect(message(url).contains("weights.bin is missing or cannot be read; run `make setup` again"))
    }

    @Test func aFolderWithoutManifestIsRefused() {
        #expect(message(URL(fileURLWithPath: "/nonexistent/models")).contains("no models in /nonexistent/models: manifest.json is missing or cannot be read"))
    }

    @Test func aManifestThatIsNoneIsRefused() throws {
        let url = try folder()
        try Data("[]".utf8).write(to: url.appendingPathComponent("manifest.json"))
        #expect(message(url).contains("is not a model manifest; run `make setup` again"))
    }
}
