internal import Inference

/// The conv front over a recording of any length: normalised samples in, the features of every frame out, once each.
///
/// As `FrontStream`, with 520 zeros before the first sample and 200 behind the last, but nothing is kept of what is through.
struct RollingFront: ~Copyable {
    /// Frames of one run of the front; the runtime prepares itself for each new length.
    private static let blockFrames = 128

    private var request: InferRequest
    private var samples = [Float](repeating: 0, count: FrontStream.lead)

    init(_ request: consuming InferRequest) {
        self.request = request
    }

    /// Features of the frames that these samples complete, in whole blocks: [frames × 512].
    mutating func append(_ new: [Float]) throws(InferenceError) -> [Float] {
        samples += new
        var features: [Float] = []
        var start = 0
        let length = FrontStream.field + (Self.blockFrames - 1) * FrontStream.hop
        while samples.count - start >= length {
            features += try run(samples[start..<(start + length)])
            start += Self.blockFrames * FrontStream.hop
        }
        samples.removeFirst(start)
        return features
    }

    /// The recording is over: features of the rest, the last frame filled up with zeros.
    mutating func finish() throws(InferenceError) -> [Float] {
        let left = samples.count - FrontStream.lead
        let frames = (left + FrontStream.hop - 1) / FrontStream.hop
        guard frames > 0 else { return [] }
        let length = FrontStream.field + (frames - 1) * FrontStream.hop
        samples += [Float](repeating: 0, count: max(0, length - samples.count))
        return try run(samples[..<length])
    }

    private mutating func run(_ piece: ArraySlice<Float>) throws(InferenceError) -> [Float] {
        try piece.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            try request.set("wave", buffer, shape: [1, buffer.count])
        }
        try request.infer()
        return try request.floats("features")
    }
}
