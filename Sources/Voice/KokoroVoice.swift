internal import Foundation
package import Inference
internal import Spoken
private import Synchronization

/// Kokoro-82M's network, which all of its voices share. It has two hundred megabytes once it is compiled.
package final class KokoroNetwork: Sendable {
    let directory: ModelDirectory
    let table: KokoroTable
    private let symbols: [Unicode.Scalar: Int64]
    private let halves: Mutex<Halves>

    /// The network in two: what is to be heard, and the wave of it. Between them the tones are put right.
    private struct Halves: ~Copyable {
        var melody: InferRequest
        var sound: InferRequest
    }

    /// The longest input: a style has a vector for each count up to this.
    static let longest = 509

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

    /// The number of a symbol that the network knows.
    func number(of symbol: Unicode.Scalar) -> Int64? { symbols[symbol] }

    /// - Parameter tones: places among the numbers.
    func run(_ numbers: [Int64], tones: [MandarinTone], style: [Float], rate: Double) throws(VoiceError) -> [Float] {
        try halves.withLock { (halves) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                // Padding on both sides, as it was trained.
                try halves.melody.set("tokens", [0] + numbers + [0], shape: [1, numbers.count + 2])
                try halves.melody.set("style", style, shape: [1, style.count])
                try halves.melody.set("speed", [Float(rate)], shape: [1])
                try halves.melody.infer()
                let frames = try halves.melody.floats("frames"), text = try halves.melody.floats("text"), energy = try halves.melody.floats("energy")
                let pitch = KokoroMelody.shaped(try halves.melody.floats("pitch"), frames: frames, tones: tones)
                let count = text.count / Self.textWidth, skipped = tones.isEmpty ? max(0, Int(frames.first ?? 0) - Self.lead) : 0, kept = count - skipped
                try halves.sound.set("pitch", Array(pitch.dropFirst(2 * skipped)), shape: [1, 2 * kept])
                try halves.sound.set("energy", Array(energy.dropFirst(2 * skipped)), shape: [1, 2 * kept])
                try halves.sound.set("text", (0..<Self.textWidth).flatMap { text[$0 * count + skipped..<($0 + 1) * count] }, shape: [1, Self.textWidth, kept])
                try halves.sound.set("style", style, shape: [1, style.count])
                try halves.sound.infer()
                return try halves.sound.floats("audio")
            }
        }
    }

    /// Values a frame that the first half hands to the second.
    private static let textWidth = 512
    /// Frames (25 ms) of silence that are kept before the first word. The network makes up to twenty, a tenth of a sentence's work for what is cut off anyway. Mandarin keeps them all: without them a
    /// hundredth more of its characters was misheard, of English words none.
    private static let lead = 10
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
        var symbols: [Unicode.Scalar] = [], tones: [MandarinTone] = []
        for run in clause {
            let own: (symbols: String, tones: [MandarinTone]) =
                run.language == "zh" ? MandarinPhonemes.tonedSymbols(run.text) : (KokoroEnglish.symbols(try PhonemeText.ipa(run.text, espeakVoice: "en-us")), [])
            if let last = symbols.last, last != " ", !own.symbols.isEmpty { symbols.append(" ") }
            tones += own.tones.map { MandarinTone(place: $0.place.lowerBound + symbols.count..<$0.place.upperBound + symbols.count, tone: $0.tone) }
            symbols += own.symbols.unicodeScalars
        }
        var samples: [Float] = []
        for part in Self.parts(of: symbols) where symbols[part].contains(where: { $0.properties.isAlphabetic }) {
            // What the network does not know is left out, and the places behind it move up.
            var numbers: [Int64] = [], places: [Int] = []
            for symbol in symbols[part] {
                places.append(numbers.count)
                if let number = network.number(of: symbol) { numbers.append(number) }
            }
            places.append(numbers.count)
            guard !numbers.isEmpty else { continue }
            let own = tones.filter { part.lowerBound <= $0.place.lowerBound && $0.place.upperBound <= part.upperBound }.map { tone in
                MandarinTone(place: places[tone.place.lowerBound - part.lowerBound]..<places[tone.place.upperBound - part.lowerBound], tone: tone.tone)
            }
            let row = min(numbers.count, vectors.count / width - 1)
            samples += try network.run(numbers, tones: own, style: Array(vectors[row * width..<(row + 1) * width]), rate: rate)
        }
        return samples.isEmpty ? nil : VoiceSound(samples: samples, sampleRate: description.sampleRate)
    }

    /// Cut at spaces where the network could not take it in one; whoever cuts clauses sees to it that this is rare.
    private static func parts(of symbols: [Unicode.Scalar]) -> [Range<Int>] {
        var parts: [Range<Int>] = [], start = 0, space: Int?
        for index in symbols.indices {
            if symbols[index] == " " { space = index }
            if index - start >= KokoroNetwork.longest {
                let end = space.map { $0 > start ? $0 : index } ?? index
                parts.append(start..<end)
                start = end == space ? end + 1 : end
            }
        }
        return start < symbols.count ? parts + [start..<symbols.count] : parts
    }
}
