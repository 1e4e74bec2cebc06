/// English for Kokoro: espeak-ng's IPA with diphthongs and affricates folded into the single symbols that the network was trained with (its documentation calls
/// them A, I, O, W, Y, ʧ, ʤ), American vowels before r, no length marks.
package enum KokoroEnglish {
    package static func symbols(_ ipa: String) -> String {
        var result = String.UnicodeScalarView()
        // By code points: a mark below a letter is a sound of its own here.
        var rest = ipa.unicodeScalars[...]
        while let first = rest.first {
            if let (sound, symbol) = folds.first(where: { rest.starts(with: $0.0.unicodeScalars) }) {
                result += symbol.unicodeScalars
                rest.removeFirst(sound.unicodeScalars.count)
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return String(result)
    }

    /// Longer ones first. What is not here stays as it is.
    private static let folds: [(String, String)] = [
        ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("əʊ", "O"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
        ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɚɹ", "əɹ"), ("ɚ", "əɹ"), ("n\u{0329}", "ᵊn"), ("l\u{0329}", "ᵊl"), ("ɝ", "ɜɹ"), ("əl", "ᵊl"), ("ɪə", "iə"),
        ("ɐ", "ə"), ("ɾ", "T"), ("ʔ", "t"), ("r", "ɹ"), ("g", "ɡ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("o", "ɔ"), ("e", "A"), ("ː", ""),
        ("\u{0329}", ""), ("\u{0303}", ""),
    ]
}
