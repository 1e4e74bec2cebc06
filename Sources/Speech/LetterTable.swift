private import Foundation

/// What the character head over the transformers' states knows: its symbols, and the languages that it was trained on.
package struct LetterTable: Sendable, Equatable {
    /// Symbols a row of posteriors has.
    package let count: Int
    package let languages: Set<String>
    let blank: Int
    let delimiter: Int
    private let ids: [Character: Int]

    /// Nil where the symbols lack a blank ("<pad>") or a word delimiter ("|"): then nothing can be aligned.
    package init?(symbols: [String], languages: [String]) {
        guard let blank = symbols.firstIndex(of: "<pad>"), let delimiter = symbols.firstIndex(of: "|") else { return nil }
        count = symbols.count
        self.blank = blank
        self.delimiter = delimiter
        self.languages = Set(languages)
        ids = Dictionary(
            symbols.enumerated().compactMap { id, symbol in symbol.count == 1 && symbol != "|" ? (Character(symbol), id) : nil }, uniquingKeysWith: { first, _ in first })
    }

    /// A word's letters as ids, hyphens within it as delimiters; nil where something in it has no one spelling in letters (digits, other scripts).
    func spelling(of word: String) -> [Int]? {
        var found: [Int] = []
        for character in word.lowercased().replacing("’", with: "'") {
            if let id = ids[character] {
                found.append(id)
            } else if character.isLetter || character.isNumber {
                return nil
            } else if "-–—/".contains(character), found.last != delimiter, !found.isEmpty {
                found.append(delimiter)
            }
        }
        if found.last == delimiter { found.removeLast() }
        return found.isEmpty ? nil : found
    }
}
