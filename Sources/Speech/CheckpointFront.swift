package import Inference

/// A checkpoint's conv front over one growing utterance: samples in, features out, each frame computed once.
///
/// With a layer-norm front a frame depends on its own samples only, so carrying the raw tail gives exactly what one pass over the
/// whole clip would give. A group-norm front depends on the statistics of the whole clip: here on those of all that was heard up
/// to a frame's call, each frame of the first convolution counted once.
package struct CheckpointFront {
    private let configuration: CheckpointConfiguration
    /// Samples that frames to come still need, and how many went before them.
    private var tail: [Float] = []
    private var dropped = 0
    /// Features of the frames so far, [frames × hidden].
    package private(set) var features: [Float] = []

    /// Running statistics of the first convolution's output (group norm).
    private var counted = 0
    private var count: [Float] = [0]
    private var sum: [Float]
    private var squares: [Float]

    package init(_ configuration: CheckpointConfiguration) {
        self.configuration = configuration
        sum = [Float](repeating: 0, count: configuration.frontChannels)
        squares = sum
    }

    package var frames: Int { features.count / configuration.hidden }
    package var samples: Int { dropped + tail.count }
    /// Frames that the samples so far suffice for.
    package var possibleFrames: Int { configuration.frames(samples: samples) }

    package mutating func append(_ samples: some Sequence<Float>) {
        tail.append(contentsOf: samples)
    }

    /// Computes features up to (not including) `frame`, from the samples that they see and no more; with `.max`, from all samples:
    /// the last ones of a clip are no frame's and count for a group norm nevertheless.
    package mutating func advance(to frame: Int, with front: inout InferRequest) throws(InferenceError) {
        let count = min(frame, possibleFrames) - frames
        guard count > 0 else { return }
        let start = frames * configuration.stride
        let length = frame == .max ? samples - start : (count - 1) * configuration.stride + configuration.receptiveField
        try tail.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
            let samples = UnsafeBufferPointer(rebasing: buffer[(start - dropped)..<(start - dropped + length)])
            try front.set("wave", samples, shape: [1, length])
        }
        if configuration.frontNorm == .group { try lendStatistics(start, to: &front) }
        try front.infer()
        if configuration.frontNorm == .group { try takeStatistics(start, length, from: front) }
        features.append(contentsOf: try front.floats("features"))
        let needed = frames * configuration.stride
        tail.removeFirst(needed - dropped)
        dropped = needed
    }

    private func lendStatistics(_ start: Int, to front: inout InferRequest) throws(InferenceError) {
        try front.set("skip", [Int64(max(0, counted - start / configuration.frontStride))], shape: [1])
        try front.set("count", count, shape: [1])
        try front.set("sum", sum, shape: [1, sum.count, 1])
        try front.set("squares", squares, shape: [1, squares.count, 1])
    }

    private mutating func takeStatistics(_ start: Int, _ length: Int, from front: borrowing InferRequest) throws(InferenceError) {
        count = try front.floats("count_after")
        sum = try front.floats("sum_after")
        squares = try front.floats("squares_after")
        counted = start / configuration.frontStride + (length - configuration.frontKernel) / configuration.frontStride + 1
    }
}
