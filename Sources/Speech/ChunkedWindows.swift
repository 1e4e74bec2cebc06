internal import Inference

/// The chunked transformer over features of any length. It counts places from the start of what it hears and knows 1,500 of them, so
/// a long recording is heard in windows: the next one begins with the last frames of the one before, whose rows are there already.
struct ChunkedWindows: ~Copyable {
    /// A window's frames: as many as a live utterance has at most by default (14.08 s).
    static let frames = 704
    /// Frames that a window hears before its first new row (5.12 s).
    static let context = 256

    private var request: InferRequest
    private let chunk: Int
    private let width = FrontStream.width
    /// Features since the window's start, and the frames of them that are encoded.
    private var features: [Float] = []
    private var past = 0

    init(_ request: consuming InferRequest, chunk: Int) {
        self.request = request
        self.chunk = chunk
    }

    /// Rows of the chunks that stay as they are from now on: those whose next chunk these features complete.
    mutating func append(_ new: [Float]) throws(InferenceError) -> [Float] {
        features += new
        var rows: [Float] = []
        while features.count / width >= past + 2 * chunk {
            rows += try encode(2 * chunk)
            if past == Self.frames { try begin() }
        }
        return rows
    }

    mutating func finish() throws(InferenceError) -> [Float] {
        var rows: [Float] = []
        while features.count / width > past { rows += try encode(min(2 * chunk, features.count / width - past)) }
        return rows
    }

    /// A new window, which hears the end of the last one first.
    private mutating func begin() throws(InferenceError) {
        features.removeFirst((Self.frames - Self.context) * width)
        past = 0
        while past < Self.context { _ = try encode(2 * chunk) }
    }

    /// Hears the next `count` frames; the rows of the first chunk of them.
    private mutating func encode(_ count: Int) throws(InferenceError) -> [Float] {
        try request.set("features", Array(features[(past * width)..<((past + count) * width)]), shape: [1, count, width])
        try request.set("past", [Int64(past)], shape: [1])
        try request.infer()
        let kept = min(count, chunk)
        past += kept
        return try request.withOutput("encoded") { Array($0.prefix(kept * width)) }
    }
}
