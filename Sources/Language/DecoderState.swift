internal import Inference

/// A text that the decoder has read so far. Keys and values of its tokens lie in blocks, one after the other, that belong to its request.
struct DecoderState: ~Copyable {
    private var request: InferRequest
    /// Tokens that were read.
    private(set) var length = 0

    /// - Parameter capacity: the most tokens that will be read. Memory for them is asked for at once, and taken as it is written.
    init(_ request: consuming InferRequest, capacity: Int) throws(InferenceError) {
        let rows = Self.blocks(max(1, capacity))
        let layers = try request.own("key_cache.", rows: rows)
        guard layers > 0, try request.own("value_cache.", rows: rows) == layers else {
            throw InferenceError(code: .runtime, "the decoder has no blocks for its keys and values")
        }
        self.request = request
    }

    private static func blocks(_ tokens: Int) -> Int { (tokens + PagedTokens.block - 1) / PagedTokens.block }

    /// Reads on. Afterwards `withLogits` speaks of what may follow.
    mutating func read(_ tokens: ArraySlice<Int64>) throws(InferenceError) {
        let end = length + tokens.count, blocks = Self.blocks(end)
        try request.set("input_ids", Array(tokens), shape: [tokens.count])
        try request.set("position_ids", (length..<end).map(Int64.init), shape: [tokens.count])
        try request.set("max_context_len", [Int32(end)], shape: [])
        try request.set("past_lens", [Int32(length)], shape: [1])
        try request.set("subsequence_begins", [0, Int32(tokens.count)], shape: [2])
        try request.set("block_indices_begins", [0, Int32(blocks)], shape: [2])
        try request.set("block_indices", (0..<Int32(blocks)).map { $0 }, shape: [blocks])
        try request.infer()
        length = end
    }

    /// For each token of the vocabulary how likely it comes next, as logits.
    func withLogits<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) throws(InferenceError) -> Result {
        try request.withOutput("logits", body)
    }
}

/// Makes bytes of tokens. They need not be whole characters; special tokens give none.
struct Detokenizer: ~Copyable {
    private var request: InferRequest

    init(_ request: consuming InferRequest) {
        self.request = request
    }

    mutating func bytes(_ token: Int64) throws(InferenceError) -> [UInt8] {
        try request.set("ids", [token], shape: [1, 1])
        try request.infer()
        return try request.withBytes("bytes") { Array($0) }
    }
}
