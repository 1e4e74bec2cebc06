/// The smallest piece of text that is looked for or compared: a word, or one character where a script writes no spaces.
package struct Word: Equatable, Sendable {
    package enum Kind: Sendable {
        /// Letters and digits between spaces or punctuation.
        case word
        /// One character of a script without spaces between words (Chinese, Japanese, Thai, …), and of Korean, whose particles hang on the word.
        case character
        /// An emoji.
        case symbol
    }

    /// Without case, accents and possessive 's; full-width forms as plain ones, traditional characters as simplified ones.
    package var folded: String
    /// Where it stands in the text.
    package var range: Range<String.Index>
    package var kind: Kind

    /// `folded` without an English plural's ending, by the three rules of Harman's S-stemmer (1991): budgets → budget, parties → party.
    ///
    /// Other languages' words that end in s lose it too: both sides of a comparison do.
    package var stem: String {
        guard kind == .word, folded.utf8.count > 3, folded.utf8.last == UInt8(ascii: "s") else { return folded }
        if folded.hasSuffix("ies") {
            return folded.hasSuffix("eies") || folded.hasSuffix("aies") ? folded : folded.dropLast(3) + "y"
        }
        if folded.hasSuffix("es"), !["aes", "ees", "oes"].contains(where: folded.hasSuffix) { return String(folded.dropLast()) }
        return folded.hasSuffix("us") || folded.hasSuffix("ss") ? folded : String(folded.dropLast())
    }
}
