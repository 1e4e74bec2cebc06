package import Foundation
package import Inference
private import Synchronization

/// A voice of the Piper project: VITS (Kim et al., 2021), text to wave in one network, from espeak-ng's phonemes.
package final class PiperVoice: SpeechVoice {
    package let description: VoiceDescription
    private let file: PiperVoiceFile
    private let request: Mutex<InferRequest>
    /// Of voices with several speakers the first.
    private let speaker: Int64?
    private let isSteady: Bool
    /// Every Piper voice was trained with this.
    private static let samplesPerFrame = 256

    /// A voice as the set-up made it.
    ///
    /// - Parameter steady: without the network's random liveliness, so that the same text is the same sound again.
    package convenience init(_ directory: ModelDirectory, name: String, runtime: Runtime, threads: Int = 1, steady: Bool = false) throws(VoiceError) {
        try self.init(graph: directory.path("piper.xml"), configuration: directory.path("voice.json"), name: name, place: directory.url.path, runtime, threads, steady)
    }

    /// Any Piper voice: `NAME.onnx`, with `NAME.onnx.json` beside it.
    package convenience init(file: URL, runtime: Runtime, threads: Int = 1, steady: Bool = false) throws(VoiceError) {
        guard FileManager.default.isReadableFile(atPath: file.path) else {
            throw VoiceError(.voice, "no voice at \(file.path); expected a Piper voice, NAME.onnx with NAME.onnx.json beside it")
        }
        let name = file.deletingPathExtension().lastPathComponent
        try self.init(graph: file.path, configuration: file.path + ".json", name: name, place: file.path, runtime, threads, steady)
    }

    private init(graph: String, configuration: String, name: String, place: String, _ runtime: Runtime, _ threads: Int, _ steady: Bool) throws(VoiceError) {
        file = try PiperVoiceFile(path: configuration)
        do throws(InferenceError) {
            request = Mutex(try runtime.compile(graph, CompileOptions(precision: .f32, threads: threads)).makeRequest())
        } catch {
            throw VoiceError(.voice, "\(graph) is not a network of a Piper voice: \(error.description)")
        }
        speaker = file.speakers > 1 ? 0 : nil
        isSteady = steady
        description = VoiceDescription(name: name, languages: [file.language], engine: .piper, sampleRate: file.sampleRate, place: place)
    }

    package func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound? {
        var phonemes = ""
        for run in clause {
            let run = try PhonemeText.ipa(run.text, espeakVoice: file.espeakVoice)
            if !phonemes.isEmpty, !run.isEmpty { phonemes += " " }
            phonemes += run
        }
        guard let numbers = file.numbers(of: phonemes) else { return nil }
        let scales = [isSteady ? 0 : file.noiseScale, file.lengthScale / Float(rate), isSteady ? 0 : file.noiseWidth]
        let speaker = speaker
        let samples = try request.withLock { (request) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                try request.set("input", numbers, shape: [1, numbers.count])
                try request.set("input_lengths", [Int64(numbers.count)], shape: [1])
                try request.set("scales", scales, shape: [3])
                if let speaker { try request.set("sid", [speaker], shape: [1]) }
                try request.infer()
                return try request.floats("output")
            }
        }
        // The network rounds each symbol's length up to whole frames: half a frame a symbol, which stays whatever the rate (measured: 0.50 ± 0.01).
        let fixed = 0.5 * Double(numbers.count * Self.samplesPerFrame) / Double(file.sampleRate)
        return VoiceSound(samples: samples, sampleRate: file.sampleRate, fixedSeconds: fixed)
    }
}
