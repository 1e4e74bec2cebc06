/// How Chinese text sounds: characters → words of syllables → the symbols that Kokoro's voices speak.
///
/// A character has its usual reading (ICU's), unless a word of `MandarinReadings` says otherwise or a rule of its neighbours does
/// (地, 得, 着, 了, …); tone sandhi and erhua follow. Traditional characters are read by their simplified forms.
package enum MandarinPhonemes {
    /// Kokoro's symbols: words parted by spaces, Chinese punctuation as its western kin. What is neither Chinese nor punctuation is
    /// left out: `SpokenText.runs` gives it to another voice, `SpokenText.normalise` writes figures out.
    package static func symbols(_ text: String) -> String { tonedSymbols(text).symbols }

    /// The symbols, and where among them the tones sound.
    package static func tonedSymbols(_ text: String) -> (symbols: String, tones: [MandarinTone]) {
        var result = "", tones: [MandarinTone] = []
        for piece in MandarinReader.read(text) {
            switch piece {
            case .word(let syllables):
                let sounds = syllables.compactMap { syllable in syllable.symbols.map { (syllable, $0) } }
                guard !sounds.isEmpty else { continue }
                if let last = result.last, last != " ", !"(“".contains(last) { result += " " }
                for (syllable, symbols) in sounds {
                    let start = result.unicodeScalars.count
                    result += symbols
                    tones.append(MandarinTone(start: start, place: start + syllable.initialCount..<result.unicodeScalars.count, tone: syllable.tone))
                }
            case .mark(let mark):
                guard let symbol = marks[mark] else { continue }
                if "(“".contains(symbol) {
                    if !result.isEmpty, result.last != " " { result += " " }
                } else if result.last == " " {
                    result.removeLast()
                }
                // A pause is a pause, however often it is written.
                if let last = result.last, ",;:".contains(last), ",.?!;:…".contains(symbol) { result.removeLast() }
                if symbol != result.last || "(“".contains(symbol) { result.append(symbol) }
                if !"(“".contains(symbol) { result += " " }
            }
        }
        while result.last == " " { result.removeLast() }
        return (result, tones)
    }

    /// The words' syllables as they are spoken, with tone numbers: `yin2 hang2`.
    package static func pinyin(_ text: String) -> String {
        words(text).map { $0.map(\.description).joined(separator: " ") }.joined(separator: " ")
    }

    /// The same with the text's punctuation, for a voice that reads pinyin: `ni2 hao3, peng2 you5!`. Erhua is a syllable of its own.
    package static func pinyinText(_ text: String) -> String {
        var result = ""
        for piece in MandarinReader.read(text) {
            switch piece {
            case .word(let syllables):
                for syllable in syllables where !syllable.letters.isEmpty {
                    result += "\(result.isEmpty ? "" : " ")\(syllable.letters)\(syllable.tone)\(syllable.rhotic ? " er5" : "")"
                }
            case .mark(let mark):
                if let symbol = marks[mark] { result.append(symbol) }
            }
        }
        return result
    }

    /// The words' syllables as they are spoken.
    package static func words(_ text: String) -> [[MandarinSyllable]] {
        MandarinReader.read(text).compactMap { if case .word(let syllables) = $0 { syllables } else { nil } }
    }

    private static let marks: [Unicode.Scalar: Character] = [
        "，": ",", ",": ",", "、": ",", "。": ".", "．": ".", ".": ".", "？": "?", "?": "?", "！": "!", "!": "!", "：": ":", ":": ":", "；": ";", ";": ";",
        "…": "…", "—": "—", "（": "(", "(": "(", "）": ")", ")": ")", "“": "“", "”": "”", "「": "“", "」": "”", "『": "“", "』": "”", "《": "“", "》": "”",
        "〈": "“", "〉": "”", "【": "“", "】": "”", "\n": ".",
    ]
}
