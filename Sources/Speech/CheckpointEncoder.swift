private import CTCDecoding
internal import Inference

/// A checkpoint's transformer, which wants to see everything, over windows of an utterance: context, what is wanted, look-ahead.
package struct CheckpointEncoder: ~Copyable {
    private let configuration: CheckpointConfiguration
    private var request: InferRequest

    package init(_ model: CheckpointModel) throws(SpeechError) {
        request = try translating { () throws(InferenceError) in try model.encoder.makeRequest() }
        configuration = model.configuration
    }

    /// Log probabilities of rows `from..<to`, [rows × vocabulary]; fewer where the features end before.
    ///
    /// - Parameters:
    ///   - features: [frames × hidden] of the utterance from its start.
    ///   - left, right: frames of context before and after that the transformer sees as well.
    /// - Throws: also when the model's output is of another size or no numbers.
    package mutating func logProbabilities(
        _ features: [Float], from: Int, to: Int, left: Int, right: Int
    ) throws(SpeechError) -> [Float] {
        guard from < to else { return [] }
        let stride = configuration.adapterStride
        let width = configuration.hidden
        let frames = features.count / width
        // An adapter's rows begin where the window does: a window begins where a row does.
        let first = max(0, from * stride - left) / stride
        let start = first * stride
        let end = min(frames, to * stride + right)
        let vocabulary = configuration.vocabulary.count
        let window = features[(start * width)..<(end * width)]
        var rows: [Float]
        var given = 0
        do {
            try window.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
                try request.set("features", buffer, shape: [1, end - start, width])
            }
            try request.infer()
            rows = try request.withOutput("logits") { logits in
                given = logits.count
                return Array(logits.dropFirst((from - first) * vocabulary).prefix((to - from) * vocabulary))
            }
        } catch {
            throw SpeechError(error)
        }
        // An adapter's last row may have too little before it or not.
        let expected = (end - start) / stride
        guard given.isMultiple(of: vocabulary), abs(given / vocabulary - expected) <= (stride == 1 ? 0 : 1) else {
            throw SpeechError("the checkpoint \(configuration.name) gives \(given) scores for about \(expected) rows of \(vocabulary) tokens")
        }
        do {
            try LogProbabilities.normalise(&rows, width: vocabulary, firstFrame: from)
        } catch {
            throw SpeechError("the checkpoint \(configuration.name): \(error.description)")
        }
        return rows
    }
}
