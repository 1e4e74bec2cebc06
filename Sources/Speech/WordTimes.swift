/// Where the times of shown words come from.
package enum WordTimes: Equatable, Sendable {
    /// Where the letters of the text are heard, in the languages that the head was trained on; in others as `attention`.
    case letters
    /// Where the decoder looked when it wrote.
    case attention
}

extension [TimedWord] {
    /// Frames by which a word ends after its last letter is surest (it begins where its first one is): measured on one voice that knows its words' times
    /// (`Benchmarks/run wordtimes`) and tested on others.
    private static var after: Int { 1 }

    /// The same words at the times at which their letters are heard; unchanged where that cannot be told.
    ///
    /// - Parameters:
    ///   - letters: nil where the models have no head, or the text is in a language that it does not know.
    ///   - heard: frames that hold the sound.
    ///   - isOpen: the sound goes on behind the words.
    package func timed(by letters: LetterRows?, heard: Int, isOpen: Bool) -> [TimedWord] {
        guard let letters, let spans = LetterAlignment.spans(of: map(\.text), in: letters, heard: heard, isOpen: isOpen) else { return self }
        var words = self
        for index in words.indices {
            words[index].start = spans[index].lowerBound
            let ceiling = index + 1 < spans.count ? spans[index + 1].lowerBound : heard
            words[index].end = Swift.max(spans[index].upperBound, Swift.min(ceiling, spans[index].upperBound + Self.after))
        }
        return words
    }
}
