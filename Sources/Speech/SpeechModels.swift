package import Inference

/// The compiled graphs of the speech side, shared by all tracks.
package struct SpeechModels: Sendable {
    package let vocabulary: Vocabulary
    package let voiceActivity: CompiledModel
    package let front: CompiledModel
    package let melFront: CompiledModel
    package let chunked: CompiledModel
    package let fullContext: CompiledModel
    package let decoder: CompiledModel

    /// - Parameter precision: of the transformers and the decoder. Voice activity and both fronts always run in f32: bf16 moves them too far.
    package init(_ directory: ModelDirectory, runtime: Runtime, precision: CompileOptions.Precision = .automatic) throws(SpeechError) {
        vocabulary = try Vocabulary(directory)
        func compile(_ name: String, _ precision: CompileOptions.Precision) throws(SpeechError) -> CompiledModel {
            try translating { () throws(InferenceError) in
                try runtime.compile(directory.path(name + ".xml"), CompileOptions(precision: precision))
            }
        }
        voiceActivity = try Self.voiceActivity(directory, runtime: runtime)
        front = try compile("front", .f32)
        melFront = try compile("mel_front", .f32)
        fullContext = try compile("full_context", precision)
        // These see a few rows at a time.
        let short = precision == .automatic ? CompileOptions.Precision.f32OverInt8 : precision
        chunked = try compile("chunked", short)
        decoder = try compile("decoder", short)
    }

    /// Voice activity alone, for an engine that needs no more of these.
    package static func voiceActivity(_ directory: ModelDirectory, runtime: Runtime) throws(SpeechError) -> CompiledModel {
        try translating { () throws(InferenceError) in
            try runtime.compile(directory.path("vad.xml"), CompileOptions(precision: .f32))
        }
    }
}
