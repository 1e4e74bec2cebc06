package import Foundation
package import Inference

/// Turns sentences of any language into vectors, of which those of like meaning point a like way: multilingual-e5-small (Wang et al., 2024).
package struct SentenceEncoder: ~Copyable {
    /// What a text is: the model was trained on questions and on what answers them, with a word before each.
    package enum Role: String, Sendable {
        /// What is looked for.
        case question = "query"
        /// What is found: captions, scenes.
        case passage
    }

    /// Under this name vectors are kept: another model's mean something else.
    package static let model = "multilingual-e5-small"
    /// Numbers of a vector.
    package static let dimensions = 384

    private let tokenizer: SentenceTokenizer
    private var request: InferRequest

    /// - Parameter models: the folder of all models, such as `~/.cache/taichu/models`.
    package static func directory(in models: URL) throws(SentenceError) -> ModelDirectory {
        try translating { () throws(InferenceError) in
            try ModelDirectory(verifying: models.appending(path: "language/sentences"), again: "run `make setup-language`")
        }
    }

    package init(_ directory: ModelDirectory, runtime: Runtime) throws(SentenceError) {
        let tokenizer = try SentenceTokenizer(pieces: directory.path("pieces.bin"), table: directory.path("tokenizer.json"))
        request = try translating { () throws(InferenceError) in
            try runtime.compile(directory.path("sentences.xml"), CompileOptions()).makeRequest()
        }
        self.tokenizer = tokenizer
    }

    /// The vector, of length 1. A text of more than 510 tokens is read in parts, whose vectors are averaged by their lengths; what comes after the eighth part is passed over.
    package mutating func vector(of text: String, as role: Role) throws(SentenceError) -> [Float] {
        let tokens = tokenizer.tokens(of: "\(role.rawValue): \(text)")
        let most = tokenizer.window - 2
        var sum = [Float](repeating: 0, count: Self.dimensions)
        for start in stride(from: 0, to: min(tokens.count, 8 * most), by: most) {
            let part = tokens[start..<min(start + most, tokens.count)]
            let input = [Int64(tokenizer.begin)] + part + [Int64(tokenizer.end)]
            let mean = try run(input)
            for index in sum.indices { sum[index] += mean[index] * Float(part.count) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0, length.isFinite else { throw SentenceError(.inference, "the sentence model gave no vector for a text of \(tokens.count) tokens") }
        return sum.map { $0 / length }
    }

    private mutating func run(_ tokens: [Int64]) throws(SentenceError) -> [Float] {
        do {
            try request.set("tokens", tokens, shape: [tokens.count])
            try request.infer()
            return try request.floats("mean")
        } catch {
            throw SentenceError(error)
        }
    }

    /// The numbers of a text's pieces, with begin and end, as the model reads them.
    package func tokens(of text: String, as role: Role) -> [Int64] {
        [Int64(tokenizer.begin)] + tokenizer.tokens(of: "\(role.rawValue): \(text)") + [Int64(tokenizer.end)]
    }
}
