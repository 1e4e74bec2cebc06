/// Which words of an open caption's hypothesis are on the screen: early ones when they are sure, and no word swapped on a whim.
///
/// A hypothesis guesses at its open end: half a word, the last word once more, anything for the first 30 ms of speech. Shown as
/// they come, more than half of all words would change after they were shown. So:
/// - a new word is shown at once when the decoder is sure of it and it ended a little before the open end, surer and farther of the last
///   word than of one that another follows; otherwise when it stood in two hops, is stable, or the speaker pauses. Two fifths of what would change
///   are a word of which the half was heard ("pass" of "password");
/// - what is on the screen gives way to other words when a second hop says the same, to stable words and in a pause at once. It
///   does not give way to nothing: what was heard a moment ago and is in doubt now stays until something else takes its place.
///
/// Pure bookkeeping from hop to hop. Probabilities and margins were chosen together, on the hypotheses of the 152 English prompts and of the reading: of all that are no later in the mean (no time for computing counted), those with which the fewest words change, or nearly.
package struct CaptionScreen: Sendable {
    /// Mean probability of a word's tokens from which on it is sure: of the last word, and of one that another follows.
    private static let sure = (last: 0.9, followed: 0.7)
    /// Frames between the end of a sure word and the open end, of which an unfinished hop takes a part: 120 and 80 ms.
    private static let margin = (last: 6, followed: 4)

    /// The hypothesis of the hop before.
    private var previous: [TimedWord] = []
    private var shown: [TimedWord] = []
    /// What the last hop would have put after so many leading words of the screen.
    private var doubt: (kept: Int, word: String)?

    package init() {}

    /// Takes the words of a hop over `heard` frames, of which `stable` leading ones are stable; the last one may be cut off by the open end.
    ///
    /// - Returns: the words on the screen; never fewer than are stable.
    package mutating func update(_ words: [TimedWord], heard: Int, stable: Int, isQuiet: Bool, isCutOff: Bool) -> [TimedWord] {
        let known = max(stable, isQuiet ? words.count : max(words.common(with: previous), words.common(with: shown)))
        previous = words
        var count = min(known, words.count)
        while count < (isCutOff ? words.count - 1 : words.count) {
            let isLast = count + 1 == words.count
            guard words[count].confidence >= (isLast ? Self.sure.last : Self.sure.followed),
                words[count].end <= heard - (isLast ? Self.margin.last : Self.margin.followed)
            else { break }
            count += 1
        }
        let next = Array(words.prefix(count))
        let kept = next.common(with: shown)
        if kept < shown.count, kept >= stable, !isQuiet {
            let other = kept < next.count ? (kept, next[kept].bare) : nil
            guard let other, let doubt, doubt == other else {
                doubt = other
                return shown
            }
        }
        doubt = nil
        shown = next
        return shown
    }
}
