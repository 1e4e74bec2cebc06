/// How much of what a voice says our own recognizer's second pass hears otherwise: measured by the benchmark (`Documentation/voices.md`), never guessed.
///
/// The recognizer has errors of its own, more of them in languages that it knows less well: a voice is no worse than this.
package struct ReadBack: Codable, Hashable, Sendable, CustomStringConvertible {
    /// What is counted.
    package enum Unit: String, Codable, Sendable {
        case words
        /// In languages that do not part their words.
        case characters
    }

    /// ISO 639-1.
    package var language: String
    /// Of all units, the part that was left out, put in or heard as another; may be more than 1.
    package var error: Double
    package var unit: Unit
    package var sentences: Int

    package init(language: String, error: Double, unit: Unit, sentences: Int) {
        self.language = language
        self.error = error
        self.unit = unit
        self.sentences = sentences
    }

    /// `2.5 % of words`; above ten percent without decimals, which so few sentences do not bear.
    package var description: String {
        let tenths = Int((error * 1_000).rounded())
        return (tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)") + " % of \(unit.rawValue)"
    }
}
