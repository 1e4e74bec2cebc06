package import Foundation
package import Inference
private import Synchronization

/// The voices of this machine: those that the set-up made, those of files, and espeak-ng's.
package final class VoiceCatalogue: Sendable {
    private let models: [URL]
    private let runtime: Runtime
    private let threads: Int
    /// Kokoro's styles share a network.
    private let kokoro = Mutex<KokoroNetwork?>(nil)

    /// - Parameters:
    ///   - models: folders of models, such as `~/.cache/taichu/models`, the first that has a voice counts.
    ///   - threads: of a network; a voice has to be faster than real time, and waits for nobody while it is.
    package init(models: [URL], runtime: Runtime, threads: Int = min(2, ProcessInfo.processInfo.activeProcessorCount)) {
        self.models = models
        self.runtime = runtime
        self.threads = threads
    }

    /// What can be named, without loading any: the neural voices first. A Piper voice by file is not among them.
    package func voices() throws(VoiceError) -> [VoiceDescription] {
        var found: [VoiceDescription] = []
        if let folder = folder(of: .joe) {
            let file = try PiperVoiceFile(path: folder.appending(path: "voice/\(VoiceModel.joe.rawValue)/voice.json").path)
            found.append(described(Self.joe, [file.language], .piper, file.sampleRate, folder.path))
        }
        if let folder = folder(of: .kokoro) {
            let table = try KokoroTable(try VoiceModel.kokoro.directory(in: folder))
            found += table.styles.map { described($0.name, ["zh", "en"], .kokoro, table.sample_rate, folder.path) }
        }
        let rate = try Espeak.sampleRate()
        return try found + EspeakVoice.languages().map { described(Self.espeak + $0, [$0], .espeak, rate, "libespeak-ng") }
    }

    /// A voice with what the benchmark found of it, which goes by the name: a voice by file has none.
    private func described(_ name: String, _ languages: [String], _ engine: VoiceEngine, _ sampleRate: Int, _ place: String) -> VoiceDescription {
        VoiceDescription(name: name, languages: languages, engine: engine, sampleRate: sampleRate, place: place, readBack: ReadBack.measured[name] ?? [])
    }

    /// A voice by its name: `joe`, a style of Kokoro such as `jf_gongitsune`, `espeak-de`, or the path of a Piper voice's `.onnx`.
    package func load(_ name: String) throws(VoiceError) -> any SpeechVoice {
        if name.hasSuffix(".onnx") { return try PiperVoice(file: URL(filePath: name), runtime: runtime, threads: threads) }
        if name.hasPrefix(Self.espeak) { return try EspeakVoice(language: String(name.dropFirst(Self.espeak.count))) }
        if name == Self.joe { return try PiperVoice(try directory(of: .joe), name: name, runtime: runtime, threads: threads) }
        guard folder(of: .kokoro) != nil || name.contains("_") else {
            throw VoiceError(.request, "no voice is called \"\(name)\"; `taichu voices` lists them, and the path of a Piper voice (NAME.onnx) is one too")
        }
        return try KokoroVoice(try network(), style: name)
    }

    /// The best voice for a language: Piper's for English, Kokoro's for Chinese, espeak-ng's for all others, and for these where theirs are not installed.
    package func best(for language: String) throws(VoiceError) -> any SpeechVoice {
        if language == "en", folder(of: .joe) != nil { return try load(Self.joe) }
        if language == "zh" || language == "en", folder(of: .kokoro) != nil { return try load(Self.mandarin) }
        return try EspeakVoice(language: language)
    }

    /// A speaker's voices, with what is needed for the languages that its main voice does not speak.
    package func set(_ main: any SpeechVoice, target: LoudnessTarget? = LoudnessTarget()) -> VoiceSet {
        VoiceSet(main, target: target) { [self] (language) throws(VoiceError) in try best(for: language) }
    }

    private static let joe = "joe"
    private static let espeak = "espeak-"
    /// Of the styles of Kokoro that were compared over 55 sentences the one that was understood best (Documentation/voices.md).
    private static let mandarin = "jf_gongitsune"

    private func folder(of model: VoiceModel) -> URL? { models.first { model.isThere(in: $0) } }

    private func directory(of model: VoiceModel) throws(VoiceError) -> ModelDirectory {
        // Where there is none, the first place says what to do.
        guard let folder = folder(of: model) ?? models.first else {
            throw VoiceError(.model, "no folder of models was given; run `make setup-voice`")
        }
        return try model.directory(in: folder)
    }

    private func network() throws(VoiceError) -> KokoroNetwork {
        try kokoro.withLock { (kokoro) throws(VoiceError) in
            if let kokoro { return kokoro }
            let network = try KokoroNetwork(try directory(of: .kokoro), runtime: runtime, threads: threads)
            kokoro = network
            return network
        }
    }
}
