/// How sure a piece of text is, and so how it looks.
package enum Tone: Equatable, Sendable {
    /// May still change: dim.
    case uncommitted
    /// Stays, but for case and punctuation: as it is.
    case stable
    /// Stays: bright.
    case final
    /// Whose words they are.
    case label
    /// The program's own remark.
    case notice

    /// Selects exactly this look, whatever was selected before.
    var escape: String {
        switch self {
        case .uncommitted: "\u{1B}[0;2m"
        case .stable: "\u{1B}[0m"
        case .final: "\u{1B}[0;1m"
        case .label: "\u{1B}[0;36m"
        case .notice: "\u{1B}[0;33m"
        }
    }
}

/// A character on the screen.
package struct Cell: Equatable, Sendable {
    package var character: Character
    package var tone: Tone
    package var columns: Int

    package init(_ character: Character, _ tone: Tone) {
        self.character = character.isControl ? "\u{FFFD}" : character
        self.tone = tone
        self.columns = self.character.columns
    }
}

/// Cells of one screen line, narrower than the screen.
package typealias Row = [Cell]
