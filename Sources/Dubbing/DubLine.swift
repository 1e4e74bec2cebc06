package import Wire

/// A line that is spoken anew: what was said, and when.
package struct DubLine: Equatable, Sendable {
    package var text: String
    /// Seconds of the original's first and last sound.
    package var from: Double
    package var to: Double

    package init(text: String, from: Double, to: Double) {
        self.text = text
        self.from = from
        self.to = to
    }

    /// Captions as lines: a sentence each, or what stands between two pauses, since a voice that speaks three sentences in one go loses the speaker's rhythm.
    ///
    /// A caption without words' times (a translation) is a line as a whole.
    package static func lines(of caption: Caption) -> [DubLine] {
        guard caption.words.count > 1 else {
            return caption.text.contains(where: \.isLetter) || caption.text.contains(where: \.isNumber) ? [DubLine(text: caption.text, from: caption.start, to: caption.end)] : []
        }
        var lines: [DubLine] = []
        var words: [CaptionWord] = []
        func close() {
            let text = words.enumerated().reduce(into: "") { text, word in
                if word.offset > 0, word.element.joined != true { text += " " }
                text += word.element.text
            }
            if text.contains(where: { $0.isLetter || $0.isNumber }) { lines.append(DubLine(text: text, from: words[0].start, to: words[words.count - 1].end)) }
            words = []
        }
        for word in caption.words {
            if let last = words.last, let first = words.first {
                let pause = word.start - last.end
                let length = last.end - first.start
                let isSentence = last.text.last.map(sentenceEnds.contains) ?? false
                let isClause = last.text.last.map(clauseEnds.contains) ?? false
                if isSentence || pause > longPause || isClause && (pause > shortPause || length > longLine) || pause > shortPause && length > longLine { close() }
            }
            words.append(word)
        }
        if !words.isEmpty { close() }
        return merged(lines)
    }

    private static let sentenceEnds: Set<Character> = [".", "?", "!", "。", "？", "！", "…"]
    private static let clauseEnds: Set<Character> = [",", ";", ":", "，", "；", "：", "、"]
    /// Seconds.
    private static let longPause = 0.7
    private static let shortPause = 0.3
    private static let longLine = 6.0
    private static let shortLine = 0.6

    /// "Mr." is no sentence: what is shorter than a word or two stays with what follows at once.
    private static func merged(_ lines: [DubLine]) -> [DubLine] {
        lines.reduce(into: []) { merged, line in
            if let last = merged.last, last.to - last.from < shortLine, line.from - last.to < shortPause {
                merged[merged.count - 1] = DubLine(text: last.text + " " + line.text, from: last.from, to: line.to)
            } else {
                merged.append(line)
            }
        }
    }
}
