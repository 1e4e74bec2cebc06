/// Which words of an open caption's hypothesis are on the screen: early ones when they are sure, and no word swapped on a whim.
///
/// A hypothesis guesses at its open end: half a word, the last word once more, anything for the first 30 ms of speech. Shown as
/// they come, more than half of all words would change after they were shown. So:
/// - a new word is shown at once when the decoder is sure of it and it ended a little before the open end, surer and farther of the last
///   word than of one that another follows; when it stood in two hops, if it is fairly likely; otherwise when it stood in three, was confirmed by a look back, is stable,
///   or the speaker pauses. Two fifths of what would change are a word of which the half was heard ("pass" of "password");
/// - what is on the screen gives way to another word once that one would be shown and a second hop says the same, to stable words, to what a look back confirmed and in a pause at once. It
///   does not give way to nothing: what was heard a moment ago and is in doubt now stays until something else takes its place.
///
/// Pure bookkeeping from hop to hop. Probabilities and margins were chosen together, on hypotheses of 152 English prompts and of the reading, live and from the file:
/// a third fewer words change than where two hops always do, for 30 to 40 ms in the mean. More patience gains little on live sound.
package struct CaptionScreen: Sendable {
    /// Mean probability of a word's tokens from which on it is sure: of the last word, and of one that another follows.
    private static let sure = (last: 0.8, followed: 0.6)
    /// Frames between the end of a sure word and the open end, of which an unfinished hop takes a part: 160 and 100 ms.
    private static let margin = (last: 8, followed: 5)
    /// From this probability on, two hops are enough.
    private static let likely = 0.6

    private var standing = StandingWords()
    private var shown: [TimedWord] = []
    /// What the last hop would have put after so many leading words of the screen.
    private var doubt: (kept: Int, word: String)?

    package init() {}

    /// Takes the words of a hop over `heard` frames, of which `confirmed` leading ones are stable, or so far confirmed by a look back; the last one may be cut off by the open end.
    ///
    /// - Returns: the words on the screen; never fewer than are confirmed.
    package mutating func update(_ words: [TimedWord], heard: Int, confirmed: Int, isQuiet: Bool, isCutOff: Bool) -> [TimedWord] {
        standing.take(words, common: words.common(with: standing.words))
        var count = isQuiet ? words.count : min(words.count, max(confirmed, words.common(with: shown)))
        while count < words.count, isDue(words[count], hops: standing.hops[count], isLast: count + 1 == words.count, isCutOff: isCutOff, heard: heard) { count += 1 }
        let next = Array(words.prefix(count))
        let kept = next.common(with: shown)
        if kept < shown.count, kept >= confirmed, !isQuiet {
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

    /// Whether a new word is shown, once all words before it are.
    private func isDue(_ word: TimedWord, hops: Int, isLast: Bool, isCutOff: Bool, heard: Int) -> Bool {
        if hops >= 3 { return true }
        if isLast, isCutOff { return false }
        if hops == 2, word.confidence >= Self.likely { return true }
        return word.confidence >= (isLast ? Self.sure.last : Self.sure.followed) && word.end <= heard - (isLast ? Self.margin.last : Self.margin.followed)
    }
}
