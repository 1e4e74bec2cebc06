package import Inference

/// Silero's voice activity model: a probability of speech for each 32 ms of sound.
///
/// The network sees 512 new samples after the 64 before them, and carries its recurrent state.
package struct VoiceActivityDetector: ~Copyable {
    package static let stepFrames = 512
    private static let context = 64

    private var request: InferRequest
    private var state = [Float](repeating: 0, count: 2 * 128)
    private var window = [Float](repeating: 0, count: context + stepFrames)

    package init(_ model: CompiledModel) throws(SpeechError) {
        request = try translating { () throws(InferenceError) in try model.makeRequest() }
    }

    /// Probability of speech in the next 512 samples (16 kHz, nominal range −1…1).
    package mutating func step(_ samples: ArraySlice<Float>) throws(SpeechError) -> Float {
        precondition(samples.count == Self.stepFrames)
        window.removeFirst(Self.stepFrames)
        window.append(contentsOf: samples)
        do {
            try request.set("input", window, shape: [1, window.count])
            try request.set("state", state, shape: [2, 1, 128])
            try request.infer()
            state = try request.floats("stateN")
            return try request.floats("output").first ?? 0
        } catch {
            throw SpeechError(error)
        }
    }
}
