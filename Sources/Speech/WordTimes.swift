/// Where the times of shown words come from.
package enum WordTimes: Equatable, Sendable {
    /// Where the letters of the text are heard, in the languages that the head was trained on; in others as `attention`.
    case letters
    /// Where the decoder looked when it wrote.
    case attention
}

extension [TimedWord] {
    /// Frames by which a word begins before its first letter is surest, and ends after its last: measured on one voice that knows its words' times
    /// (`Benchmarks/run word-times`) and tested on others.
    private static var before: Int { 0 }
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
            let floor = index > 0 ? spans[index - 1].upperBound : 0
            words[index].start = Swift.max(floor, spans[index].lowerBound - Self.before)
            let ceiling = index + 1 < spans.count ? spans[index + 1].lowerBound - Self.before : heard
            words[index].end = Swift.max(spans[index].upperBound, Swift.min(ceiling, spans[index].upperBound + Self.after))
        }
        return words
    }
}
