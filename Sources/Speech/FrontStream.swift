package import Inference

/// The conv front over one growing utterance: samples in, features out, each frame computed once.
///
/// A frame depends on its own 1,040 samples only (hop 320), so carrying the raw tail gives exactly what one pass over the
/// whole clip would give. 520 zeros stand before the first sample, as the front was trained.
package struct FrontStream {
    package static let width = 512
    package static let hop = 320
    package static let field = 1040
    package static let lead = 520
    /// Samples of silence behind a finished utterance: the decoder finds its end there. 1.5 s is where the error stops falling.
    package static let closing = 24_000
    /// A finished utterance has a multiple of this many frames.
    package static let bucket = 64
    /// Samples after a frame's hop that it still sees.
    package static let lookAhead = field - lead - hop

    /// Normalised samples of the whole utterance, after the leading zeros.
    package private(set) var wave = [Float](repeating: 0, count: lead)
    /// Features of the frames so far, [frames × 512].
    package private(set) var features: [Float] = []

    package init() {}

    package var frames: Int { features.count / Self.width }

    /// Frames that the samples so far suffice for.
    package var possibleFrames: Int { wave.count < Self.field ? 0 : (wave.count - Self.field) / Self.hop + 1 }

    package mutating func append(_ samples: some Sequence<Float>) {
        wave.append(contentsOf: samples)
    }

    /// Computes features up to (not including) `frame`.
    package mutating func advance(to frame: Int, with front: inout InferRequest) throws(InferenceError) {
        let count = min(frame, possibleFrames) - frames
        guard count > 0 else { return }
        let start = frames * Self.hop
        features.append(contentsOf: try Self.run(wave[start..<(start + Self.field + (count - 1) * Self.hop)], &front))
    }

    /// Frames of an utterance of `samples` samples with at least `closing` samples of silence behind: rounded up to a multiple
    /// of 64, since the runtime prepares itself for each new shape and keeps what it made.
    package static func wholeFrames(samples: Int, closing: Int) -> Int {
        let least = (samples + closing + hop - 1) / hop
        return (least + bucket - 1) / bucket * bucket
    }

    /// Ends the utterance after `samples` samples, with silence behind; frames that saw later sound are taken back.
    package mutating func finish(after samples: Int) {
        let end = min(Self.lead + samples, wave.count)
        let kept = max(0, min(frames, end < Self.field ? 0 : (end - Self.field) / Self.hop + 1))
        let whole = Self.wholeFrames(samples: end - Self.lead, closing: Self.closing)
        wave = wave[..<end] + [Float](repeating: 0, count: whole * Self.hop + Self.lead + Self.lookAhead - end)
        features.removeSubrange((kept * Self.width)...)
    }

    private static func run(_ samples: ArraySlice<Float>, _ front: inout InferRequest) throws(InferenceError) -> [Float] {
        try samples.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            try front.set("wave", buffer, shape: [1, buffer.count])
        }
        try front.infer()
        return try front.floats("features")
    }
}
