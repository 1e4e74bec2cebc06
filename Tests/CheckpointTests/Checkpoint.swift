import Foundation
import Inference
import Support

/// A small checkpoint of `Tests/Checkpoints/data`, added by the real command, and what transformers computed from it.
struct Checkpoint {
    /// What these tests read of a manifest.
    struct Manifest: Decodable {
        struct Configuration: Decodable {
            var doNormalize: Bool
            var receptiveField: Int
            var stride: Int
            var frontNorm: String
            var frontChannels: Int
            var frontKernel: Int
            var frontStride: Int
            var hidden: Int
        }
        var config: Configuration
    }

    let config: Manifest.Configuration
    let front: CompiledModel
    let encoder: CompiledModel
    private let expected: URL

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let data = root.appending(path: "Tests/Checkpoints/data")

    init(_ name: String, weights: String = "f32", precision: CompileOptions.Precision = .f32) throws {
        let store = try TemporaryFolder()
        // The set-up's Python environment, as `taichu models add` finds it.
        let command = "exec \"$(Tools/setup/python-environment path)/bin/python\" -B Tools/prepare/add_checkpoint.py \"$@\" >&2"
        try ChildProcess.run(
            ["/bin/bash", "-c", "cd \"$1\" && shift && \(command)", "bash", Self.root.path]
                + [Self.data.appending(path: name).path, "--name", "model", "--store", store.url.path, "--weights", weights])
        let directory = try ModelDirectory(verifying: store.url.appending(path: "model"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let manifest = try Data(contentsOf: URL(filePath: directory.path("manifest.json")))
        config = try decoder.decode(Manifest.self, from: manifest).config
        let runtime = try Runtime()
        front = try runtime.compile(directory.path("front.xml"), CompileOptions(precision: .f32))
        encoder = try runtime.compile(directory.path("encoder.xml"), CompileOptions(precision: precision))
        expected = Self.data.appending(path: "\(name)/expected")
    }

    /// What transformers computed: "features", "hidden", "logits" or "pieces".
    func reference(_ what: String) throws -> [Float] {
        try Data(contentsOf: expected.appending(path: "\(what).f32")).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// The second of sound of the references, at the level that the model was trained for.
    func wave() throws -> [Float] {
        let raw = try Data(contentsOf: Self.data.appending(path: "wave.s16")).withUnsafeBytes {
            $0.bindMemory(to: Int16.self).map { Double($0) / 32768 }
        }
        guard config.doNormalize else { return raw.map(Float.init) }
        let mean = raw.reduce(0, +) / Double(raw.count)
        let variance = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(raw.count)
        return raw.map { Float(($0 - mean) / (variance + 1e-7).squareRoot()) }
    }
}

/// What a group-norm front carries from call to call: statistics of its first convolution over all that was heard.
struct Statistics {
    var frames = 0
    var count: [Float] = [0]
    var sum: [Float]
    var squares: [Float]

    init(channels: Int) {
        sum = Array(repeating: 0, count: channels)
        squares = sum
    }
}

extension Checkpoint {
    /// Features of samples from `start` on; `statistics` count every frame of the first convolution once.
    func features(_ wave: ArraySlice<Float>, _ request: inout InferRequest, _ statistics: inout Statistics) throws -> [Float] {
        try request.set("wave", Array(wave), shape: [1, wave.count])
        guard config.frontNorm == "group" else {
            try request.infer()
            return try request.floats("features")
        }
        let channels = config.frontChannels
        try request.set("skip", [Int64(statistics.frames - wave.startIndex / config.frontStride)], shape: [1])
        try request.set("count", statistics.count, shape: [1])
        try request.set("sum", statistics.sum, shape: [1, channels, 1])
        try request.set("squares", statistics.squares, shape: [1, channels, 1])
        try request.infer()
        statistics.frames = (wave.endIndex - config.frontKernel) / config.frontStride + 1
        statistics.count = try request.floats("count_after")
        statistics.sum = try request.floats("sum_after")
        statistics.squares = try request.floats("squares_after")
        return try request.floats("features")
    }
}
