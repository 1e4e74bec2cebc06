internal import COpenVINO
private import CPagedAttention
private import Foundation
private import Glibc
private import Synchronization

/// How a model is compiled for the processor.
package struct CompileOptions: Sendable {
    package enum Precision: Sendable {
        /// The processor's own choice: bf16 where it has it, weights that are stored as int8 multiplied as int8.
        case automatic
        /// Sums of 32 bits between matrices of int8: for runs over a few rows at a time. There the 16 bits of processors that have them cost more than they save
        /// (measured with AMX: a decoder's call over one to sixteen tokens takes 0.65 to 0.9 times as long without them), and one cause less of words that differ from processor to processor.
        case f32OverInt8
        /// 32-bit throughout: for parity with a reference, and where small numbers matter.
        case f32
    }
    package var precision: Precision
    /// Threads of one run. More than one wants the processor for itself.
    package var threads: Int
    /// Keys and values that a model keeps are kept as its processor computes with them, where that is 32 bits. The runtime's own choice is 8 bits: a quarter of the memory, but they are
    /// unpacked for each run that looks back at them, which costs a prompt that is read in slices a tenth of its time.
    package var keepsStateWhole: Bool

    package init(precision: Precision = .automatic, threads: Int = 1, keepsStateWhole: Bool = false) {
        self.precision = precision
        self.threads = threads
        self.keepsStateWhole = keepsStateWhole
    }

    /// OpenVINO's CPU properties. Pinning is off and each model runs one request at a time, on one thread if nobody wants more: the scheduler decides
    /// who runs. (A second stream would cost its own memory for every shape; requests of one model are 10 ms long and take turns.)
    ///
    /// - Parameter computesIn16: whether the processor does, of itself.
    func properties(computesIn16: Bool) -> [(String, String)] {
        var properties = [
            ("ENABLE_CPU_PINNING", "NO"),
            ("NUM_STREAMS", "1"),
            ("INFERENCE_NUM_THREADS", String(threads)),
            // What the plugin prepares for a shape it keeps, without end by default.
            ("CPU_RUNTIME_CACHE_CAPACITY", "500"),
        ]
        if precision == .f32OverInt8 { properties.append(("INFERENCE_PRECISION_HINT", "f32")) }
        if precision == .f32 {
            properties += [("INFERENCE_PRECISION_HINT", "f32"), ("DYNAMIC_QUANTIZATION_GROUP_SIZE", "0"), ("KV_CACHE_PRECISION", "f32")]
        } else if keepsStateWhole, !computesIn16 {
            properties.append(("KV_CACHE_PRECISION", "f32"))
        }
        return properties
    }
}

/// OpenVINO's core: reads and compiles models. One a process.
package final class Runtime: Sendable {
    // SAFETY: `ov_core_t` is documented as safe to use from several threads, and the pointer never changes.
    private nonisolated(unsafe) let core: OpaquePointer
    private let readsTokenizers = Mutex(false)
    /// Whether the processor has arithmetic of 16 bits, which the runtime then uses.
    private let computesIn16: Bool

    package init() throws(InferenceError) {
        var core: OpaquePointer?
        try InferenceError.check(ov_core_create(&core), .runtime, "starting OpenVINO")
        guard let core else { throw InferenceError(code: .runtime, "starting OpenVINO: no core was made") }
        self.core = core
        var capabilities: UnsafeMutablePointer<CChar>?
        // Without an answer nothing is assumed: the runtime's own choice stands.
        let isKnown = ov_core_get_property(core, "CPU", "OPTIMIZATION_CAPABILITIES", &capabilities) == OK
        defer { if isKnown { ov_free(capabilities) } }
        computesIn16 = capabilities.map { String(cString: $0) }.map { $0.contains("BF16") || $0.contains("FP16") } ?? true
    }

    deinit {
        ov_core_free(core)
    }

    /// Teaches OpenVINO the operations of tokenizers, which are a library of their own beside it. Again is nothing.
    package func readTokenizers() throws(InferenceError) {
        try readsTokenizers.withLock { (reads) throws(InferenceError) in
            guard !reads else { return }
            let path = try TokenizerLibrary.path()
            try InferenceError.check(ov_core_add_extension(core, path), .runtime, "loading \(path)")
            reads = true
        }
    }

    /// Compiles an IR file (`.xml` beside its `.bin`) for the CPU.
    package func compile(_ path: String, _ options: CompileOptions = CompileOptions()) throws(InferenceError) -> CompiledModel {
        let use = try FolderUse(of: URL(fileURLWithPath: path).deletingLastPathComponent())
        return try compiled(path, use, options) { ov_core_compile_model_from_file_props(core, path, "CPU", $0.count, $0.baseAddress, &$1) }
    }

    /// Compiles an IR file whose input `input` takes pictures, 8 bits, [1, ?, ?, 3], for pictures that lie in memory as `layout` says.
    ///
    /// - Parameter shapes: of inputs whose size the file leaves open. Where sizes stay open the runtime can fuse and plan less.
    package func compile(
        _ path: String, pictures layout: PictureLayout, input: String, shapes: [String: [Int]] = [:], _ options: CompileOptions = CompileOptions()
    ) throws(InferenceError) -> CompiledModel {
        guard layout != .rgb || !shapes.isEmpty else { return try compile(path, options) }
        let use = try FolderUse(of: URL(fileURLWithPath: path).deletingLastPathComponent())
        let model = try read(path)
        defer { ov_model_free(model) }
        for (name, shape) in shapes { try Self.fix(name, shape, of: model, path) }
        let converting = layout == .rgb ? nil : try PictureInput.convertingI420(model, input: input, path)
        defer { if let converting { ov_model_free(converting) } }
        return try compiled(path, use, options) { ov_core_compile_model_props(core, converting ?? model, "CPU", $0.count, $0.baseAddress, &$1) }
    }

    /// Compiles a stateful decoder (`.xml` beside its `.bin`) with keys and values in blocks that each request owns; see `PagedTokens`.
    package func compileDecoder(_ path: String, _ options: CompileOptions = CompileOptions()) throws(InferenceError) -> CompiledModel {
        let use = try FolderUse(of: URL(fileURLWithPath: path).deletingLastPathComponent())
        let model = try read(path)
        defer { ov_model_free(model) }
        var message = [CChar](repeating: 0, count: 512)
        guard cpaged_attention(UnsafeMutableRawPointer(model), &message, message.count) == 0 else {
            throw InferenceError(code: .runtime, "giving \(path) blocks for its keys and values: \(String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))")
        }
        return try compiled(path, use, options) { ov_core_compile_model_props(core, model, "CPU", $0.count, $0.baseAddress, &$1) }
    }

    /// The caller frees it.
    private func read(_ path: String) throws(InferenceError) -> OpaquePointer {
        var model: OpaquePointer?
        try InferenceError.check(ov_core_read_model(core, path, nil, &model), .runtime, "reading \(path)")
        guard let model else { throw InferenceError(code: .runtime, "reading \(path): no model came back") }
        return model
    }

    private func compiled(
        _ path: String, _ use: FolderUse, _ options: CompileOptions, _ compile: (UnsafeBufferPointer<ov_property_t>, inout OpaquePointer?) -> ov_status_e
    ) throws(InferenceError) -> CompiledModel {
        var compiled: OpaquePointer?
        let status = withProperties(options.properties(computesIn16: computesIn16)) { compile($0, &compiled) }
        try InferenceError.check(status, .runtime, "compiling \(path)")
        guard let compiled else { throw InferenceError(code: .runtime, "compiling \(path): no model came back") }
        return CompiledModel(handle: compiled, name: path, use: use)
    }

    private static func fix(_ input: String, _ shape: [Int], of model: OpaquePointer, _ path: String) throws(InferenceError) {
        var partial = ov_partial_shape_t()
        let what = "giving input \(input) of \(path) the shape \(shape)"
        try InferenceError.check(ov_partial_shape_create_static(Int64(shape.count), shape.map(Int64.init), &partial), .runtime, what)
        defer { ov_partial_shape_free(&partial) }
        try InferenceError.check(ov_model_reshape_input_by_name(model, input, partial), .runtime, what)
    }

    private func withProperties<Result>(
        _ pairs: [(String, String)], _ body: (UnsafeBufferPointer<ov_property_t>) -> Result
    ) -> Result {
        let owned = pairs.map { (strdup($0.0), strdup($0.1)) }
        defer {
            for (key, value) in owned {
                free(key)
                free(value)
            }
        }
        let properties = owned.map { ov_property_t(key: UnsafePointer($0.0), value: UnsafePointer($0.1)) }
        return properties.withUnsafeBufferPointer(body)
    }
}

/// A model that is ready to run; makes requests.
package final class CompiledModel: Sendable {
    // SAFETY: creating requests from one compiled model on several threads is documented as safe; the pointer never changes.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let name: String
    /// The weights stay mapped for as long as the model lives.
    private let use: FolderUse
    private let made = Atomic<Int>(0)

    /// Requests that were made of it so far; each keeps memory of its own.
    package var requests: Int { made.load(ordering: .relaxed) }

    init(handle: OpaquePointer, name: String, use: FolderUse) {
        self.handle = handle
        self.name = name
        self.use = use
    }

    deinit {
        ov_compiled_model_free(handle)
    }

    /// Memory that inputs of these names want for `rows` in place of the first dimension: as many tensors as there are such inputs, in their order.
    func blocks(_ prefix: String, rows: Int) throws(InferenceError) -> [(input: String, kind: ov_element_type_e, shape: [Int])] {
        var found: [(input: String, kind: ov_element_type_e, shape: [Int])] = []
        while true {
            let input = "\(prefix)\(found.count)"
            var port: OpaquePointer?
            guard ov_compiled_model_input_by_name(handle, input, &port) == OK, let port else { return found }
            defer { ov_output_const_port_free(port) }
            var (kind, shape) = (DYNAMIC, ov_partial_shape_t())
            try InferenceError.check(ov_port_get_element_type(port, &kind), .runtime, "input \(input) of \(name)")
            try InferenceError.check(ov_port_get_partial_shape(port, &shape), .runtime, "input \(input) of \(name)")
            defer { ov_partial_shape_free(&shape) }
            let rank = Int(shape.rank.max)
            found.append((input, kind, [rows] + (1..<max(1, rank)).map { Int(shape.dims[$0].max) }))
        }
    }

    /// A new request with its own inputs, outputs and state.
    package func makeRequest() throws(InferenceError) -> InferRequest {
        var request: OpaquePointer?
        try InferenceError.check(ov_compiled_model_create_infer_request(handle, &request), .runtime, "making a request of \(name)")
        guard let request else { throw InferenceError(code: .runtime, "making a request of \(name): none came back") }
        made.wrappingAdd(1, ordering: .relaxed)
        return InferRequest(handle: request, model: self, name: name)
    }
}
