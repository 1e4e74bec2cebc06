package import Inference

/// The first pass's transformer: chunk after chunk, with the keys and values of the past as state.
package struct ChunkedEncoder: ~Copyable {
    private var request: InferRequest
    package let chunkFrames: Int
    package let memory = CrossMemory()
    /// Whole chunks behind us, in frames: a chunk that was heard in part only is taken back when more of it is there.
    package private(set) var settled = 0
    /// Whether the output of whole chunks is kept until `takeOutput`, for those who want the representation itself.
    package var keepsOutput = false {
        didSet { if !keepsOutput { output = EncodedRows() } }
    }
    private var output = EncodedRows()

    package init(_ models: SpeechModels) throws(SpeechError) {
        request = try translating { () throws(InferenceError) in try models.chunked.makeRequest() }
        chunkFrames = models.vocabulary.chunkFrames
    }

    package mutating func reset() {
        settled = 0
        memory.truncate(to: 0)
        output = EncodedRows()
    }

    /// The rows of whole chunks since the last call.
    package mutating func takeOutput() -> EncodedRows {
        defer { output = EncodedRows() }
        return output
    }

    /// Encodes the frames of `features` ([frames × 512], from the utterance's start) that are not settled yet.
    package mutating func advance(over features: [Float]) throws(InferenceError) {
        let frames = features.count / FrontStream.width
        while settled < frames {
            let end = min(settled + chunkFrames, frames)
            let width = FrontStream.width
            try features.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
                let rows = UnsafeBufferPointer(rebasing: buffer[(settled * width)..<(end * width)])
                try request.set("features", rows, shape: [1, end - settled, width])
            }
            try request.set("past", [Int64(settled)], shape: [1])
            try request.infer()
            memory.truncate(to: settled)
            try memory.append(from: request, at: settled)
            guard end == settled + chunkFrames else { return }
            if keepsOutput { output.append(try request.floats("encoded"), at: settled) }
            settled = end
        }
    }
}
