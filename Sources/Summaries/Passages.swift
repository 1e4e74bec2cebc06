/// Text that a writer reads at once.
enum Passage {
    /// The texts, a line each, in passages of at most `limit` tokens. The borders depend on what stands before them alone: as a transcript grows, whole passages stay as they are. A
    /// text that is longer than the limit is a passage by itself, cut to what fits.
    static func pack(_ texts: [String], limit: Int, count: (String) -> Int) -> [String] {
        var passages: [String] = []
        var tokens = 0
        for entry in texts where !entry.isEmpty {
            var text = entry
            var size = count(text)
            while size > limit, text.count > 1 {
                text = String(text.prefix(max(1, min(text.count - 1, text.count * limit / size))))
                size = count(text)
            }
            if let last = passages.indices.last, tokens + size <= limit {
                passages[last] += "\n" + text
                tokens += size
            } else {
                passages.append(text)
                tokens = size
            }
        }
        return passages
    }
}
