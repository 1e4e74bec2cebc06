/// Cuts a text into clauses, one after another; what lies ahead of the clause is not looked at.
///
/// The first is short, so that its sound is there early; the others are sentences, or as much of one as a voice takes in one go, since a voice needs
/// to see a sentence to intone it. Nothing of the text is lost or doubled.
package struct ClauseSplitter: IteratorProtocol, Sequence {
    /// How long clauses may be, in Latin letters; a Chinese character counts for three, as it takes as long to say.
    package struct Limits: Sendable, Hashable {
        /// The first is cut at the first comma behind this many …
        package var firstLeast = 12
        /// … and where a part of the sentence begins, or at a space, when there is none up to here.
        package var firstMost = 40
        package var most = 180

        package init() {}
    }

    private let text: String
    private let limits: Limits
    private var index: String.Index
    private var offset = 0
    private var isFirst = true

    package init(_ text: String, limits: Limits = Limits()) {
        self.text = text
        self.limits = limits
        index = text.startIndex
    }

    package mutating func next() -> Clause? {
        skipSpace()
        guard index < text.endIndex else { return nil }
        let most = isFirst ? limits.firstMost : limits.most
        let start = index, startOffset = offset
        var weight = 0
        // The last comma, the last word that begins a part, and the last space within the limit.
        var comma: (index: String.Index, offset: Int, end: ClauseEnd)?
        var joint: (index: String.Index, offset: Int)?
        var space: (index: String.Index, offset: Int)?
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            if weight >= most, let place = comma ?? (joint ?? space).map({ ($0.index, $0.offset, .none) }) {
                return cut(start, startOffset, at: place.index, place.offset, place.end)
            }
            // A word without end is cut in its middle.
            if weight >= 2 * most { return cut(start, startOffset, at: index, offset, .none) }
            if let end = Self.end(text, at: index, next) {
                // A line's end itself is left for the count of those that follow each other.
                if character.isNewline { return cut(start, startOffset, at: index, offset, end) }
                if end == .sentence { return cut(start, startOffset, at: next, offset + 1, end) }
                if isFirst, weight >= limits.firstLeast { return cut(start, startOffset, at: next, offset + 1, end) }
                comma = (next, offset + 1, end)
            } else if character.isWhitespace {
                space = (next, offset + 1)
                if weight >= limits.firstLeast, Self.beginsPart(text[next...]) { joint = space }
            }
            weight += Self.weight(character)
            if Self.weight(character) > 1 { space = (next, offset + 1) }
            index = next
            offset += 1
        }
        return cut(start, startOffset, at: index, offset, .paragraph)
    }

    private mutating func cut(_ start: String.Index, _ startOffset: Int, at end: String.Index, _ endOffset: Int, _ kind: ClauseEnd) -> Clause {
        index = end
        offset = endOffset
        isFirst = false
        // What closes the sentence belongs to it.
        while index < text.endIndex, Self.closing.contains(text[index]) { step() }
        var piece = text[start..<index]
        while piece.last?.isWhitespace == true { piece.removeLast() }
        var kind = kind
        let breaks = skipSpace()
        if breaks > 1 || index == text.endIndex { kind = .paragraph }
        return Clause(text: String(piece), end: kind, offset: startOffset)
    }

    private mutating func step() {
        index = text.index(after: index)
        offset += 1
    }

    /// Over white space; the number of line ends in it.
    @discardableResult
    private mutating func skipSpace() -> Int {
        var breaks = 0
        while index < text.endIndex, text[index].isWhitespace {
            if text[index].isNewline { breaks += 1 }
            step()
        }
        return breaks
    }

    private static func weight(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first?.value else { return 1 }
        return scalar >= 0x2E80 && scalar <= 0x9FFF || scalar >= 0xAC00 && scalar <= 0xD7AF || scalar >= 0x20000 ? 3 : 1
    }

    /// What the character at `index` ends, if anything.
    private static func end(_ text: String, at index: String.Index, _ next: String.Index) -> ClauseEnd? {
        let character = text[index]
        switch character {
        case "。", "！", "？": return .sentence
        case "，", "、": return .comma
        case "；", "：": return .semicolon
        case "!", "?", "…": return follows(text, next) ? .sentence : nil
        case ".": return follows(text, next) && !isAbbreviation(text, before: index) ? .sentence : nil
        case ",": return follows(text, next) ? .comma : nil
        case ";", ":": return follows(text, next) ? .semicolon : nil
        case "—", "–": return .semicolon
        default:
            // Two line ends in a row part paragraphs; one alone is as good as a sentence's end in what has no points, such as a list.
            return character.isNewline ? .sentence : nil
        }
    }

    /// Behind a mark comes space, a closing sign, the end, or Chinese: not a digit of a number or the next letter of an abbreviation.
    private static func follows(_ text: String, _ next: String.Index) -> Bool {
        guard next < text.endIndex else { return true }
        let character = text[next]
        return character.isWhitespace || closing.contains(character) || weight(character) > 1
    }

    /// `Dr.`, `e.g.`, or a single capital such as in `J. S. Bach`.
    private static func isAbbreviation(_ text: String, before point: String.Index) -> Bool {
        var start = point, length = 0
        while start > text.startIndex, length < 8 {
            let previous = text.index(before: start)
            guard text[previous].isLetter || text[previous] == "." else { break }
            start = previous
            length += 1
        }
        let word = text[start..<point]
        if word.count == 1, word.first?.isUppercase == true { return true }
        return abbreviations.contains(word.lowercased())
    }

    /// Whether the text goes on with a word before which a speaker may draw breath.
    private static func beginsPart(_ rest: Substring) -> Bool {
        let word = rest.prefix { $0.isLetter }
        return word.count <= 8 && joining.contains(word.lowercased())
    }

    private static let joining: Set<String> = [
        "and", "but", "or", "because", "when", "while", "if", "until", "before", "after", "since", "although", "that", "which", "who", "where", "with", "without",
        "between", "behind", "around", "from", "for", "to", "in", "on", "at", "by",
    ]
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "e.g", "i.e", "cf", "no", "fig", "approx", "dept", "gen", "col", "sgt", "capt", "rev", "hon", "mt",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]
    private static let closing: Set<Character> = ["\"", "'", ")", "]", "}", "”", "’", "」", "』", "）", "》", "】", "»"]
}
