private import Inference
package import Wire

/// The hidden states of a whole recording: a row for every 20 ms of it, speech or not. Row i stands for the 20 ms from i × 20 ms on.
///
/// Of the first pass a row is what its chunked transformer makes of the row's chunk (320 ms) and what came before; of the second
/// pass what the full-context transformer makes of everything around it. Memory does not grow with the recording.
package struct FeatureExtractor: ~Copyable {
    /// Values a row.
    package let width = FrontStream.width
    /// Samples from one row to the next.
    package let hop = FrontStream.hop
    private var front: RollingFront
    private var chunked: ChunkedWindows?
    private var fullContext: FullContextWindows?

    /// - Parameter pass: whose transformer.
    package init(_ models: SpeechModels, pass: CaptionPass) throws(SpeechError) {
        let front = try translating { () throws(InferenceError) in try models.front.makeRequest() }
        switch pass {
        case .first:
            let request = try translating { () throws(InferenceError) in try models.chunked.makeRequest() }
            chunked = ChunkedWindows(request, chunk: models.vocabulary.chunkFrames)
        case .second:
            let request = try translating { () throws(InferenceError) in try models.fullContext.makeRequest() }
            fullContext = FullContextWindows(request, output: "encoded", width: FrontStream.width)
        }
        self.front = RollingFront(front)
    }

    /// Rows of a recording of `samples` samples; the last one's sound is filled up with silence.
    package func rows(samples: Int) -> Int { (samples + hop - 1) / hop }

    /// Takes the next samples (16 kHz, normalised over the recording) and returns the rows that are complete, [rows × width].
    package mutating func append(_ samples: [Float]) throws(SpeechError) -> [Float] {
        do {
            return try encode(try front.append(samples))
        } catch {
            throw SpeechError(error)
        }
    }

    /// The recording is over: the rest of the rows.
    package mutating func finish() throws(SpeechError) -> [Float] {
        do {
            return try encode(try front.finish()) + rest()
        } catch {
            throw SpeechError(error)
        }
    }

    private mutating func encode(_ features: [Float]) throws(InferenceError) -> [Float] {
        if chunked != nil { return try chunked!.append(features) }
        return try fullContext!.append(features)
    }

    private mutating func rest() throws(InferenceError) -> [Float] {
        if chunked != nil { return try chunked!.finish() }
        return try fullContext!.finish()
    }
}
