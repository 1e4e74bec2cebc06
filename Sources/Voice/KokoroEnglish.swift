/// English for Kokoro: espeak-ng's IPA with diphthongs and affricates folded into the single symbols that the network was trained with (its documentation calls
/// them A, I, O, W, Y, ʧ, ʤ), American vowels before r, no length marks.
enum KokoroEnglish {
    static func symbols(_ ipa: String) -> String {
        var result = ""
        var rest = Substring(ipa)
        while !rest.isEmpty {
            if let (sound, symbol) = folds.first(where: { rest.hasPrefix($0.0) }) {
                result += symbol
                rest.removeFirst(sound.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    /// Longer ones first. What is not here stays as it is.
    private static let folds: [(String, String)] = [
        ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("əʊ", "O"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
        ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"), ("əl", "ᵊl"), ("ɪə", "iə"),
        ("ɐ", "ə"), ("ɾ", "T"), ("ʔ", "t"), ("r", "ɹ"), ("g", "ɡ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("o", "ɔ"), ("e", "A"), ("ː", ""),
        ("\u{0329}", ""), ("\u{0303}", ""),
    ]
}
