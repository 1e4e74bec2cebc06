internal import Wire

/// A language that scenes are told in.
package enum SceneLanguage: String, CaseIterable, Sendable {
    case en, zh
}

/// How much is said.
enum Wording {
    /// Labels that are named; what is left over is counted.
    static let kinds = 5
    /// Sentences about what things do, and of texts.
    static let doings = 4
    static let texts = 3
    /// Characters of a text that are repeated.
    static let textLength = 60
}

/// Puts facts into the words of a language.
enum SceneSentence {
    static func words(_ facts: [SceneFact], in language: SceneLanguage) -> SceneWords {
        let claims = facts.map { fact in
            SceneClaim(text: language == .en ? English.sentence(fact) : Chinese.sentence(fact), ids: fact.ids)
        }
        // Chinese has no space between sentences.
        return SceneWords(language: language.rawValue, text: claims.map(\.text).joined(separator: language == .en ? " " : ""), claims: claims)
    }
}
