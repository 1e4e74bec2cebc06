package import Foundation
package import Inference

/// A voice of the Piper project: VITS (Kim et al., 2021), text to wave, from espeak-ng's phonemes.
package final class PiperVoice: SpeechVoice {
    package let description: VoiceDescription
    package let loudness: Double?
    private let file: PiperVoiceFile
    private let network: any PiperNetwork
    /// Of voices with several speakers the first.
    private let speaker: Int64?
    private let isSteady: Bool
    /// Every Piper voice was trained with this.
    private static let samplesPerFrame = 256

    /// A voice as the set-up made it: a clause comes in pieces.
    ///
    /// - Parameter steady: without the network's random liveliness, so that the same text is the same sound again.
    package convenience init(_ directory: ModelDirectory, name: String, runtime: Runtime, threads: Int = 1, steady: Bool = false) throws(VoiceError) {
        let network = try SplitPiperNetwork(directory, runtime, threads: threads)
        let file = try PiperVoiceFile(path: directory.path("voice.json"))
        self.init(network, file, loudness: network.facts.loudness, name: name, place: directory.url.path, steady)
    }

    /// Any Piper voice: `NAME.onnx`, with `NAME.onnx.json` beside it. A clause comes in one piece.
    package convenience init(file: URL, runtime: Runtime, threads: Int = 1, steady: Bool = false) throws(VoiceError) {
        guard FileManager.default.isReadableFile(atPath: file.path) else {
            throw VoiceError(.voice, "no voice at \(file.path); expected a Piper voice, NAME.onnx with NAME.onnx.json beside it")
        }
        let description = try PiperVoiceFile(path: file.path + ".json")
        let network: WholePiperNetwork
        do throws(InferenceError) {
            network = try WholePiperNetwork(file.path, runtime, threads: threads)
        } catch {
            throw VoiceError(.voice, "\(file.path) is not a network of a Piper voice: \(error.description)")
        }
        self.init(network, description, loudness: nil, name: file.deletingPathExtension().lastPathComponent, place: file.path, steady)
    }

    private init(_ network: any PiperNetwork, _ file: PiperVoiceFile, loudness: Double?, name: String, place: String, _ steady: Bool) {
        self.network = network
        self.file = file
        self.loudness = loudness
        speaker = file.speakers > 1 ? 0 : nil
        isSteady = steady
        description = VoiceDescription(name: name, languages: [file.language], engine: .piper, sampleRate: file.sampleRate, place: place)
    }

    package func prepare() throws(VoiceError) { try network.prepare() }

    package func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound? { try begin(clause, rate: rate)?.whole() }

    package func begin(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoicePieces? {
        var phonemes = ""
        for run in clause {
            let run = try PhonemeText.ipa(run.text, espeakVoice: file.espeakVoice)
            if !phonemes.isEmpty, !run.isEmpty { phonemes += " " }
            phonemes += run
        }
        guard let numbers = file.numbers(of: phonemes) else { return nil }
        let scales = [isSteady ? 0 : file.noiseScale, file.lengthScale / Float(rate), isSteady ? 0 : file.noiseWidth]
        // The network rounds each symbol's length up to whole frames: half a frame a symbol, which stays whatever the rate (measured: 0.50 ± 0.01).
        let fixed = 0.5 * Double(numbers.count * Self.samplesPerFrame) / Double(file.sampleRate)
        return VoicePieces(sampleRate: file.sampleRate, fixedSeconds: fixed, next: try network.begin(numbers, scales: scales, speaker: speaker))
    }
}
