package import Inference

/// The first pass's transformer: chunk after chunk, with the keys and values of the past as state.
///
/// A chunk is heard twice. As the newest it sees itself and all before it, so that its words come at once; when the next chunk is there both
/// are heard together, and what it becomes then is what stays. On the benchmark's prompts this takes a third and more off the first pass's word error,
/// for twice the encoder's work and no delay.
package struct ChunkedEncoder: ~Copyable {
    private var request: InferRequest
    package let chunkFrames: Int
    /// Frames after a chunk that are heard with it before it stays as it is: more is better and costs more.
    private let ahead: Int
    package let memory = CrossMemory()
    /// Frames that stay as they are.
    package private(set) var settled = 0
    /// Whether the rows of settled chunks are kept until `takeOutput`, for those who want the representation itself.
    package var keepsOutput = false {
        didSet { if !keepsOutput { (output, open) = (EncodedRows(), []) } }
    }
    private var output = EncodedRows()
    /// The rows that are not settled yet.
    private var open: [Float] = []
    /// Of all frames heard, the open ones as they are now; nil where the models have no character head.
    package private(set) var letters: LetterRows?

    package init(_ models: SpeechModels, ahead: Int? = nil) throws(SpeechError) {
        self.ahead = ahead ?? models.vocabulary.chunkFrames
        request = try translating { () throws(InferenceError) in try models.chunked.makeRequest() }
        chunkFrames = models.vocabulary.chunkFrames
        letters = models.vocabulary.letters.map { LetterRows($0) }
    }

    package mutating func reset() {
        settled = 0
        memory.truncate(to: 0)
        letters?.replace(from: 0, with: [])
        (output, open) = (EncodedRows(), [])
    }

    /// The rows of settled chunks since the last call.
    package mutating func takeOutput() -> EncodedRows {
        defer { output = EncodedRows() }
        return output
    }

    /// Encodes the frames of `features` ([frames × 512], from the utterance's start) that were not heard yet.
    package mutating func advance(over features: [Float]) throws(InferenceError) {
        let frames = features.count / FrontStream.width
        while memory.frames < frames {
            let end = min(settled + chunkFrames + ahead, frames)
            try encode(features[(settled * FrontStream.width)..<(end * FrontStream.width)], upTo: end)
            if end == settled + chunkFrames + ahead { settle(chunkFrames) }
        }
    }

    /// Nothing follows: what was heard so far stays.
    package mutating func finish() {
        settle(memory.frames - settled)
    }

    private mutating func encode(_ rows: ArraySlice<Float>, upTo end: Int) throws(InferenceError) {
        try rows.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            try request.set("features", buffer, shape: [1, end - settled, FrontStream.width])
        }
        try request.set("past", [Int64(settled)], shape: [1])
        try request.infer()
        memory.truncate(to: settled)
        try memory.append(from: request, at: settled)
        if letters != nil { letters?.replace(from: settled, with: try request.floats("letters")) }
        if keepsOutput { open = try request.floats("encoded") }
    }

    private mutating func settle(_ count: Int) {
        if keepsOutput, count > 0 {
            output.append(Array(open.prefix(count * FrontStream.width)), at: settled)
            open.removeFirst(count * FrontStream.width)
        }
        settled += count
    }
}
