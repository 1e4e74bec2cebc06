/// The language that a script other than Latin and Chinese most likely stands for, so that a line in it is spoken although nobody named its language.
enum ScriptLanguage {
    struct Piece: Equatable {
        var text: String
        /// nil: Latin letters, or none at all.
        var language: String?
    }

    /// Cuts where the script changes; what is no letter goes with what stands before it.
    static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        for character in text {
            let own = character.unicodeScalars.first.flatMap { $0.properties.isAlphabetic ? .some(language(of: $0)) : nil }
            guard let last = pieces.last else {
                pieces.append(Piece(text: String(character), language: own ?? nil))
                continue
            }
            if let own, own != last.language {
                pieces.append(Piece(text: String(character), language: own))
            } else {
                pieces[pieces.count - 1].text.append(character)
            }
        }
        return pieces
    }

    private static func language(of letter: Unicode.Scalar) -> String? {
        switch letter.value {
        case 0x370...0x3FF, 0x1F00...0x1FFF: "el"
        case 0x400...0x52F: "ru"
        case 0x530...0x58F: "hy"
        case 0x590...0x5FF: "he"
        case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFF: "ar"
        case 0x900...0x97F: "hi"
        case 0x980...0x9FF: "bn"
        case 0xA00...0xA7F: "pa"
        case 0xA80...0xAFF: "gu"
        case 0xB80...0xBFF: "ta"
        case 0xC00...0xC7F: "te"
        case 0xC80...0xCFF: "kn"
        case 0xD00...0xD7F: "ml"
        case 0xD80...0xDFF: "si"
        case 0xE00...0xE7F: "th"
        case 0x1000...0x109F: "my"
        case 0x10A0...0x10FF: "ka"
        case 0x1200...0x137F: "am"
        case 0x3040...0x30FF: "ja"
        case 0x1100...0x11FF, 0xAC00...0xD7AF: "ko"
        // Latin with all its marks, the phonetic alphabet, Chinese, full-width letters, and what stands for letters such as ª and ℃.
        case 0...0x36F, 0x1D00...0x1EFF, 0x2070...0x218F, 0x2C60...0x2C7F, 0x2E80...0x303F, 0x3100...0x9FFF, 0xA720...0xA7FF, 0xF900...0xFAFF, 0xFB00...0xFB06,
            0xFF00...0xFF5A, 0x1D400...0x1D7FF, 0x20000...0x3FFFF: nil
        // Undetermined, as ISO 639-2 calls it: nobody speaks it.
        default: "und"
        }
    }
}
