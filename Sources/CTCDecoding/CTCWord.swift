private import Foundation

/// A word of a hypothesis.
package struct CTCWord: Equatable, Sendable {
    package var text: String
    /// No space stands before it.
    package var joined: Bool
    /// The hypothesis's tokens that make it.
    package var tokens: Range<Int>
    /// Frames from its first token to its last; `end` is the one after.
    package var start: Int
    package var end: Int
    /// Geometric mean of its tokens' highest posteriors.
    package var confidence: Double

    package init(text: String, joined: Bool, tokens: Range<Int>, start: Int, end: Int, confidence: Double) {
        self.text = text
        self.joined = joined
        self.tokens = tokens
        self.start = start
        self.end = end
        self.confidence = confidence
    }
}

extension CTCVocabulary {
    /// The words of a hypothesis's tokens: between delimiters, and each character of a script without spaces by itself.
    ///
    /// Marks and punctuation belong to the word before them.
    package func words(_ tokens: [CTCHypothesis.Token]) -> [CTCWord] {
        var words: [CTCWord] = []
        // Of the word that is being made: its first token, and whether letters go on with it.
        var first = 0
        var isOpen = false
        var spaced = true
        func close(before index: Int) {
            guard first < index else { return }
            let text = tokens[first..<index].reduce(into: "") { $0 += self.text($1.id) }
            let sum = tokens[first..<index].reduce(0.0) { $0 + log(Double(max(1e-10, $1.posterior))) }
            let word = CTCWord(
                text: text, joined: !spaced && !words.isEmpty, tokens: first..<index, start: tokens[first].start,
                end: tokens[index - 1].end, confidence: exp(sum / Double(index - first)))
            let isBare = !text.contains { $0.isLetter || $0.isNumber || $0.isSymbol }
            if isBare, var last = words.popLast() {
                last.text += text
                last.tokens = last.tokens.lowerBound..<index
                words.append(last)
            } else {
                words.append(word)
            }
            spaced = false
        }
        for (index, token) in tokens.enumerated() {
            switch kinds[token.id] {
            case .silent, .delimiter:
                close(before: index)
                first = index + 1
                isOpen = false
                spaced = true
            case .letter:
                if !isOpen {
                    close(before: index)
                    first = index
                    isOpen = true
                }
            case .whole:
                close(before: index)
                first = index
                isOpen = false
            case .attached:
                // At the start of a word it is a letter like others: 'tis.
                if first == index { isOpen = true }
            }
        }
        close(before: tokens.count)
        return words
    }
}
