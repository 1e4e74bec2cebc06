private import Foundation

/// A word of a hypothesis: text, its tokens, and frames within the utterance.
package struct TimedWord: Equatable, Sendable {
    package var text: String
    /// No space stands before it (Chinese, Japanese, …).
    package var joined: Bool
    package var tokens: Range<Int>
    /// End of the word's own tokens, without the punctuation that may follow.
    package var wordEnd: Int
    package var start: Int
    package var end: Int
    package var confidence: Double

    package init(text: String, joined: Bool, tokens: Range<Int>, start: Int, end: Int, confidence: Double) {
        self.text = text
        self.joined = joined
        self.tokens = tokens
        wordEnd = tokens.upperBound
        self.start = start
        self.end = end
        self.confidence = confidence
    }

    /// The letters that count when words are compared: no case, no punctuation.
    package var bare: String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension [TimedWord] {
    /// Number of leading words that are the same, but for case and punctuation.
    func common(with other: [TimedWord]) -> Int { zip(self, other).prefix { $0.bare == $1.bare }.count }

    /// Number of leading tokens whose words end by `frame`.
    func tokens(endingBy frame: Int) -> Int { prefix { $0.end <= frame }.last?.wordEnd ?? 0 }
}

/// Puts decoder tokens together to words with times and confidences.
package struct WordBuilder {
    package let vocabulary: Vocabulary
    /// Tokens that begin a word whatever they are: what stands before them was shown as stable, and stays as it is.
    private let seams: Set<Int>
    /// Languages that write without spaces: a word is a character.
    private static let spaceless: Set<String> = ["zh", "ja", "th", "lo", "my", "km", "bo"]

    package init(vocabulary: Vocabulary, seams: Set<Int> = []) {
        self.vocabulary = vocabulary
        self.seams = seams
    }

    package func words(_ decoding: Decoding, heard: Int, language: String) -> [TimedWord] {
        let starts = WordAlignment.starts(decoding, heard: heard)
        let groups = Self.spaceless.contains(language) ? characters(decoding.tokens) : spaced(decoding.tokens)
        var words: [TimedWord] = []
        for group in groups {
            let raw = vocabulary.text(decoding.tokens[group])
            let text = String(raw.trimmingPrefix(while: \.isWhitespace))
            let visible = text.contains { !$0.isWhitespace }
            guard visible else { continue }
            // Bare punctuation belongs to the word before.
            if !isSpoken(text), var last = words.popLast() {
                last.text += raw
                last.tokens = last.tokens.lowerBound..<group.upperBound
                words.append(last)
                continue
            }
            let mean = decoding.logProbabilities[group].reduce(0, +) / Float(group.count)
            var word = TimedWord(
                text: text, joined: !raw.hasPrefix(" ") && !words.isEmpty, tokens: group, start: starts[group.lowerBound],
                end: max(starts[group.lowerBound] + 1, starts[group.upperBound]), confidence: Double(exp(mean)))
            word.wordEnd = end(of: group, in: decoding.tokens)
            words.append(word)
        }
        return words
    }

    /// Where a word ends without the punctuation behind it, about which the next look may think otherwise.
    private func end(of group: Range<Int>, in tokens: [Int64]) -> Int {
        1 + (group.last { isSpoken(vocabulary.text([tokens[$0]])) } ?? group.lowerBound)
    }

    /// Punctuation is written, not said.
    private func isSpoken(_ text: String) -> Bool { text.contains { $0.isLetter || $0.isNumber || $0.isSymbol } }

    /// Whether the last word is only a part of one: what would come next belongs to it, and its sound is not whole yet.
    package func isCutOff(_ decoding: Decoding, language: String) -> Bool {
        guard let next = decoding.next, !Self.spaceless.contains(language) else { return false }
        return !beginsWord(next) && !seams.contains(decoding.tokens.count)
    }

    private func beginsWord(_ token: Int64) -> Bool { vocabulary.bytes(of: token).first == UInt8(ascii: " ") }

    /// A token that begins with a space begins a word; so does the first token.
    private func spaced(_ tokens: [Int64]) -> [Range<Int>] {
        group(tokens, startsWord: beginsWord)
    }

    /// Tokens that together make whole characters; a run of Latin letters or digits stays together.
    private func characters(_ tokens: [Int64]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        for index in tokens.indices {
            let text = vocabulary.text(tokens[start...index])
            guard !text.contains("\u{FFFD}") else { continue }
            let continues = text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
            let previous = groups.last.map { vocabulary.text(tokens[$0]).last.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false } ?? false
            if continues, previous, !seams.contains(start), let last = groups.popLast() {
                groups.append(last.lowerBound..<(index + 1))
            } else {
                groups.append(start..<(index + 1))
            }
            start = index + 1
        }
        // A character that is not whole yet waits for its rest.
        return groups
    }

    private func group(_ tokens: [Int64], startsWord: (Int64) -> Bool) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        for index in tokens.indices.dropFirst() where startsWord(tokens[index]) || seams.contains(index) {
            groups.append(start..<index)
            start = index
        }
        if start < tokens.count { groups.append(start..<tokens.count) }
        return groups
    }

    /// The words as one line.
    package static func join(_ words: [TimedWord]) -> String {
        words.reduce(into: "") { line, word in
            if !line.isEmpty, !word.joined { line += " " }
            line += word.text
        }
    }
}
