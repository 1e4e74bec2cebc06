import Foundation
import ModelStore
import Support

/// A store in a folder that goes away, with models made by hand.
struct StoreFixture {
    let folder: TemporaryFolder
    let store: ModelStore

    init() throws {
        folder = try TemporaryFolder()
        store = ModelStore(
            builtIn: [folder.url.appending(path: "built-in/speech")], environment: ["TAICHU_MODEL_STORE": folder.path("store"), "HOME": "/nowhere"])
    }

    /// A model with one file, "hello".
    func add(_ name: String, origin: String = #"{"source":"directory","location":"/data/my model","revision":null,"files":[]}"#) throws {
        try write(
            "store/\(name)", #"{"kind":"wav2vec2-ctc","name":"\#(name)","origin":\#(origin),"licence":"MIT","weights":"int8","files":[\#(Self.file)],"config":{}}"#)
    }

    func addBuiltIn() throws { try write("built-in/speech", #"{"model":"taichu-speech-base","version":2,"weights":"int8","files":[\#(Self.file)]}"#) }

    private static let file = #"{"name":"encoder.bin","size":5,"sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}"#

    private func write(_ place: String, _ manifest: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path(place), withIntermediateDirectories: true)
        _ = try folder.write("\(place)/encoder.bin", Array("hello".utf8))
        _ = try folder.write("\(place)/manifest.json", Array(manifest.utf8))
    }

    func path(_ name: String) -> String { folder.path("store/\(name)") }
}

/// What `work` says when it fails.
func complaint(_ work: () throws -> Void) -> ModelStoreError? {
    do {
        try work()
        return nil
    } catch {
        return error as? ModelStoreError
    }
}
