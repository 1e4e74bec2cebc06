private import CLinux
private import Foundation
package import Inference
private import Synchronization

/// The graphs of one model. Each is compiled when it is first needed, for a layout of pixels and where it wants that for sizes, and shared by all who look with it.
package final class VisionGraphs: Sendable {
    private struct Key: Hashable {
        var graph: String
        var layout: PictureLayout
        var shapes: [String: [Int]]
    }

    private struct State {
        var compiled: [Key: CompiledModel] = [:]
        /// Those with sizes of their own, the oldest first.
        var sized: [Key] = []
        /// What `isReady` had compiled aside, or tried to; false while it is at it.
        var aside: [Key: Bool] = [:]

        mutating func keep(_ model: CompiledModel, _ key: Key) {
            compiled[key] = model
            guard !key.shapes.isEmpty else { return }
            sized.append(key)
            guard sized.count > mostSizes else { return }
            let oldest = sized.removeFirst()
            compiled[oldest] = nil
            aside[oldest] = nil
        }
    }

    /// Compiled graphs of fixed sizes that are kept: a size a camera, and few cameras. Who still has a request of an older one keeps it.
    private static let mostSizes = 4

    let directory: ModelDirectory
    private let runtime: Runtime
    /// 32 bits: the graphs compute places in the picture, and bfloat16 knows no number between 256 and 258.
    private let options = CompileOptions(precision: .f32)
    private let state = Mutex(State())
    /// One compiles at a time, so that no graph is compiled twice.
    private let compiling = Mutex(())

    /// - Parameter directory: of the model, as `VisionModel.directory(in:)` gives it.
    package init(_ directory: ModelDirectory, runtime: Runtime) {
        self.directory = directory
        self.runtime = runtime
    }

    /// - Parameter shapes: of inputs whose size the graph leaves open.
    func makeRequest(_ graph: String, for layout: PictureLayout, shapes: [String: [Int]] = [:]) throws(VisionError) -> InferRequest {
        let model = try model(Key(graph: graph, layout: layout, shapes: shapes))
        return try translating { () throws(InferenceError) in try model.makeRequest() }
    }

    /// Whether a request can be made at once. Where a graph must be compiled first, which takes seconds, that is done aside, at the lowest priority; true again once it failed: `makeRequest` says why.
    func isReady(_ graph: String, for layout: PictureLayout, shapes: [String: [Int]]) -> Bool {
        let key = Key(graph: graph, layout: layout, shapes: shapes)
        let (isReady, isNew) = state.withLock { state in
            if state.compiled[key] != nil { return (true, false) }
            defer { if state.aside[key] == nil { state.aside[key] = false } }
            return (state.aside[key] == true, state.aside[key] == nil)
        }
        if isNew {
            Thread.detachNewThread { [self] in
                taichu_lower_priority(19)
                _ = try? model(key)
                state.withLock { $0.aside[key] = true }
            }
        }
        return isReady
    }

    private func model(_ key: Key) throws(VisionError) -> CompiledModel {
        if let model = state.withLock({ $0.compiled[key] }) { return model }
        return try compiling.withLock { (_) throws(VisionError) in
            if let model = state.withLock({ $0.compiled[key] }) { return model }
            let model = try translating { () throws(InferenceError) in
                try runtime.compile(directory.path(key.graph + ".xml"), pictures: key.layout, input: "image", shapes: key.shapes, options)
            }
            state.withLock { $0.keep(model, key) }
            return model
        }
    }
}
