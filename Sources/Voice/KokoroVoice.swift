internal import Foundation
package import Inference
internal import Spoken
private import Synchronization

/// Kokoro-82M's network, which all of its voices share. It has two hundred megabytes once it is compiled.
package final class KokoroNetwork: Sendable {
    let directory: ModelDirectory
    let table: KokoroTable
    /// The numbers of the symbols that it knows.
    let symbols: [Unicode.Scalar: Int64]
    private let halves: Mutex<Halves>

    /// The network in two: what is to be heard, and the wave of it. Between them the tones are put right.
    private struct Halves: ~Copyable {
        var melody: InferRequest
        var sound: InferRequest
    }

    /// The longest input: a style has a vector for each count up to this.
    static let longest = 509
    /// Values a frame that the first half hands to the second.
    private static let textWidth = 512
    /// Frames (25 ms) of silence that are kept before the first word. The network makes up to twenty, a tenth of a sentence's work for what is cut off anyway. Where there is Mandarin all are kept: without
    /// them one or two in a hundred of its characters more were misheard, of English words none.
    private static let lead = 10

    /// - Parameter directory: of `VoiceModel.kokoro`.
    package init(_ directory: ModelDirectory, runtime: Runtime, threads: Int = 1) throws(VoiceError) {
        self.directory = directory
        table = try KokoroTable(directory)
        symbols = Dictionary(uniqueKeysWithValues: table.symbols.compactMap { key, number in key.unicodeScalars.first.map { ($0, number) } })
        halves = Mutex(
            try translating { () throws(InferenceError) in
                let options = CompileOptions(precision: .f32, threads: threads)
                return Halves(
                    melody: try runtime.compile(directory.path("melody.xml"), options).makeRequest(), sound: try runtime.compile(directory.path("sound.xml"), options).makeRequest())
            })
    }

    /// The styles that are here; the first letter names the language of the speaker, the second the sex.
    package var styles: [String] { table.styles.map(\.name) }

    /// - Parameter tones: of each run of Mandarin, places among the numbers.
    func run(_ numbers: [Int64], tones: [[MandarinTone]], style: [Float], rate: Double) throws(VoiceError) -> [Float] {
        try halves.withLock { (halves) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                // Padding on both sides, as it was trained.
                try halves.melody.set("tokens", [0] + numbers + [0], shape: [1, numbers.count + 2])
                try halves.melody.set("style", style, shape: [1, style.count])
                try halves.melody.set("speed", [Float(rate)], shape: [1])
                try halves.melody.infer()
                let frames = try halves.melody.floats("frames")
                let energy = try halves.melody.floats("energy"), text = try halves.melody.floats("text")
                var pitch = try halves.melody.floats("pitch")
                for run in tones { pitch = KokoroMelody.shaped(pitch, frames: frames, tones: run) }
                let count = text.count / Self.textWidth
                let skipped = tones.isEmpty ? max(0, Int(frames.first ?? 0) - Self.lead) : 0
                let kept = count - skipped
                try halves.sound.set("pitch", Array(pitch.dropFirst(2 * skipped)), shape: [1, 2 * kept])
                try halves.sound.set("energy", Array(energy.dropFirst(2 * skipped)), shape: [1, 2 * kept])
                try halves.sound.set("text", (0..<Self.textWidth).flatMap { text[$0 * count + skipped..<($0 + 1) * count] }, shape: [1, Self.textWidth, kept])
                try halves.sound.set("style", style, shape: [1, style.count])
                try halves.sound.infer()
                return try halves.sound.floats("audio")
            }
        }
    }
}

/// One style of Kokoro-82M. Speaks Mandarin and English, also within one clause.
package final class KokoroVoice: SpeechVoice {
    package let description: VoiceDescription
    package let loudness: Double?
    private let network: KokoroNetwork
    private let vectors: [Float]
    private let width: Int

    package init(_ network: KokoroNetwork, style: String) throws(VoiceError) {
        self.network = network
        vectors = try network.table.vectors(of: style, in: network.directory)
        let entry = network.table.styles.first { $0.name == style }!
        width = entry.width
        loudness = entry.loudness
        description = VoiceDescription(
            name: style, languages: ["zh", "en"], engine: .kokoro, sampleRate: network.table.sample_rate, place: network.directory.url.path)
    }

    /// It mumbles what is short: a sentence stays whole.
    package var limits: ClauseSplitter.Limits {
        var limits = ClauseSplitter.Limits()
        limits.firstLeast = 75
        limits.firstMost = 150
        return limits
    }

    package func prepare() throws(VoiceError) {
        _ = try speak([VoiceRun("晚上好。", language: "zh")], rate: 1)
    }

    package func speak(_ clause: [VoiceRun], rate: Double) throws(VoiceError) -> VoiceSound? {
        var line = KokoroLine()
        for run in clause {
            if run.language == "zh" {
                let (symbols, tones) = MandarinPhonemes.tonedSymbols(run.text)
                line.add(symbols, tones: tones)
            } else {
                line.add(KokoroEnglish.symbols(try PhonemeText.ipa(run.text, espeakVoice: "en-us")).split(separator: " ").joined(separator: " "))
            }
        }
        var samples: [Float] = []
        for part in line.parts(longest: KokoroNetwork.longest) where line.symbols[part].contains(where: { $0.properties.isAlphabetic }) {
            let (numbers, tones) = line.numbers(of: part, known: network.symbols)
            guard !numbers.isEmpty else { continue }
            let row = min(numbers.count, vectors.count / width - 1)
            samples += try network.run(numbers, tones: tones, style: Array(vectors[row * width..<(row + 1) * width]), rate: rate)
        }
        return samples.isEmpty ? nil : VoiceSound(samples: samples, sampleRate: description.sampleRate)
    }
}
