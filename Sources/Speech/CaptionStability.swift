/// Which leading words of an open caption are stable, and which the first pass leaves alone: pure bookkeeping from hop to hop.
///
/// A word that stood unchanged in two successive hops and lies behind the last chunk is *held*, with every word before it: the
/// first pass decides it no more. A held word is stable too, unless a look back by the full-context transformer is there to
/// have the last word: then stable is what that settled. A text that only got shorter is left on screen for one hop: a partial
/// does not get shorter and longer again without cause.
package struct CaptionStability {
    private var previous: [TimedWord] = []
    private var waited = false
    /// Leading words that the first pass leaves alone.
    package private(set) var held = 0
    /// Leading words that are stable; never fewer than before.
    package private(set) var stable = 0

    package init() {}

    /// Takes the words of a new hop, of which those that end at `frontier` (a frame) or before lie behind the last chunk.
    ///
    /// - Parameter settled: leading tokens that a look back settled; nil where none looks back.
    /// - Returns: the words to show; nil when the earlier text is to stay on screen.
    package mutating func update(_ words: [TimedWord], frontier: Int, settled: Int?) -> [TimedWord]? {
        var common = 0
        while common < min(words.count, previous.count), words[common].bare == previous[common].bare { common += 1 }
        if common == words.count, words.count < previous.count, !waited {
            waited = true
            return nil
        }
        waited = false
        held = 0
        while held < common, words[held].end <= frontier { held += 1 }
        if let settled {
            while stable < words.count, words[stable].wordEnd <= settled { stable += 1 }
        } else {
            stable = max(stable, held)
        }
        stable = min(stable, words.count)
        previous = words
        return words
    }
}
