package import Foundation
package import Inference

/// How a language model is run.
package struct LanguageModelOptions: Sendable {
    package var precision: CompileOptions.Precision
    /// Threads of one step. One, so that the scheduler decides who runs; more for a program that does nothing else.
    package var threads: Int

    package init(precision: CompileOptions.Precision = .automatic, threads: Int = 1) {
        self.precision = precision
        self.threads = threads
    }
}

/// A decoder-only language model with its tokenizer. Its graphs are compiled once and shared; each generation has keys and values of its own.
package final class LanguageModel: Sendable {
    /// As its folder is called.
    package let name: String
    /// Nil for a model that was not trained to converse: it goes on from plain text.
    package var chat: ChatTemplate? { table.chat }
    /// Most tokens of prompt and answer together.
    package var contextLength: Int { table.contextLength }

    let table: LanguageTable
    private let decoder, tokenizer, detokenizer: CompiledModel

    /// - Parameter models: the folder of all models, such as `~/.cache/taichu/models`.
    package static func directory(_ name: String, in models: URL) throws(LanguageError) -> ModelDirectory {
        try translating { () throws(InferenceError) in
            try ModelDirectory(verifying: models.appending(path: "language/\(name)"), again: "run `make setup-language`")
        }
    }

    package init(_ directory: ModelDirectory, runtime: Runtime, _ options: LanguageModelOptions = LanguageModelOptions()) throws(LanguageError) {
        name = directory.url.lastPathComponent
        table = try Self.table(directory)
        (decoder, tokenizer, detokenizer) = try translating { () throws(InferenceError) in
            try runtime.readTokenizers()
            let decoder = try runtime.compileDecoder(directory.path("decoder.xml"), CompileOptions(precision: options.precision, threads: options.threads, keepsStateWhole: true))
            return (decoder, try runtime.compile(directory.path("tokenizer.xml")), try runtime.compile(directory.path("detokenizer.xml")))
        }
    }

    /// Whether a folder that is to be loaded later holds a language model, as far as a moment's look can tell.
    package static func glance(at directory: ModelDirectory) throws(LanguageError) { _ = try table(directory) }

    private static func table(_ directory: ModelDirectory) throws(LanguageError) -> LanguageTable {
        let path = directory.path("language.json")
        let table: LanguageTable, version: Int
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path)), decoder = JSONDecoder()
            version = try decoder.decode(LanguageTable.Version.self, from: data).version
            table = try decoder.decode(LanguageTable.self, from: data)
        } catch {
            throw LanguageError(.model, "\(path) is not the table of a language model; \(directory.again)")
        }
        guard version == LanguageTable.version else {
            throw LanguageError(.model, "\(path) is of version \(version), made by another release of Taichu; this one reads version \(LanguageTable.version); \(directory.again)")
        }
        return table
    }

    /// Tokens of a text, without what a conversation puts around it.
    package func count(tokens text: String) throws(LanguageError) -> Int {
        try encode([.text(text)]).count
    }

    /// Tokens of a conversation as it would be read, ready to be answered.
    package func count(tokens messages: [ChatMessage]) throws(LanguageError) -> Int {
        try encode(prompt(messages)).count
    }

    /// A conversation as the model was trained to see it; plain text, message after message, for a model that was not.
    func prompt(_ messages: [ChatMessage]) -> [PromptPiece] {
        chat?.prompt(messages) ?? [.text(messages.map(\.text).joined(separator: "\n\n"))]
    }

    /// Token ids, in order, with what the model wants before every prompt.
    ///
    /// Nothing in a text becomes a special token: the tokenizer's graph looks for none, and what it makes of bytes that its vocabulary lacks
    /// (some models take a special token for "unknown") is left out.
    func encode(_ pieces: [PromptPiece]) throws(LanguageError) -> [Int64] {
        var ids: [Int64] = []
        var request = try translating { () throws(InferenceError) in try tokenizer.makeRequest() }
        for piece in pieces {
            switch piece {
            case .token(let token): ids.append(token)
            case .text(let text):
                // A zero would end the text for the runtime.
                let text = text.utf8.contains(0) ? text.filter { $0 != "\0" } : text
                guard !text.isEmpty else { continue }
                ids += try translating { () throws(InferenceError) in
                    try request.set("text", text: text)
                    try request.infer()
                    return try request.integers("ids").filter { !table.special.contains($0) }
                }
            }
        }
        return ids.starts(with: table.beginning) ? ids : table.beginning + ids
    }

    func makeDecoder(capacity: Int) throws(LanguageError) -> DecoderState {
        try translating { () throws(InferenceError) in try DecoderState(decoder.makeRequest(), capacity: capacity) }
    }

    func makeDetokenizer() throws(LanguageError) -> Detokenizer {
        Detokenizer(try translating { () throws(InferenceError) in try detokenizer.makeRequest() })
    }
}
