import Foundation
import Inference
import Media
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

    /// A tensor lies over the memory that was handed over: what is in it when the graph runs is what the graph sees, even where it was written later.
    @Test(arguments: [(PictureLayout.rgb, VideoFrame.Layout.rgb), (.i420, .i420)])
    func aPictureIsReadWhereItLies(_ layout: PictureLayout, _ frames: VideoFrame.Layout) throws {
        let cat = try VisionFixture.frame("chelsea.png", frames), black = VisionFixture.black(cat.width, cat.height, frames)
        let shape = layout.shape(width: cat.width, height: cat.height)
        var request = try Runtime().compile(VisionModel.objects.directory(in: VisionFixture.models).path("objects.xml"), pictures: layout, input: "image").makeRequest()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: cat.pixels.count, alignment: 64)
        defer { memory.deallocate() }

        func scores(handedOver: VideoFrame, whenItRuns: VideoFrame) throws -> [Float] {
            handedOver.pixels.withBytes { memory.copyMemory(from: $0) }
            try request.borrow("image", bytes: UnsafeRawBufferPointer(memory), shape: shape)
            whenItRuns.pixels.withBytes { memory.copyMemory(from: $0) }
            try request.infer()
            return try request.floats("scores")
        }
        let ofTheCat = try scores(handedOver: cat, whenItRuns: cat)
        #expect(try scores(handedOver: black, whenItRuns: cat) == ofTheCat)
        #expect(try scores(handedOver: cat, whenItRuns: black) != ofTheCat)
    }

    @Test func aGraphThatTakesNoPicturesIsOneLine() throws {
        let graph = try VisionModel.objects.directory(in: VisionFixture.models).path("objects.xml")
        do {
            _ = try Runtime().compile(graph, pictures: .i420, input: "sound")
            Issue.record("it was compiled")
        } catch {
            #expect(error.code == .runtime)
            #expect(error.description.hasPrefix("putting a colour conversion before input sound of \(graph): OpenVINO says: "))
            #expect(!error.description.contains("\n"))
        }
    }

    @Test func aShapeThatAGraphCannotHaveIsOneLine() throws {
        let graph = try VisionModel.text.directory(in: VisionFixture.models).path("places.xml")
        let runtime = try Runtime()
        for (shapes, what) in [(["lines": [7]], "input lines of \(graph) the shape [7]"), (["rows": [32, 32]], "input rows of \(graph) the shape [32, 32]")] {
            do {
                _ = try runtime.compile(graph, pictures: .rgb, input: "image", shapes: shapes)
                Issue.record("it was compiled")
            } catch {
                #expect(error.code == .runtime)
                #expect(error.description.hasPrefix("giving \(what): OpenVINO says: ") && !error.description.contains("\n"), "\(error)")
            }
        }
    }

    @Test func aTableThatIsNoneIsOneLine() throws {
        // The manifest agrees with the file, so somebody made a wrong model.
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "vision/tags")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: copy.appending(path: "labels.json"))
        try Data(#"{"files":[]}"#.utf8).write(to: copy.appending(path: "manifest.json"))
        do {
            _ = try ImageTagger(VisionGraphs(VisionModel.tags.directory(in: folder.url), runtime: Runtime()))
            Issue.record("it was accepted")
        } catch let error as VisionError {
            #expect(error.description == "\(copy.path)/labels.json is not the table that was expected; run `make setup-vision`")
        }
    }
}
