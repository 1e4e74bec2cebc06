private import Words

/// A piece of an entry's text around what was found in it.
package struct Snippet: Codable, Equatable, Sendable {
    package var text: String
    /// What matched, as ranges of characters (as a reader counts them) of `text`, in order, none touching the next.
    package var marks: [Range<Int>]

    /// - Parameters:
    ///   - terms: lists of stems that follow one another.
    ///   - length: most characters; what is left out is shown by "…".
    package init(of text: String, finding terms: [[String]], length: Int = 160) {
        let words = WordSplitter.words(of: text)
        let matches = Self.matches(words.map(\.stem), terms)
        let characters = Array(text)
        var offsets: [Range<Int>] = []
        // One walk over the text, since an offset in characters costs a walk each.
        var (offset, index) = (0, text.startIndex)
        func advance(to end: String.Index) -> Int {
            while index < end {
                offset += 1
                index = text.index(after: index)
            }
            return offset
        }
        for place in matches {
            let lower = advance(to: words[place.lowerBound].range.lowerBound)
            let upper = advance(to: words[place.upperBound - 1].range.upperBound)
            if let last = offsets.last, lower <= last.upperBound {
                offsets[offsets.count - 1] = last.lowerBound..<max(last.upperBound, upper)
            } else if lower < upper {
                offsets.append(lower..<upper)
            }
        }
        guard characters.count > length else {
            self.text = text
            marks = offsets
            return
        }
        let window = Self.window(offsets, of: characters, length: length)
        let lead = window.lowerBound > 0 ? "…" : ""
        self.text = lead + String(characters[window]) + (window.upperBound < characters.count ? "…" : "")
        marks = offsets.map { $0.clamped(to: window) }.filter { !$0.isEmpty }
            .map { $0.lowerBound - window.lowerBound + lead.count..<$0.upperBound - window.lowerBound + lead.count }
    }

    /// Ranges of words at which one of the terms stands, in order, overlapping ones joined.
    private static func matches(_ stems: [String], _ terms: [[String]]) -> [Range<Int>] {
        var matched = [Bool](repeating: false, count: stems.count)
        // Where the word before belongs to the same match.
        var tied = matched
        for term in Set(terms) where term.count <= stems.count {
            for start in 0...stems.count - term.count where stems[start] == term[0] && stems[start..<start + term.count].elementsEqual(term) {
                for place in start..<start + term.count {
                    matched[place] = true
                    if place > start { tied[place] = true }
                }
            }
        }
        var ranges: [Range<Int>] = []
        for place in stems.indices where matched[place] {
            if tied[place], let last = ranges.last, last.upperBound == place {
                ranges[ranges.count - 1] = last.lowerBound..<place + 1
            } else {
                ranges.append(place..<place + 1)
            }
        }
        return ranges
    }

    /// The stretch that holds most marks, with some of what stands before, begun at a space where one is near.
    private static func window(_ marks: [Range<Int>], of characters: [Character], length: Int) -> Range<Int> {
        let starts = marks.isEmpty ? [0] : marks.map(\.lowerBound)
        let best = starts.max { left, right in
            func count(_ start: Int) -> Int { marks.count { $0.lowerBound >= start && $0.upperBound <= start + length * 3 / 4 } }
            return count(left) < count(right)
        }!
        var lower = max(0, min(best - length / 4, characters.count - length))
        if lower > 0, let space = characters[lower..<min(lower + 16, max(best, lower))].firstIndex(where: \.isWhitespace) { lower = space + 1 }
        var upper = min(characters.count, lower + length)
        if upper < characters.count, let space = characters[max(lower, upper - 16)..<upper].lastIndex(where: \.isWhitespace), space > best { upper = space }
        return lower..<upper
    }
}
