import Foundation
import Inference
import Language
import Support
import Testing

/// A model that cannot be used is one clear line that says how to get it.
struct LanguageModelTests {
    private func message(_ models: URL, _ name: String = "smollm2") -> String {
        do {
            _ = try LanguageModel(LanguageModel.directory(name, in: models), runtime: LanguageFixture.runtime.get())
            return "accepted"
        } catch let error as LanguageError {
            return error.code == .model ? error.description : "another code: \(error)"
        } catch {
            return "another error: \(error)"
        }
    }

    private func folder(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let model = folder.url.appending(path: "language/smollm2")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        for (name, content) in files { try Data(content.utf8).write(to: model.appending(path: name)) }
        return folder
    }

    @Test func aModelThatIsNotThere() {
        #expect(
            message(URL(filePath: "/nonexistent"), "other")
                == "no models in /nonexistent/language/other: manifest.json is missing or cannot be read; run `make setup-language`")
    }

    @Test func aModelThatWasCutShort() throws {
        let folder = try folder([
            "manifest.json": #"{"files":[{"name":"decoder.bin","size":100,"sha256":"00"}]}"#, "decoder.bin": "half",
        ])
        #expect(
            message(folder.url)
                == "model file \(folder.url.path)/language/smollm2/decoder.bin has 4 bytes, the manifest says 100; run `make setup-language`")
    }

    @Test func aTableThatIsNone() throws {
        let folder = try folder(["manifest.json": #"{"files":[]}"#, "language.json": "{}"])
        #expect(
            message(folder.url) == "\(folder.url.path)/language/smollm2/language.json is not the table of a language model; run `make setup-language`")
    }

    @Test func aModelOfAnotherRelease() throws {
        let table = #"{"version":1,"contextLength":10,"beginning":[],"endOfText":[0],"special":[0],"chat":null}"#
        let folder = try folder(["manifest.json": #"{"files":[]}"#, "language.json": table])
        #expect(
            message(folder.url)
                == "\(folder.url.path)/language/smollm2/language.json is of version 1, made by another release of Taichu; this one reads version 2; run `make setup-language`")
    }

    @Test func aGraphThatIsNone() throws {
        let folder = try folder([
            "manifest.json": #"{"files":[]}"#, "language.json": #"{"version":2,"contextLength":10,"beginning":[],"endOfText":[0],"special":[0],"chat":null}"#,
            "decoder.xml": "<net>",
        ])
        let said = message(folder.url)
        #expect(said.hasPrefix("reading \(folder.url.path)/language/smollm2/decoder.xml: OpenVINO says: "))
        #expect(!said.contains("\n"))
    }
}
