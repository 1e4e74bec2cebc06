internal import Wire

/// A piece of text that no line may break: a word with the punctuation that clings to it.
struct Phrase: Equatable {
    var text: String
    var start: Double
    var end: Double
    /// A space stands before it unless it begins a line.
    var spaced: Bool
    var width: Double

    /// The words of a caption as unbreakable pieces, none wider than a line, times in order and never negative.
    static func pieces(of caption: Caption, style: CueStyle) -> [Phrase] {
        var phrases: [Phrase] = []
        var last = max(0, finite(caption.start))
        for word in words(of: caption) {
            let text = clean(word.text)
            guard !text.isEmpty else { continue }
            let start = max(last, finite(word.start))
            let end = max(start, finite(word.end))
            last = start
            let spaced = !(word.joined ?? false) && !phrases.isEmpty
            if let previous = phrases.indices.last, clings(text, to: phrases[previous].text, spaced: spaced) {
                phrases[previous].text += (spaced ? " " : "") + text
                phrases[previous].end = max(phrases[previous].end, end)
            } else {
                phrases.append(Phrase(text: text, start: start, end: end, spaced: spaced, width: 0))
            }
        }
        return phrases.flatMap { $0.fitted(to: style) }
    }

    /// A recognizer may give text without word times: they are then spread by length.
    private static func words(of caption: Caption) -> [CaptionWord] {
        guard caption.words.isEmpty else { return caption.words }
        var parts: [(text: String, joined: Bool)] = []
        for chunk in caption.text.split(whereSeparator: \.isWhitespace) {
            var first = true
            for character in chunk {
                if !first, let last = parts.last?.text.last, !character.isFullWidth, !last.isFullWidth {
                    parts[parts.count - 1].text.append(character)
                } else {
                    parts.append((String(character), !first))
                }
                first = false
            }
        }
        let total = Double(max(1, parts.reduce(0) { $0 + $1.text.count }))
        let length = max(0, caption.end - caption.start)
        var done = 0.0
        return parts.map { part in
            let start = caption.start + length * done / total
            done += Double(part.text.count)
            return CaptionWord(
                text: part.text, start: start, end: caption.start + length * done / total, confidence: 0, joined: part.joined)
        }
    }

    private static func clings(_ text: String, to previous: String, spaced: Bool) -> Bool {
        if previous.allSatisfy(\.isOpening) { return true }
        if text.allSatisfy({ $0.isClosing }) { return true }
        guard !spaced, let first = text.first, let last = previous.last else { return false }
        // Without a space in between, only full-width characters may be parted.
        return !(first.isFullWidth || last.isFullWidth) || last.isOpening || first.isClosing
    }

    /// Whole when it fits a line, else cut hard (a web address, a chemical name, a recognizer gone wrong).
    private func fitted(to style: CueStyle) -> [Phrase] {
        var whole = self
        whole.width = style.width(text)
        guard whole.width > style.lineWidth else { return [whole] }
        var parts: [String] = [""]
        for character in text {
            if style.width(parts[parts.count - 1] + String(character)) > style.lineWidth { parts.append("") }
            parts[parts.count - 1].append(character)
        }
        let total = Double(text.count)
        var done = 0.0
        return parts.enumerated().map { index, part in
            let from = start + (end - start) * done / total
            done += Double(part.count)
            return Phrase(
                text: part, start: from, end: start + (end - start) * done / total, spaced: index == 0 && spaced, width: style.width(part))
        }
    }

    /// One line of text: no newlines or other controls, which would end a cue or worse.
    static func clean(_ text: String) -> String {
        let visible = text.map { $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 }
        return String(visible).split(separator: " ").joined(separator: " ")
    }

    private static func finite(_ time: Double) -> Double {
        // Far beyond any recording, and still exact to the millisecond.
        time.isFinite ? min(max(0, time), 1e9) : 0
    }
}
