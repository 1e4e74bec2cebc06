private import Foundation

/// Takes text apart into words.
package enum WordSplitter {
    /// In the order in which they stand.
    package static func words(of text: String) -> [Word] {
        let scalars = text.unicodeScalars
        var words: [Word] = []
        var start: String.Index?
        var index = scalars.startIndex

        func close(at end: String.Index) {
            guard let begun = start else { return }
            start = nil
            let folded = fold(text[begun..<end])
            if !folded.isEmpty { words.append(Word(folded: folded, range: begun..<end, kind: .word)) }
        }

        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            switch Script(of: scalar) {
            case .spaced:
                if start == nil { start = index }
            case .mark:
                break
            case .apostrophe:
                // Inside a word only, as in don't; in l’eau it parts two.
                if let begun = start, next == scalars.endIndex || Script(of: scalars[next]) != .spaced || elisions.contains(text[begun..<index].lowercased()) {
                    close(at: index)
                }
            case .unspaced:
                close(at: index)
                words.append(Word(folded: String(HanFolding.simplified(scalar)), range: index..<next, kind: .character))
            case .symbol:
                close(at: index)
                words.append(Word(folded: String(scalar), range: index..<next, kind: .symbol))
            case .separator:
                close(at: index)
            }
            index = next
        }
        close(at: scalars.endIndex)
        return words
    }

    /// What French writes before an apostrophe.
    private static let elisions: Set = ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu"]

    private static func fold(_ word: Substring) -> String {
        var word = word
        for ending in ["'s", "’s", "'S", "’S"] where word.hasSuffix(ending) { word = word.dropLast(2) }
        if word.utf8.allSatisfy({ $0 < 0x80 }) { return word.lowercased().filter { $0 != "'" } }
        return String(word).precomposedStringWithCompatibilityMapping.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .filter { $0 != "'" && $0 != "’" }
    }
}

/// What a character means for the borders of words.
enum Script {
    case spaced, unspaced, mark, apostrophe, symbol, separator

    init(of scalar: Unicode.Scalar) {
        if scalar.isASCII {
            switch scalar.value {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: self = .spaced
            case 0x27: self = .apostrophe
            default: self = .separator
            }
            return
        }
        if scalar.value == 0x2019 {
            self = .apostrophe
            return
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber:
            self = Self.writesNoSpaces(scalar.value) ? .unspaced : .spaced
        case .nonspacingMark, .spacingMark, .enclosingMark:
            // Thai vowels are marks of their own; an accent belongs to the letter before it.
            self = Self.writesNoSpaces(scalar.value) ? .unspaced : .mark
        case .otherSymbol:
            self = scalar.properties.isEmoji ? .symbol : .separator
        default:
            self = .separator
        }
    }

    private static func writesNoSpaces(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E00...0x0EFF,  // Thai, Lao
            0x1000...0x109F, 0x1780...0x17FF,  // Burmese, Khmer
            0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029,  // radicals, 々, 〇, 〡…
            0x3041...0x3096, 0x309D...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F,  // kana
            0x3105...0x312F,  // bopomofo
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF,  // Chinese characters
            0xAC00...0xD7A3:  // Korean syllables
            true
        default: false
        }
    }
}
