internal import Foundation
package import Inference
private import Spoken
private import Synchronization

/// Kokoro-82M's network, which all of its voices share. It has two hundred megabytes once it is compiled.
package final class KokoroNetwork: Sendable {
    let directory: ModelDirectory
    let table: KokoroTable
    private let symbols: [Unicode.Scalar: Int64]
    private let request: Mutex<InferRequest>

    /// The longest input: a style has a vector for each count up to this.
    static let longest = 509

    /// - Parameter directory: of `VoiceModel.kokoro`.
    package init(_ directory: ModelDirectory, runtime: Runtime, threads: Int = 1) throws(VoiceError) {
        self.directory = directory
        table = try KokoroTable(directory)
        symbols = Dictionary(uniqueKeysWithValues: table.symbols.compactMap { key, number in key.unicodeScalars.first.map { ($0, number) } })
        request = Mutex(
            try translating { () throws(InferenceError) in
                try runtime.compile(directory.path("kokoro.xml"), CompileOptions(precision: .f32, threads: threads)).makeRequest()
            })
    }

    /// The styles that are here; the first letter names the language of the speaker, the second the sex.
    package var styles: [String] { table.styles.map(\.name) }

    /// Numbers of the symbols that the network knows.
    func numbers(of text: String) -> [Int64] { text.unicodeScalars.compactMap { symbols[$0] } }

    func run(_ numbers: [Int64], style: [Float], rate: Double) throws(VoiceError) -> [Float] {
        try request.withLock { (request) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                // Padding on both sides, as it was trained.
                try request.set("tokens", [0] + numbers + [0], shape: [1, numbers.count + 2])
                try request.set("style", style, shape: [1, style.count])
                try request.set("speed", [Float(rate)], shape: [1])
                try request.infer()
                return try request.floats("audio")
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
        var symbols = ""
        for run in clause {
            let own = run.language == "zh" ? MandarinPhonemes.symbols(run.text) : KokoroEnglish.symbols(try PhonemeText.ipa(run.text, espeakVoice: "en-us"))
            if !symbols.isEmpty, !own.isEmpty, symbols.last != " " { symbols += " " }
            symbols += own
        }
        var samples: [Float] = []
        for part in Self.parts(of: symbols) where part.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) {
            let numbers = network.numbers(of: part)
            guard !numbers.isEmpty else { continue }
            let row = min(numbers.count, vectors.count / width - 1)
            samples += try network.run(numbers, style: Array(vectors[row * width..<(row + 1) * width]), rate: rate)
        }
        return samples.isEmpty ? nil : VoiceSound(samples: samples, sampleRate: description.sampleRate)
    }

    /// Cut at spaces where the network could not take it in one; whoever cuts clauses sees to it that this is rare.
    private static func parts(of symbols: String) -> [String] {
        var parts: [String] = [], part = ""
        for word in symbols.split(separator: " ") {
            if part.unicodeScalars.count + word.unicodeScalars.count >= KokoroNetwork.longest, !part.isEmpty {
                parts.append(part)
                part = ""
            }
            if !part.isEmpty { part += " " }
            part += word
        }
        return part.isEmpty ? parts : parts + [part]
    }
}
