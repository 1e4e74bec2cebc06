internal import Inference

/// A transformer in which every frame sees every other, over features of any length, in the same windows as `ChunkedWindows`: rows of
/// both passes lie at the same places, and can be compared. A window sees some frames more behind its last row.
struct FullContextWindows: ~Copyable {
    /// Frames behind a window's last row that it sees (2.56 s).
    static let margin = 128

    private var request: InferRequest
    private let output: String
    private let width: Int
    /// Features since the window's start, and the frames of them that have their rows.
    private var features: [Float] = []
    private var past = 0

    /// - Parameter output: the request's output with a row a frame.
    init(_ request: consuming InferRequest, output: String, width: Int) {
        self.request = request
        self.output = output
        self.width = width
    }

    mutating func append(_ new: [Float]) throws(InferenceError) -> [Float] {
        features += new
        var rows: [Float] = []
        while features.count / width >= ChunkedWindows.frames + Self.margin {
            rows += try encode(ChunkedWindows.frames + Self.margin, upTo: ChunkedWindows.frames)
            features.removeFirst((ChunkedWindows.frames - ChunkedWindows.context) * width)
            past = ChunkedWindows.context
        }
        return rows
    }

    mutating func finish() throws(InferenceError) -> [Float] {
        let frames = features.count / width
        guard frames > past else { return [] }
        guard frames > ChunkedWindows.frames else { return try encode(frames, upTo: frames) }
        // The margin of this window has rows of its own in the next one.
        let rows = try encode(frames, upTo: ChunkedWindows.frames)
        features.removeFirst((ChunkedWindows.frames - ChunkedWindows.context) * width)
        past = ChunkedWindows.context
        return try rows + finish()
    }

    /// Runs over the first `frames` frames; the rows from `past` up to (not including) `end`.
    private mutating func encode(_ frames: Int, upTo end: Int) throws(InferenceError) -> [Float] {
        try request.set("features", Array(features[..<(frames * width)]), shape: [1, frames, width])
        try request.infer()
        let range = (past * width)..<(end * width)
        return try request.withOutput(output) { Array($0[range]) }
    }
}
