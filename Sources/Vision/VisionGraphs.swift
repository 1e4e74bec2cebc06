package import Inference
private import Synchronization

/// The graphs of one model. Each is compiled when it is first needed, for a layout of pixels, and shared by all who look with it.
package final class VisionGraphs: Sendable {
    private struct Key: Hashable {
        var graph: String
        var layout: PictureLayout
    }

    let directory: ModelDirectory
    private let runtime: Runtime
    /// 32 bits: the graphs compute places in the picture, and bfloat16 knows no number between 256 and 258.
    private let options = CompileOptions(precision: .f32)
    private let compiled = Mutex<[Key: CompiledModel]>([:])

    /// - Parameter directory: of the model, as `VisionModel.directory(in:)` gives it.
    package init(_ directory: ModelDirectory, runtime: Runtime) {
        self.directory = directory
        self.runtime = runtime
    }

    func makeRequest(_ graph: String, for layout: PictureLayout) throws(VisionError) -> InferRequest {
        let key = Key(graph: graph, layout: layout)
        let model = try compiled.withLock { (compiled) throws(VisionError) in
            if let model = compiled[key] { return model }
            let model = try translating { () throws(InferenceError) in
                try runtime.compile(directory.path(graph + ".xml"), pictures: layout, input: "image", options)
            }
            compiled[key] = model
            return model
        }
        return try translating { () throws(InferenceError) in try model.makeRequest() }
    }
}
