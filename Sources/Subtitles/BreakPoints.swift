/// How good a place for a break is: after punctuation best, before a small word that belongs to what follows next best,
/// right after such a word worst.
struct BreakPoints {
    private let linking: Set<String>
    private let articles: Set<String>

    init(language: String) {
        linking = Self.linking[language] ?? []
        articles = Self.articles[language] ?? []
    }

    /// 0 (a sentence ends here) … 3 (an article parted from its noun).
    func cost(between before: Phrase, and after: Phrase) -> Double {
        let last = before.text.last { !Self.quotes.contains($0) }
        var cost: Double
        if last?.isTerminal == true {
            cost = 0
        } else if last?.isPause == true {
            cost = 0.4
        } else {
            let previous = before.text.lowercased()
            if articles.contains(previous) || linking.contains(previous) {
                cost = 3
            } else if linking.contains(after.text.lowercased()) {
                cost = 1.1
            } else {
                cost = 1.8
            }
        }
        // A speaker's own pause is a good place whatever the words are.
        let pause = after.start - before.end
        if pause > 0.3 { cost = max(0, cost - min(1, pause)) }
        return cost
    }

    private static let quotes: Set<Character> = ["\"", "'", "”", "’", "»", "」", "』", "）", ")"]

    /// Conjunctions and prepositions.
    private static let linking: [String: Set<String>] = [
        "en": [
            "and", "or", "but", "nor", "so", "yet", "because", "although", "though", "while", "when", "where", "if", "unless", "until",
            "that", "which", "who", "whose", "than", "as", "of", "to", "in", "on", "at", "by", "for", "from", "with", "without", "about",
            "into", "over", "under", "after", "before", "between", "through", "during", "against", "like",
        ],
        "de": [
            "und", "oder", "aber", "denn", "sondern", "weil", "dass", "wenn", "als", "ob", "obwohl", "während", "bevor", "nachdem", "der",
            "in", "im", "an", "am", "auf", "aus", "bei", "mit", "nach", "von", "vom", "zu", "zum", "zur", "für", "durch", "gegen", "ohne",
            "um", "über", "unter", "vor", "zwischen",
        ],
        "fr": [
            "et", "ou", "mais", "donc", "car", "ni", "que", "qui", "quand", "si", "comme", "de", "du", "à", "au", "aux", "en", "dans", "par",
            "pour", "sur", "sous", "avec", "sans", "entre", "vers", "chez",
        ],
        "es": [
            "y", "e", "o", "u", "pero", "sino", "que", "quien", "cuando", "si", "como", "porque", "de", "del", "a", "al", "en", "con", "sin",
            "por", "para", "sobre", "entre", "hasta", "desde",
        ],
    ]

    private static let articles: [String: Set<String>] = [
        "en": ["the", "a", "an", "my", "your", "his", "her", "its", "our", "their", "this", "these", "those", "mr.", "mrs.", "dr.", "not", "very"],
        "de": ["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "nicht", "sehr"],
        "fr": ["le", "la", "les", "un", "une", "des", "ce", "cette", "ces", "mon", "ma", "mes", "ne"],
        "es": ["el", "la", "los", "las", "un", "una", "unos", "unas", "este", "esta", "mi", "su", "no"],
    ]
}
