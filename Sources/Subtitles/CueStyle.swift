/// How much text a viewer can take in, and how it is counted.
///
/// The figures are those of the large broadcasters' and streaming services' guides: Latin script 42 characters a line at
/// 20 a second, Chinese and Japanese 16 full-width characters at 9; two lines; five sixths of a second to seven seconds;
/// two frames (at 25 a second) between cues, so that the eye sees the change.
package struct CueStyle: Equatable, Sendable {
    package var lineWidth: Double
    package var charactersPerSecond: Double
    /// Latin letters count half a character.
    package var isFullWidth: Bool

    package static let latin = CueStyle(lineWidth: 42, charactersPerSecond: 20, isFullWidth: false)
    package static let chinese = CueStyle(lineWidth: 16, charactersPerSecond: 9, isFullWidth: true)

    package static let lines = 2
    package static let minimumDuration = 5.0 / 6
    package static let maximumDuration = 7.0
    package static let gap = 0.08

    /// The style that the text itself asks for: the language of a caption is what was spoken, not what a translation shows.
    package static func fitting(_ text: String) -> CueStyle {
        var wide = 0
        var narrow = 0
        for character in text where character.isLetter || character.isNumber {
            if character.isFullWidth { wide += 1 } else { narrow += 1 }
        }
        // A Chinese sentence with an English name in it is still Chinese: a Latin letter says less than a character does.
        return wide > 0 && wide * 3 >= narrow ? .chinese : .latin
    }

    func width(_ text: String) -> Double {
        guard isFullWidth else { return Double(text.count) }
        return text.reduce(0) { $0 + ($1.isFullWidth ? 1 : 0.5) }
    }
}

extension Character {
    /// Chinese, Japanese and Korean characters and their punctuation, which fill a square.
    package var isFullWidth: Bool {
        guard let value = unicodeScalars.first?.value else { return false }
        return switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// Ends a sentence.
    var isTerminal: Bool { ".?!…。！？".contains(self) }
    /// Ends a clause.
    var isPause: Bool { ",;:–—，、；：".contains(self) }
    /// Closes something: never first on a line.
    var isClosing: Bool { isTerminal || isPause || ")]}»”’％%·」』）】》〉".contains(self) }
    /// Opens something: never last on a line.
    var isOpening: Bool { "([{«“‘「『（【《〈".contains(self) }
}
