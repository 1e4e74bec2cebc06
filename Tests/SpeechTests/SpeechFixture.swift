import CTCDecoding
import Foundation
import Inference
import Media
import Speech
import Testing
import Wire

/// What the speech tests share: the models that the set-up built, and the reference vectors.
enum SpeechFixture {
    private static let cache =
        ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"

    /// The models as people use them.
    static let models: Result<SpeechModels, any Error> = load("speech", .automatic)
    /// The same with the matrices as they were trained, in 32-bit arithmetic: comparable with a reference.
    static let exact: Result<SpeechModels, any Error> = load("speech-exact", .f32)

    private static func load(_ name: String, _ precision: CompileOptions.Precision) -> Result<SpeechModels, any Error> {
        Result {
            let directory = try ModelDirectory(verifying: URL(fileURLWithPath: "\(cache)/taichu/models/\(name)"))
            return try SpeechModels(directory, runtime: Runtime(), precision: precision)
        }
    }

    /// The same with the graph of `part` replaced by another: it compiles, and fails whenever it is to run.
    static func models(withoutUse part: String) throws -> SpeechModels {
        let good = "\(cache)/taichu/models/speech"
        let folder = FileManager.default.temporaryDirectory.appending(path: "taichu-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The compiled models have read what they need.
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in try FileManager.default.contentsOfDirectory(atPath: good) where name != "manifest.json" {
            let source = name.hasPrefix(part + ".") ? name.replacing(part, with: "vad") : name
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: "\(good)/\(source)")
        }
        try Data("{\"files\":[]}".utf8).write(to: folder.appending(path: "manifest.json"))
        return try SpeechModels(ModelDirectory(verifying: folder), runtime: Runtime())
    }

    /// The sample that comes with the project, 44 s of reading, as 32-bit floats.
    static func reading() throws -> [Float] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Samples/two-cities.flac").path
        let decoder = Process()
        decoder.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        decoder.arguments = ["-v", "error", "-nostdin", "-i", path, "-f", "f32le", "-ar", "16000", "-ac", "1", "-"]
        let output = Pipe()
        decoder.standardOutput = output
        try decoder.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        decoder.waitUntilExit()
        try #require(decoder.terminationStatus == 0 && bytes.count > 16_000 * 4, "ffmpeg does not read \(path)")
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// Texts and sizes that go with the vectors.
    struct Reference: Decodable {
        var frames: Int
        var width: Int
        var firstTokens: [Int64]
        var secondTokens: [Int64]
        /// Whether the decoder found the end; else it went round in circles, and the tokens are those before.
        var firstEnded: Bool
        var secondEnded: Bool
        var firstText: String
        var secondText: String

        /// Most tokens to ask for, so that a text ends where the reference's does, and why it then ends.
        var firstEnd: (limit: Int, stop: Decoding.Stop) { Self.end(firstEnded, firstTokens, frames) }
        var secondEnd: (limit: Int, stop: Decoding.Stop) { Self.end(secondEnded, secondTokens, frames) }

        private static func end(_ ended: Bool, _ tokens: [Int64], _ frames: Int) -> (limit: Int, stop: Decoding.Stop) {
            ended ? (TextDecoder.limit(frames: frames), .endOfText) : (tokens.count, .limit)
        }
    }

    static func reference() throws -> Reference {
        try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url("vectors.json")))
    }

    /// A vector of 32-bit floats, made by the training framework from the same weights.
    static func vector(_ name: String) throws -> [Float] {
        try Data(contentsOf: url("\(name).f32")).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// The five seconds of the vectors as a microphone would hear them, between seconds of silence.
    static func clip() throws -> [Float] {
        let silence = [Float](repeating: 0, count: 16_000)
        return silence + (try vector("wave")).dropFirst(FrontStream.lead).map { $0 * 0.07 } + silence
    }

    /// The English finals of a sound, by one of the passes alone.
    static func text(of samples: [Float], first: Bool, _ hotWords: [HotWordList.Entry] = []) throws -> String {
        let models = try models.get()
        var options = RecognizerOptions()
        options.language = "en"
        options.firstPass = first
        options.secondPass = !first
        if !hotWords.isEmpty { options.hotWords = HotWords(HotWordList(hotWords), models.vocabulary) }
        let recognizer = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var second = try SecondPass(models, options)
        let block = AudioBlock(samples: samples, position: 0, capturedAt: MediaInstant(nanoseconds: 0))
        var texts: [String] = []
        for outcome in recognizer.accept(block) + recognizer.finish() {
            switch outcome {
            case .utterance(let utterance): texts += try second.finish(utterance, track: "clip").map(\.caption.text)
            case .final(let caption): texts.append(caption.text)
            default: break
            }
        }
        return texts.joined(separator: " ")
    }

    private static func url(_ name: String) -> URL {
        Bundle.module.resourceURL!.appendingPathComponent("Vectors/\(name)")
    }
}
