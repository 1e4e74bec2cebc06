internal import COpenVINO

/// One run of a model at a time, with its inputs, outputs and state. Used by one owner; runs on the calling thread.
package struct InferRequest: ~Copyable {
    private let handle: OpaquePointer
    /// Keeps the model alive as long as its request.
    private let model: CompiledModel
    private let name: String

    init(handle: OpaquePointer, model: CompiledModel, name: String) {
        self.handle = handle
        self.model = model
        self.name = name
    }

    deinit {
        ov_infer_request_free(handle)
    }

    /// Sets a float input by copying. `shape` must have `values.count` elements.
    package mutating func set(_ input: String, _ values: UnsafeBufferPointer<Float>, shape: [Int]) throws(InferenceError) {
        try set(input, F32, values.baseAddress, count: values.count, stride: 4, shape: shape)
    }

    package mutating func set(_ input: String, _ values: [Float], shape: [Int]) throws(InferenceError) {
        try values.withUnsafeBufferPointer { (buffer) throws(InferenceError) in try set(input, buffer, shape: shape) }
    }

    package mutating func set(_ input: String, _ values: [Int64], shape: [Int]) throws(InferenceError) {
        try values.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            try set(input, I64, buffer.baseAddress, count: buffer.count, stride: 8, shape: shape)
        }
    }

    package mutating func set(_ input: String, _ values: [Int32], shape: [Int]) throws(InferenceError) {
        try values.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            try set(input, I32, buffer.baseAddress, count: buffer.count, stride: 4, shape: shape)
        }
    }

    /// Sets an input of strings, shape [1]. The C interface knows only strings that end at a zero: there is none in `text`.
    package mutating func set(_ input: String, text: String) throws(InferenceError) {
        precondition(!text.utf8.contains(0), "input \(input): a zero in the text")
        var tensor: OpaquePointer?
        var extents: [Int64] = [1]
        let status = text.withCString { characters in
            var strings: [UnsafePointer<CChar>?] = [characters]
            return extents.withUnsafeMutableBufferPointer { extents in
                ov_tensor_create_from_string_array(&strings, 1, ov_shape_t(rank: 1, dims: extents.baseAddress), &tensor)
            }
        }
        try InferenceError.check(status, .inference, "making a text for \(name)")
        defer { ov_tensor_free(tensor) }
        try InferenceError.check(ov_infer_request_set_tensor(handle, input, tensor), .inference, "input \(input) of \(name)")
    }

    private mutating func set(
        _ input: String, _ kind: ov_element_type_e, _ base: UnsafeRawPointer?, count: Int, stride: Int, shape: [Int]
    ) throws(InferenceError) {
        precondition(shape.reduce(1, *) == count, "input \(input): \(count) values do not fill \(shape)")
        let tensor = try tensor(kind, shape, host: nil)
        defer { ov_tensor_free(tensor) }
        var data: UnsafeMutableRawPointer?
        try InferenceError.check(ov_tensor_data(tensor, &data), .inference, "input \(input) of \(name)")
        if let data, let base { data.copyMemory(from: base, byteCount: count * stride) }
        try InferenceError.check(ov_infer_request_set_tensor(handle, input, tensor), .inference, "input \(input) of \(name)")
    }

    /// Lets an input read the caller's memory without a copy. The memory must stay as it is until the next `infer` is over.
    package mutating func borrow(_ input: String, _ memory: UnsafePointer<Float>, shape: [Int]) throws(InferenceError) {
        let tensor = try tensor(F32, shape, host: UnsafeMutableRawPointer(mutating: memory))
        defer { ov_tensor_free(tensor) }
        try InferenceError.check(ov_infer_request_set_tensor(handle, input, tensor), .inference, "input \(input) of \(name)")
    }

    /// Lets an input of 8 bits read the caller's memory without a copy. The memory must stay as it is until the next `infer` is over.
    package mutating func borrow(_ input: String, bytes memory: UnsafeRawBufferPointer, shape: [Int]) throws(InferenceError) {
        precondition(shape.reduce(1, *) == memory.count && !memory.isEmpty, "input \(input): \(memory.count) bytes do not fill \(shape)")
        // The runtime only reads from inputs, though its interface does not say so.
        let tensor = try tensor(U8, shape, host: UnsafeMutableRawPointer(mutating: memory.baseAddress!))
        defer { ov_tensor_free(tensor) }
        try InferenceError.check(ov_infer_request_set_tensor(handle, input, tensor), .inference, "input \(input) of \(name)")
    }

    /// Gives every input "`prefix`0", "`prefix`1" … memory of its own, `rows` in place of the open first dimension, which runs read and write; it goes with the request.
    /// - Returns: how many inputs there are.
    package mutating func own(_ prefix: String, rows: Int) throws(InferenceError) -> Int {
        let blocks = try model.blocks(prefix, rows: rows)
        for block in blocks {
            let tensor = try tensor(block.kind, block.shape, host: nil)
            defer { ov_tensor_free(tensor) }
            try InferenceError.check(ov_infer_request_set_tensor(handle, block.input, tensor), .inference, "input \(block.input) of \(name)")
        }
        return blocks.count
    }

    private func tensor(
        _ kind: ov_element_type_e, _ dimensions: [Int], host: UnsafeMutableRawPointer?
    ) throws(InferenceError) -> OpaquePointer {
        var extents = dimensions.map(Int64.init)
        var tensor: OpaquePointer?
        let rank = Int64(extents.count)
        let status = extents.withUnsafeMutableBufferPointer { extents in
            let shape = ov_shape_t(rank: rank, dims: extents.baseAddress)
            return if let host {
                ov_tensor_create_from_host_ptr(kind, shape, host, &tensor)
            } else {
                ov_tensor_create(kind, shape, &tensor)
            }
        }
        try InferenceError.check(status, .inference, "making a tensor \(dimensions) for \(name)")
        guard let tensor else { throw InferenceError(code: .inference, "making a tensor \(dimensions) for \(name): none came back") }
        return tensor
    }

    /// Runs the model on this thread, to the end.
    package mutating func infer() throws(InferenceError) {
        try InferenceError.check(ov_infer_request_infer(handle), .inference, "running \(name)")
    }

    /// Reads a float output of the last run in place.
    package func withOutput<Result>(
        _ output: String, _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(InferenceError) -> Result {
        try withOutput(output, of: Float.self, body)
    }

    /// An integer output of the last run.
    package func integers(_ output: String) throws(InferenceError) -> [Int64] {
        try withOutput(output, of: Int64.self) { Array($0) }
    }

    /// A float output of the last run.
    package func floats(_ output: String) throws(InferenceError) -> [Float] {
        try withOutput(output, of: Float.self) { Array($0) }
    }

    /// The dimensions of an output of the last run.
    package func shape(_ output: String) throws(InferenceError) -> [Int] {
        var tensor: OpaquePointer?
        try InferenceError.check(ov_infer_request_get_tensor(handle, output, &tensor), .inference, "output \(output) of \(name)")
        defer { ov_tensor_free(tensor) }
        var shape = ov_shape_t()
        try InferenceError.check(ov_tensor_get_shape(tensor, &shape), .inference, "output \(output) of \(name)")
        defer { ov_shape_free(&shape) }
        return (0..<Int(shape.rank)).map { Int(shape.dims[$0]) }
    }

    /// Reads an output of bytes of the last run in place.
    package func withBytes<Result>(_ output: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) throws(InferenceError) -> Result {
        try withOutput(output, of: UInt8.self, body)
    }

    private func withOutput<Element, Result>(
        _ output: String, of: Element.Type, _ body: (UnsafeBufferPointer<Element>) -> Result
    ) throws(InferenceError) -> Result {
        var tensor: OpaquePointer?
        try InferenceError.check(ov_infer_request_get_tensor(handle, output, &tensor), .inference, "output \(output) of \(name)")
        defer { ov_tensor_free(tensor) }
        var count = 0
        var data: UnsafeMutableRawPointer?
        try InferenceError.check(ov_tensor_get_size(tensor, &count), .inference, "output \(output) of \(name)")
        try InferenceError.check(ov_tensor_data(tensor, &data), .inference, "output \(output) of \(name)")
        // SAFETY: the tensor holds `count` elements of the type that the graph's builder gave this output, and lives until
        // the request runs again, which `body` cannot do: it has no access to the request.
        return body(UnsafeBufferPointer(start: data?.assumingMemoryBound(to: Element.self), count: count))
    }
}
