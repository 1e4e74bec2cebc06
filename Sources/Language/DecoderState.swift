internal import Inference

/// A text that the decoder has read so far: keys and values of its tokens are the request's state, and grow with it. The C interface cannot empty a state, so each text has a request of its own.
struct DecoderState: ~Copyable {
    private var request: InferRequest
    /// Tokens that were read.
    private(set) var length = 0

    init(_ request: consuming InferRequest) {
        self.request = request
    }

    /// Reads on. Afterwards `withLogits` speaks of what may follow.
    mutating func read(_ tokens: ArraySlice<Int64>) throws(InferenceError) {
        let end = length + tokens.count
        try request.set("input_ids", Array(tokens), shape: [1, tokens.count])
        try request.set("attention_mask", [Int64](repeating: 1, count: end), shape: [1, end])
        try request.set("position_ids", (length..<end).map(Int64.init), shape: [1, tokens.count])
        try request.set("beam_idx", [Int32(0)], shape: [1])
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
