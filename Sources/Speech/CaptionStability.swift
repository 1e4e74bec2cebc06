/// Which leading words of an open caption are stable, and which the first pass leaves alone: pure bookkeeping from hop to hop.
///
/// A word that stood unchanged in two successive hops and lies behind the last chunk is *held*, with every word before it: the
/// first pass decides it no more, but a look back by the full-context transformer may. When a word is stable, `Commitment` says.
/// A text that only got shorter is left on screen for one hop: a partial does not get shorter and longer again without cause.
package struct CaptionStability {
    private let commitment: Commitment
    private var standing = StandingWords()
    /// Of each standing word: the end of the sound when it first stood as it stands.
    private var since: [Int] = []
    private var waited = false
    /// Leading words that the first pass leaves alone.
    package private(set) var held = 0
    /// Leading words that are stable; never fewer than before.
    package private(set) var stable = 0

    package init(_ commitment: Commitment = .lookBack) {
        self.commitment = commitment
    }

    /// Takes the words of a new hop.
    ///
    /// - Parameters:
    ///   - frames: sound so far; `frontier` of them lie behind the last chunk.
    ///   - settled: leading tokens that a look back settled; nil where none looks back.
    /// - Returns: the words to show; nil when the earlier text is to stay on screen.
    package mutating func update(_ words: [TimedWord], frames: Int, frontier: Int, settled: Int?) -> [TimedWord]? {
        let common = words.common(with: standing.words)
        if common == words.count, words.count < standing.words.count, !waited {
            waited = true
            return nil
        }
        waited = false
        standing.take(words, common: common)
        since = since.prefix(common) + [Int](repeating: frames, count: words.count - common)
        held = 0
        while held < common, words[held].end <= frontier { held += 1 }
        stable = min(words.count, max(stable, committed(words, frames, settled)))
        held = max(held, stable)
        return words
    }

    private func committed(_ words: [TimedWord], _ frames: Int, _ settled: Int?) -> Int {
        switch commitment {
        case .lookBack:
            settled.map { settled in words.prefix { $0.wordEnd <= settled }.count } ?? held
        case .agreement(let count):
            standing.hops.prefix { $0 >= count }.count
        case .attention(let distance):
            words.prefix { $0.end <= frames - distance }.count
        case .timeOut(let patience):
            since.prefix { $0 <= frames - patience }.count
        }
    }
}
