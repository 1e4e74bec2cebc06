import CTCDecoding
import Foundation
import Inference
import Speech
import Support
import Testing

/// Small checkpoints as the engine takes them: prepared once a test run by the tool that prepares everybody's.
enum CheckpointFixture {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Among the build products: what a run leaves there, the next one replaces.
    private static let store = root.appending(path: ".build/test-checkpoints")
    static let runtime = Result { try Runtime() }

    /// Checkpoints with random weights by `transformers`' own classes (Tests/Checkpoints).
    static let large = prepared("large", data("large"))
    static let base = prepared("base", data("base"))
    static let groupStable = prepared("group-stable", data("group-stable"))
    static let adapter = prepared("adapter", data("adapter"))
    static let chinese = prepared("chinese", data("chinese"))
    /// A checkpoint that spells tones (`ToneCheckpoint`).
    static let tones = Result {
        let folder = store.appending(path: "tones-source")
        try ToneCheckpoint.write(to: folder)
        return try prepared("tones", folder).get()
    }

    static func data(_ name: String) -> URL { root.appending(path: "Tests/Checkpoints/data/\(name)") }

    private static func prepared(_ name: String, _ source: URL) -> Result<URL, any Error> {
        Result {
            try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
            let path = store.appending(path: "python-\(name)").path
            try waitFor(ChildProcess([root.appending(path: "Tools/setup/python-environment").path, "path"], output: .file(path)), path)
            let python = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines) + "/bin/python"
            let log = store.appending(path: "log-\(name)").path
            try waitFor(
                ChildProcess(
                    [python, "-B", root.appending(path: "Tools/prepare/add_checkpoint.py").path, source.path, "--name", name, "--store", store.path, "--replace"],
                    output: .file(log)), log)
            return store.appending(path: name)
        }
    }

    private static func waitFor(_ child: ChildProcess, _ log: String) throws {
        let status = child.wait()
        try #require(status == 0, "\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")  // the log is the reason
    }

    /// The checkpoint of a folder, in 32-bit arithmetic.
    static func model(
        _ folder: Result<URL, any Error>, _ options: CTCOptions = CTCOptions(), hotWords: HotWordList? = nil, languageModel: LanguageModel? = nil
    ) throws -> CheckpointModel {
        try CheckpointModel(
            ModelDirectory(verifying: folder.get()), runtime: runtime.get(), precision: .f32, options: options, hotWords: hotWords,
            languageModel: languageModel)
    }

    static func floats(_ url: URL) throws -> [Float] {
        try Data(contentsOf: url).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// The second of sound that the expected values were computed from, as recorded.
    static func wave() throws -> [Float] {
        try Data(contentsOf: data("wave.s16")).withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }.map { Float($0) / 32_768 }
    }

    /// The same with zero mean and unit variance.
    static func normalised(_ wave: [Float]) -> [Float] {
        let mean = wave.reduce(0.0) { $0 + Double($1) } / Double(wave.count)
        let variance = wave.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(wave.count)
        return wave.map { Float((Double($0) - mean) / (variance + 1e-7).squareRoot()) }
    }
}
