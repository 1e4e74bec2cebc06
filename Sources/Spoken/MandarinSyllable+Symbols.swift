extension MandarinSyllable {
    /// The syllable in the IPA that Kokoro's voices learnt Mandarin in, the tone as an arrow after the nucleus: `zhong1` is `ꭧʊ→ŋ`.
    ///
    /// Phonetic fact written as rules: an initial, a medial glide, a nucleus, a coda; where the spelling hides a sound (bo, zhi, yu,
    /// you) the rules put it back. The symbols are those of PyPI `misaki` 0.9.4; only erhua is ours: it reads 儿 as a syllable.
    /// - Returns: nil for letters that are no syllable of Mandarin.
    package var symbols: String? {
        let (initial, final) = parts
        guard let sound = Self.finals[final] else { return nil }
        var nucleus = sound.nucleus, coda = sound.coda
        if rhotic, let curled = Self.curled[final] {
            (nucleus, coda) = (curled, "")
        }
        return (Self.initials[initial] ?? "") + nucleus + Self.arrows[tone - 1] + coda + (rhotic ? "ɻ" : "")
    }

    /// How many Unicode scalars of the symbols are the initial's.
    var initialCount: Int { Self.initials[parts.initial]?.unicodeScalars.count ?? 0 }

    /// The initial as it is written, and the final as it sounds.
    private var parts: (initial: String, final: String) {
        let count = letters.hasPrefix("zh") || letters.hasPrefix("ch") || letters.hasPrefix("sh") ? 2 : Self.initials[String(letters.prefix(1))] == nil ? 0 : 1
        let initial = String(letters.prefix(count))
        var final = String(letters.dropFirst(count))
        if ["m", "n", "ng", "hm", "hng"].contains(letters) { return ("", letters) }
        if initial.isEmpty {
            final = Self.unspelled(final)
        } else if ["j", "q", "x"].contains(initial), final.hasPrefix("u") {
            final = "ü" + final.dropFirst()
        } else if ["zh", "ch", "sh", "r", "z", "c", "s"].contains(initial), final == "i" {
            final = "ɨ"
        }
        return (initial, Self.long[final] ?? final)
    }

    /// Undoes the spelling of syllables that begin with y or w.
    private static func unspelled(_ final: String) -> String {
        switch final {
        case "yong": "iong"
        case "you": "iou"
        case "yo": "uo"
        case "wei": "uei"
        case "wen": "uen"
        case "o": "o alone"
        case _ where final.hasPrefix("yu"): "ü" + final.dropFirst(2)
        case _ where final.hasPrefix("yi"), _ where final.hasPrefix("wu"): String(final.dropFirst())
        case _ where final.hasPrefix("y"): "i" + final.dropFirst()
        case _ where final.hasPrefix("w"): "u" + final.dropFirst()
        default: final
        }
    }

    private static let arrows = ["→", "↗", "↓", "↘", ""]

    private static let initials = [
        "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
        "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
    ]

    private static let long = ["iu": "iou", "ui": "uei", "un": "uen"]

    /// Up to and including the nucleus, and what follows it.
    private static let finals: [String: (nucleus: String, coda: String)] = [
        "a": ("a", ""), "o": ("wo", ""), "e": ("ɤ", ""), "ai": ("ai", ""), "ei": ("ei", ""), "ao": ("au", ""), "ou": ("ou", ""),
        "an": ("a", "n"), "en": ("ə", "n"), "ang": ("a", "ŋ"), "eng": ("ə", "ŋ"), "ong": ("ʊ", "ŋ"), "er": ("ɚ", ""),
        "i": ("i", ""), "ia": ("ja", ""), "ie": ("je", ""), "iao": ("jau", ""), "iou": ("jou", ""), "ian": ("jɛ", "n"),
        "in": ("i", "n"), "iang": ("ja", "ŋ"), "ing": ("i", "ŋ"), "iong": ("jʊ", "ŋ"),
        "u": ("u", ""), "ua": ("wa", ""), "uo": ("wo", ""), "uai": ("wai", ""), "uei": ("wei", ""), "uan": ("wa", "n"),
        "uen": ("wə", "n"), "uang": ("wa", "ŋ"), "ueng": ("wə", "ŋ"),
        "ü": ("y", ""), "üe": ("ɥe", ""), "üan": ("ɥɛ", "n"), "ün": ("y", "n"),
        // The buzzing vowel of zi, ci, si and zhi, chi, shi, ri.
        "ɨ": ("ɨ", ""),
        // Interjections.
        "o alone": ("ɔ", ""), "ê": ("ɛ", ""), "m": ("m", ""), "n": ("n", ""), "ng": ("ŋ", ""), "hm": ("hm", ""), "hng": ("hŋ", ""),
    ]

    /// What erhua leaves of a final whose end gets in the way of the curled tongue; the others keep theirs.
    private static let curled = [
        "ai": "a", "an": "a", "ei": "ə", "en": "ə", "ang": "a", "eng": "ə", "i": "jə", "in": "jə", "ing": "jə", "ian": "ja", "iang": "ja",
        "uai": "wa", "uan": "wa", "uei": "wə", "uen": "wə", "uang": "wa", "ü": "ɥə", "ün": "ɥə", "üan": "ɥa", "ɨ": "ə",
    ]
}
