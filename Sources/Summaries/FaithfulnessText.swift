private import Foundation
internal import Words

/// A text as the check reads it: words, digits, Chinese characters and marks, in one script and one width.
struct FaithfulnessText {
    struct Token: Equatable {
        enum Kind: Equatable {
            /// Letters, perhaps with digits and apostrophes in it, lower case without accents.
            case word(String)
            /// A number in digits, with its fraction.
            case digits(Double)
            /// A Chinese character.
            case han(Character)
            case mark(Character)
        }
        var kind: Kind
        var raw: String
        /// Whether white space, or the text's beginning, stands before it.
        var spaced: Bool
        /// Whether it is the first on its line.
        var opensLine: Bool
    }

    let tokens: [Token]

    init(_ text: String) {
        let plain = HanFolding.simplified(text.precomposedStringWithCompatibilityMapping)
        tokens = Self.tokens(Array(plain))
    }

    /// The tokens as text.
    func text(_ range: Range<Int>) -> String {
        range.reduce(into: "") { $0 += (tokens[$1].spaced && $1 > range.lowerBound ? " " : "") + tokens[$1].raw }
    }

    private static func tokens(_ text: [Character]) -> [Token] {
        var tokens: [Token] = []
        var index = 0, spaced = true, opensLine = true
        func add(_ kind: Token.Kind, to end: Int) {
            tokens.append(Token(kind: kind, raw: String(text[index..<end]), spaced: spaced, opensLine: opensLine))
            (index, spaced, opensLine) = (end, false, false)
        }
        while index < text.count {
            let character = text[index]
            if character.isWhitespace {
                spaced = true
                if character.isNewline { opensLine = true }
                index += 1
            } else if character.isDigit {
                let (value, end) = number(text, index)
                add(.digits(value), to: end)
            } else if character.isIdeograph {
                add(.han(character), to: index + 1)
            } else if character.isLetter {
                var end = index + 1
                while end < text.count, isPartOfWord(text, end) { end += 1 }
                add(.word(fold(String(text[index..<end]))), to: end)
            } else {
                add(.mark(character), to: index + 1)
            }
        }
        return tokens
    }

    private static func isPartOfWord(_ text: [Character], _ index: Int) -> Bool {
        let character = text[index]
        if character.isIdeograph { return false }
        if character.isLetter || character.isDigit { return true }
        // Don't; but not a quotation's end.
        return (character == "'" || character == "’") && index + 1 < text.count && text[index + 1].isLetter && !text[index + 1].isIdeograph
    }

    static func fold(_ word: String) -> String {
        let plain = word.replacing("’", with: "'")
        return plain.utf8.allSatisfy { $0 < 0x80 } ? plain.lowercased() : plain.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// 1,200,000.5
    private static func number(_ text: [Character], _ start: Int) -> (Double, Int) {
        var digits = "", end = start
        func take() {
            while end < text.count, text[end].isDigit {
                digits.append(text[end])
                end += 1
            }
        }
        take()
        while digits.count <= 15, end - start <= 3 || digits.count > 3, end + 3 < text.count, text[end] == ",", (1...3).allSatisfy({ text[end + $0].isDigit }),
            end + 4 >= text.count || !text[end + 4].isDigit
        {
            end += 1
            take()
        }
        if end + 1 < text.count, text[end] == ".", text[end + 1].isDigit {
            digits.append(".")
            end += 1
            take()
        }
        return (Double(digits) ?? .infinity, end)
    }
}

extension Character {
    /// 0…9 alone: other digits were made such before.
    var isDigit: Bool { isASCII && isNumber }
}
