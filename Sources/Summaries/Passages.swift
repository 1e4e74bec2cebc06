/// Text that a writer reads at once, and the lines of the transcript that it stands for.
struct Passage: Equatable, Sendable {
    var text: String
    /// Positions in the transcript.
    var lines: Range<Int>

    /// The texts one after another in passages of at most `limit` tokens. The borders depend on what stands before them alone: as a transcript grows, whole passages stay as
    /// they are. A text that is longer than the limit is a passage by itself, cut to what fits.
    static func pack(_ texts: [(text: String, lines: Range<Int>)], limit: Int, count: (String) -> Int) -> [Passage] {
        var passages: [Passage] = []
        var tokens = 0
        for entry in texts where !entry.text.isEmpty {
            var text = entry.text
            var size = count(text)
            while size > limit, text.count > 1 {
                text = String(text.prefix(max(1, min(text.count - 1, text.count * limit / size))))
                size = count(text)
            }
            if let last = passages.indices.last, tokens + size <= limit {
                passages[last].text += "\n" + text
                passages[last].lines = passages[last].lines.lowerBound..<entry.lines.upperBound
                tokens += size
            } else {
                passages.append(Passage(text: text, lines: entry.lines))
                tokens = size
            }
        }
        return passages
    }
}
