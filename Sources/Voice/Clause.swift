/// What ends a clause; it decides the pause behind it.
package enum ClauseEnd: Sendable, CaseIterable {
    /// Cut where the text went on too long.
    case none
    case comma
    /// Semicolon, colon, dash.
    case semicolon
    /// Point, question or exclamation mark.
    case sentence
    /// An empty line, or the end of the text.
    case paragraph

    /// Seconds of silence behind it, at rate 1.
    package var pause: Double {
        switch self {
        case .none: 0.02
        case .comma: 0.15
        case .semicolon: 0.25
        case .sentence: 0.4
        case .paragraph: 0.6
        }
    }
}

/// A piece of a text that is spoken in one go.
package struct Clause: Sendable, Hashable {
    /// Without white space around it.
    package var text: String
    package var end: ClauseEnd
    /// Where it begins in the text, in characters.
    package var offset: Int

    package init(text: String, end: ClauseEnd, offset: Int) {
        self.text = text
        self.end = end
        self.offset = offset
    }
}
