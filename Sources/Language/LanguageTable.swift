/// What a model's folder says of it in `language.json`, beside the graphs.
struct LanguageTable: Sendable, Decodable {
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
