/// A syllable of Mandarin in pinyin.
package struct MandarinSyllable: Hashable, Sendable, CustomStringConvertible {
    /// Without its tone, `ü` as such: `zhong`, `lü`, `er`.
    package var letters: String
    /// 1 … 4, and 5 for the neutral tone.
    package var tone: Int
    /// With the `r` of erhua: 玩儿 is one syllable.
    package var rhotic: Bool

    package init(_ letters: String, tone: Int, rhotic: Bool = false) {
        self.letters = letters
        self.tone = tone
        self.rhotic = rhotic
    }

    /// From pinyin with a number (`zhong1`, `lü4`) or a mark (`zhōng`, `lǜ`); without either the tone is neutral.
    package init?(pinyin: String) {
        var letters = "", tone = 5
        for scalar in pinyin.unicodeScalars {
            if let marked = Self.marks[scalar] {
                letters += marked.letter
                tone = marked.tone
            } else if ("1"..."5").contains(scalar) {
                tone = Int(scalar.value) - 48
            } else if scalar == "v" {
                letters += "ü"
            } else if ("a"..."z").contains(scalar) || scalar == "ü" || scalar == "ê" {
                letters.unicodeScalars.append(scalar)
            } else {
                return nil
            }
        }
        guard !letters.isEmpty else { return nil }
        self.init(letters, tone: tone)
    }

    /// With a number: `wan2r`.
    package var description: String { "\(letters)\(tone)\(rhotic ? "r" : "")" }

    private static let marks: [Unicode.Scalar: (letter: String, tone: Int)] = {
        var marks: [Unicode.Scalar: (letter: String, tone: Int)] = [:]
        for (letter, marked) in [("a", "āáǎà"), ("e", "ēéěè"), ("i", "īíǐì"), ("o", "ōóǒò"), ("u", "ūúǔù"), ("ü", "ǖǘǚǜ")] {
            for (tone, scalar) in zip(1..., marked.unicodeScalars) { marks[scalar] = (letter, tone) }
        }
        for (scalar, letter, tone) in [("ń", "n", 2), ("ň", "n", 3), ("ǹ", "n", 4), ("ḿ", "m", 2)] as [(Unicode.Scalar, String, Int)] {
            marks[scalar] = (letter, tone)
        }
        // The marks that Unicode has no letter for.
        for (scalar, tone) in [("\u{304}", 1), ("\u{301}", 2), ("\u{30C}", 3), ("\u{300}", 4)] as [(Unicode.Scalar, Int)] { marks[scalar] = ("", tone) }
        return marks
    }()
}
