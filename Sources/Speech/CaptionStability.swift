/// Which leading words of an open caption are stable: pure bookkeeping from hop to hop.
///
/// A word is stable when it stood unchanged in two successive hops and lies behind the last chunk; so does every word before
/// it. A text that only got shorter is held for one hop: a partial does not get shorter and longer again without cause.
package struct CaptionStability {
    private var previous: [TimedWord] = []
    package private(set) var stable = 0
    private var held = false

    package init() {}

    /// Takes the words of a new hop, of which those that end at `frontier` (a frame) or before lie behind the last chunk.
    /// Returns nil when the earlier text is to stay on screen.
    package mutating func update(_ words: [TimedWord], frontier: Int) -> [TimedWord]? {
        var common = 0
        while common < min(words.count, previous.count), words[common].bare == previous[common].bare { common += 1 }
        if common == words.count, words.count < previous.count, !held {
            held = true
            return nil
        }
        held = false
        while stable < common, words[stable].end <= frontier { stable += 1 }
        stable = min(stable, words.count)
        previous = words
        return words
    }
}
