internal import CTCDecoding

extension TimedWord {
    /// A word of a CTC hypothesis, its rows of posteriors as frames of 20 ms.
    init(_ word: CTCWord, rowSamples: Int) {
        let start = word.start * rowSamples / FrontStream.hop
        self.init(
            text: word.text, joined: word.joined, tokens: word.tokens, start: start,
            end: max(start + 1, (word.end * rowSamples + FrontStream.hop - 1) / FrontStream.hop), confidence: word.confidence)
    }
}
