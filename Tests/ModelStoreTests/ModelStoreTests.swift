import Foundation
import Inference
import ModelStore
import Support
import Testing

/// A user's models: where they lie, what is listed, checked and removed.
struct ModelStoreTests {
    private let fixture = try! StoreFixture()
    private var store: ModelStore { fixture.store }

    @Test func modelsLieWhereTheEnvironmentSays() {
        func folder(_ environment: [String: String]) -> String { ModelStore(environment: environment).folder.path }
        #expect(folder(["HOME": "/home/someone"]) == "/home/someone/.local/share/taichu/models")
        #expect(folder(["HOME": "/home/someone", "XDG_DATA_HOME": "", "TAICHU_MODEL_STORE": ""]) == "/home/someone/.local/share/taichu/models")
        #expect(folder(["HOME": "/home/someone", "XDG_DATA_HOME": "/data"]) == "/data/taichu/models")
        #expect(folder(["XDG_DATA_HOME": "/data", "TAICHU_MODEL_STORE": "/mine"]) == "/mine")
    }

    @Test func aStoreThatIsNotThereIsEmpty() throws {
        #expect(try store.models().isEmpty)
        #expect(complaint { _ = try store.model(named: "x") }
            == ModelStoreError(.unknown, "there is no model \"x\"; none is there (`taichu models add` adds one)"))
    }

    @Test func whatIsBuiltInComesFirstAndUnfinishedWorkNever() throws {
        try fixture.addBuiltIn()
        for name in ["zulu", "base-960h", ".part-abc"] { try fixture.add(name) }
        _ = try fixture.folder.write("store/.lock", [])
        _ = try fixture.folder.write("store/notes.txt", [])
        let models = try store.models()
        #expect(models.map(\.name) == ["taichu-speech-base", "base-960h", "zulu"])
        #expect(models.map(\.isBuiltIn) == [true, false, false])
        #expect(models.map(\.kind) == ["wav2vec2, two passes", "wav2vec2-ctc", "wav2vec2-ctc"])
        #expect(models.map { $0.manifest?.size } == [5, 5, 5])
        #expect(models[1].manifest?.weights == "int8" && models[1].manifest?.licence == "MIT")
        #expect(complaint { _ = try store.model(named: "base") }?.description
            == "there is no model \"base\"; there are taichu-speech-base, base-960h, zulu (`taichu models add` adds one)")
    }

    @Test(arguments: ["../etc", "a/b", "", ".hidden", "-rf", "a b", "näher", String(repeating: "a", count: 65)])
    func namesThatAreNoneAreRefused(name: String) throws {
        for error in [complaint { try store.remove(name) }, complaint { _ = try store.model(named: name) }] {
            #expect(error?.code == .name && error?.description.hasPrefix("\"\(name)\" cannot be a model's name: expected up to 64 letters") == true)
        }
    }

    @Test(arguments: [
        ("/models/wav2vec2-base-960h/", "wav2vec2-base-960h"), ("facebook/wav2vec2-base-960h", "wav2vec2-base-960h"), ("./my model", "my-model"),
        ("..", nil), ("/", nil), ("ö", nil), (".hidden", "hidden"), ("/models/Qwen3-0.6B-Q8_0.gguf", "Qwen3-0.6B-Q8_0"), (".gguf", nil),
    ])
    func aNameIsMadeOfTheSource(source: String, name: String?) {
        #expect(ModelName(from: source)?.description == name)
    }

    @Test func aDamagedModelIsSaidWithWhatToDo() throws {
        try fixture.add("good")
        try fixture.add("changed")
        try fixture.add("cut", origin: #"{"source":"hub","location":"someone/cut","revision":"abc123","files":[]}"#)
        try fixture.add("bare", origin: "null")
        _ = try fixture.folder.write("store/changed/encoder.bin", Array("hallo".utf8))
        _ = try fixture.folder.write("store/cut/encoder.bin", Array("hell".utf8))
        try FileManager.default.removeItem(atPath: fixture.path("bare/encoder.bin"))
        func said(_ name: String) throws -> ModelStoreError? {
            let model = try store.model(named: name)
            return complaint { try model.verify() }
        }
        #expect(try said("good") == nil)
        #expect(try said("changed") == ModelStoreError(
            .damaged,
            "model file \(fixture.path("changed/encoder.bin")) is not the one of the manifest (SHA-256 d3751d33f9cd…, expected 2cf24dba5fb0…); "
                + "add it again with `taichu models add '/data/my model' --name changed --weights int8 --replace`"))
        #expect(try said("cut")?.description.hasSuffix(
            "has 4 bytes, the manifest says 5; add it again with `taichu models add someone/cut --name cut --weights int8 --revision abc123 --replace`") == true)
        #expect(try said("bare")?.description
            == "model file \(fixture.path("bare/encoder.bin")) is missing or cannot be read; remove it with `taichu models remove bare` and add it again")
    }

    @Test func removingTakesTheWholeFolder() throws {
        try fixture.add("one")
        try fixture.add("two")
        try store.remove("one")
        #expect(try store.models().map(\.name) == ["two"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.path) == ["two"])
        #expect(complaint { try store.remove("one") }?.code == .unknown)
    }

    @Test func aModelInUseIsNotRemoved() throws {
        try fixture.add("busy")
        // As a daemon holds it: for as long as the directory's value lives.
        var use: ModelDirectory? = try ModelDirectory(verifying: URL(fileURLWithPath: fixture.path("busy")))
        #expect(use?.url.lastPathComponent == "busy")
        #expect(complaint { try store.remove("busy") }
            == ModelStoreError(.inUse, "busy is in use by a running taichud or taichu; end it, then remove the model"))
        use = nil
        try store.remove("busy")
        #expect(try store.models().isEmpty)
    }

    @Test func whatIsBuiltInIsNotRemoved() throws {
        try fixture.addBuiltIn()
        #expect(complaint { try store.remove("taichu-speech-base") }?.code == .notAllowed)
        #expect(try store.models().count == 1)
    }

    @Test func aLinkIsRemovedAndNotWhatItLeadsTo() throws {
        try fixture.add("real")
        try FileManager.default.moveItem(atPath: fixture.path("real"), toPath: fixture.folder.path("elsewhere"))
        try FileManager.default.createSymbolicLink(atPath: fixture.path("link"), withDestinationPath: fixture.folder.path("elsewhere"))
        try store.remove("link")
        #expect(FileManager.default.fileExists(atPath: fixture.folder.path("elsewhere/encoder.bin")))
        #expect(try store.models().isEmpty)
    }
}
