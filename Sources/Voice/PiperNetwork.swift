internal import Foundation
internal import Inference
private import Synchronization

/// A Piper voice's network: numbers of phonemes to sound.
protocol PiperNetwork: Sendable {
    /// Runs what has to be run at once; the rest is in `next` of what comes back, a piece a call.
    func begin(_ numbers: [Int64], scales: [Float], speaker: Int64?) throws(VoiceError) -> () throws(VoiceError) -> [Float]?
    /// Runs what a clause of the usual length runs.
    func prepare() throws(VoiceError)
}

/// As it is published: text to wave in one network, and so a clause in one piece.
final class WholePiperNetwork: PiperNetwork {
    private let request: Mutex<InferRequest>

    init(_ path: String, _ runtime: Runtime, threads: Int) throws(InferenceError) {
        request = Mutex(try runtime.compile(path, CompileOptions(precision: .f32, threads: threads)).makeRequest())
    }

    func begin(_ numbers: [Int64], scales: [Float], speaker: Int64?) throws(VoiceError) -> () throws(VoiceError) -> [Float]? {
        var samples: [Float]? = try request.withLock { (request) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                try request.set("input", numbers, shape: [1, numbers.count])
                try request.set("input_lengths", [Int64(numbers.count)], shape: [1])
                try request.set("scales", scales, shape: [3])
                if let speaker { try request.set("sid", [speaker], shape: [1]) }
                try request.infer()
                return try request.floats("output")
            }
        }
        return { () throws(VoiceError) in samples.take() }
    }

    func prepare() throws(VoiceError) {
        let speaks = try begin([Int64](repeating: 0, count: 80), scales: [0, 1, 0], speaker: nil)
        _ = try speaks()
    }
}

/// As the set-up makes it: cut where the frames are complete, whose sound is then made in windows (`Tools/prepare/voice/piper.py`).
final class SplitPiperNetwork: PiperNetwork {
    /// What lies beside the graphs.
    struct Facts: Decodable {
        var samples_per_frame: Int
        /// The symbols' count is filled up to a multiple of this.
        var symbols: Int
        /// Frames on each side that a frame's sound depends on.
        var reach: Int
        /// LUFS.
        var loudness: Double
    }

    let facts: Facts
    private let text: Mutex<InferRequest>
    private let wave: Mutex<InferRequest>

    init(_ directory: ModelDirectory, _ runtime: Runtime, threads: Int) throws(VoiceError) {
        let path = directory.path("network.json")
        do {
            facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw VoiceError(.model, "\(path) is missing or not what was expected: the voice was made by another version; run `make setup-voice`")
        }
        let options = CompileOptions(precision: .f32, threads: threads)
        func request(_ name: String) throws(VoiceError) -> InferRequest {
            try translating { () throws(InferenceError) in try runtime.compile(directory.path(name), options).makeRequest() }
        }
        text = Mutex(try request("text.xml"))
        wave = Mutex(try request("wave.xml"))
    }

    func begin(_ numbers: [Int64], scales: [Float], speaker: Int64?) throws(VoiceError) -> () throws(VoiceError) -> [Float]? {
        let (latent, frames) = try latent(numbers, scales: scales)
        var windows = PiperWindows(frames: frames, reach: facts.reach)
        return { [self] () throws(VoiceError) in
            guard let window = windows.next() else { return nil }
            return try sound(of: window, in: latent)
        }
    }

    func prepare() throws(VoiceError) {
        // A first clause has about so many symbols; of its frames there are more or fewer.
        var channels = 0
        for (count, length) in [(96, Float(0.8)), (96, 1), (80, 1), (112, 1)] {
            channels = try latent((0..<count).map { Int64($0 % 2 == 0 ? 0 : 14 + $0 % 40) }, scales: [0, length, 0]).0.channels
        }
        for length in PiperWindows.lengths {
            let silence = Latent(values: [Float](repeating: 0, count: length * channels), channels: channels, stride: length)
            _ = try sound(of: PiperWindows.Window(frames: 0..<length, heard: 0..<length), in: silence)
        }
    }

    /// Frames, channel after channel.
    private struct Latent {
        var values: [Float]
        var channels: Int
        /// Frames of a channel, those behind the clause's end too.
        var stride: Int
    }

    private func latent(_ numbers: [Int64], scales: [Float]) throws(VoiceError) -> (Latent, frames: Int) {
        let count = (numbers.count + facts.symbols - 1) / facts.symbols * facts.symbols
        let filled = numbers + [Int64](repeating: 0, count: count - numbers.count)
        return try text.withLock { (text) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                try text.set("input", filled, shape: [1, count])
                try text.set("input_lengths", [Int64(numbers.count)], shape: [1])
                try text.set("scales", scales, shape: [3])
                try text.infer()
                let shape = try text.shape("latent")
                return (Latent(values: try text.floats("latent"), channels: shape[1], stride: shape[2]), Int(try text.integers("frames")[0]))
            }
        }
    }

    private func sound(of window: PiperWindows.Window, in latent: Latent) throws(VoiceError) -> [Float] {
        let count = window.frames.count
        let frames = [Float](unsafeUninitializedCapacity: latent.channels * count) { frames, filled in
            latent.values.withUnsafeBufferPointer { values in
                for channel in 0..<latent.channels {
                    for frame in 0..<count { frames[channel * count + frame] = values[channel * latent.stride + window.frames.lowerBound + frame] }
                }
            }
            filled = latent.channels * count
        }
        let first = (window.heard.lowerBound - window.frames.lowerBound) * facts.samples_per_frame
        let heard = first..<first + window.heard.count * facts.samples_per_frame
        return try wave.withLock { (wave) throws(VoiceError) in
            try translating { () throws(InferenceError) in
                try wave.set("latent", frames, shape: [1, latent.channels, count])
                try wave.infer()
                return try wave.withOutput("wave") { Array($0[heard]) }
            }
        }
    }
}
