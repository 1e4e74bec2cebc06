import Foundation
import Inference
import Language
import Support
import Testing

/// What the language tests share: the models that the set-up built, and what openvino-genai answered (`Tests/Language`).
enum LanguageFixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let cache =
        ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    static let models = URL(filePath: "\(cache)/taichu/models")

    /// One a process.
    static let runtime = Result { try Runtime() }

    /// The small model, in 32 bits: a token more or less is then no matter of rounding.
    private static let small = Result { try loaded("smollm2") }

    static func smollm2() throws -> LanguageModel { try small.get() }

    static func loaded(_ name: String) throws -> LanguageModel {
        try LanguageModel(LanguageModel.directory(name, in: models), runtime: runtime.get(), LanguageModelOptions(precision: .f32))
    }

    /// The small model with a table that says something else of it.
    static func smollm2(changing change: (inout [String: Any]) -> Void) throws -> LanguageModel {
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "language/smollm2"), whole = models.appending(path: "language/smollm2")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: whole.path) where name.hasSuffix("coder.xml") || name.hasSuffix("izer.xml") || name.hasSuffix(".bin") {
            try FileManager.default.createSymbolicLink(at: copy.appending(path: name), withDestinationURL: whole.appending(path: name))
        }
        var table = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: whole.appending(path: "language.json"))) as? [String: Any])
        change(&table)
        try JSONSerialization.data(withJSONObject: table).write(to: copy.appending(path: "language.json"))
        try Data(#"{"files":[]}"#.utf8).write(to: copy.appending(path: "manifest.json"))
        return try LanguageModel(LanguageModel.directory("smollm2", in: folder.url), runtime: runtime.get(), LanguageModelOptions(precision: .f32))
    }
}

/// A prompt and what openvino-genai answers to it, greedily.
struct Reference: Decodable, CustomTestStringConvertible, Sendable {
    var text: String?
    var messages: [[String]]?
    var prompt: [Int64]
    var answer: [Int64]
    var said: String
    var ended: Bool

    var testDescription: String { text ?? messages?.last?.last ?? "" }

    static func all(_ model: String) -> [Reference] {
        let file = LanguageFixture.root.appending(path: "Tests/Language/data/\(model).json")
        // Without it there is no test, which a test says.
        return (try? JSONDecoder().decode([Reference].self, from: Data(contentsOf: file))) ?? []
    }

    func generation(_ model: LanguageModel, slice: Int = 512) throws -> Generation {
        let options = GenerationOptions(maximumTokens: 40, slice: slice)
        if let text { return try Generation(model, after: text, options) }
        let roles: [String: ChatMessage.Role] = ["system": .system, "user": .user, "assistant": .assistant]
        return try Generation(model, (messages ?? []).map { ChatMessage(roles[$0[0]]!, $0[1]) }, options)
    }
}
