/// What a model's folder says of it in `language.json`, beside the graphs.
struct LanguageTable: Sendable, Decodable {
    /// Of folders that this release can read (`VERSION` in Tools/prepare/language/model.py). It rises when the graphs become others.
    static let version = 2

    struct Version: Decodable {
        var version: Int
    }

    /// Most tokens of prompt and answer together.
    var contextLength: Int
    /// Special tokens before every prompt.
    var beginning: [Int64]
    /// Any of them ends an answer.
    var endOfText: Set<Int64>
    /// Tokens that are no text.
    var special: Set<Int64>
    /// Nil where the model was not trained to converse.
    var chat: ChatTemplate?
}
