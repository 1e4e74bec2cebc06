/// Hot-words as an automaton over a vocabulary's tokens, after Aho and Corasick: each token of a match is rewarded when it comes,
/// and the reward is taken back when the match breaks before its phrase is whole.
///
/// Phrases are whole words: a match begins where a word begins and counts where a word ends.
package struct HotWordGraph: Sendable {
    /// A place in the automaton: 0 where nothing matches.
    typealias State = Int32

    /// Phrases with letters that the vocabulary has no token for: they cannot be heard.
    package let unusable: [String]
    /// The greatest reward of one token.
    package let mostWeight: Float

    // One value a node, in breadth-first order; the children of a node stand together, by token.
    private var tokens: [Int32] = [0]
    private var firstChild: [Int32] = []
    private var childCount: [Int32] = []
    /// Reward since the last whole phrase on the way here.
    private var pending: [Float] = [0]
    /// What the whole phrase adds when it is complete here; 0 where none ends.
    private var gain: [Float] = []
    /// Rewards of whole phrases on the way here, this node's included.
    private var granted: [Float] = [0]
    /// The longest other match that ends here too.
    private var fallback: [State] = [0]
    /// What all phrases add that end here: the node's own and its fallbacks'.
    private var endings: [Float] = []
    private let kinds: [CTCVocabulary.Kind]

    package init(_ list: HotWordList, _ vocabulary: CTCVocabulary) {
        kinds = vocabulary.kinds
        var unusable: [String] = []
        var phrases: [(tokens: [Int32], weight: Float)] = []
        for entry in list.entries {
            if let ids = vocabulary.ids(of: entry.phrase) {
                phrases.append((ids.map(Int32.init), entry.weight))
            } else {
                unusable.append(entry.phrase)
            }
        }
        self.unusable = unusable
        mostWeight = phrases.reduce(0) { max($0, $1.weight) }
        phrases.sort { $0.tokens.lexicographicallyPrecedes($1.tokens) }
        build(phrases)
    }

    /// Lays the sorted phrases out level by level.
    private mutating func build(_ phrases: [(tokens: [Int32], weight: Float)]) {
        // Of each node, while it waits for its children: the phrases that run through it, and its depth.
        var spans: [(range: Range<Int>, depth: Int)] = [(0..<phrases.count, 0)]
        var startsWord = [true]
        var node = 0
        while node < spans.count {
            var (range, depth) = spans[node]
            // Phrases that end here come first.
            var weight: Float = 0
            while let first = range.first, phrases[first].tokens.count == depth {
                weight = max(weight, phrases[first].weight)
                range.removeFirst()
            }
            let whole = weight * Float(depth)
            gain.append(node == 0 ? 0 : max(0, whole - granted[node]))
            granted[node] = max(granted[node], whole)
            endings.append(node == 0 ? 0 : gain[node] + endings[Int(fallback[node])])
            firstChild.append(State(tokens.count))
            var children: Int32 = 0
            while let first = range.first {
                let token = phrases[first].tokens[depth]
                var end = first
                var most: Float = 0
                while end < range.upperBound, phrases[end].tokens[depth] == token {
                    most = max(most, phrases[end].weight)
                    end += 1
                }
                let kind = kinds[Int(token)]
                let isReset = gain[node] > 0 && (countsAtOnce(State(node)) || kind == .delimiter || kind == .whole)
                tokens.append(token)
                pending.append((isReset ? 0 : pending[node]) + most)
                granted.append(isReset ? granted[node] : node == 0 ? 0 : granted[node] - gain[node])
                fallback.append(node == 0 ? 0 : longestOther(State(node), token, startsWord: startsWord[node] || kind == .whole))
                startsWord.append(kind == .delimiter || kind == .whole)
                spans.append((first..<end, depth + 1))
                children += 1
                range = end..<range.upperBound
            }
            childCount.append(children)
            node += 1
        }
    }

    /// The fallback of a child: where its token leads from its parent's fallbacks.
    private func longestOther(_ parent: State, _ token: Int32, startsWord: Bool) -> State {
        var state = fallback[Int(parent)]
        while state != 0 {
            if let next = child(of: state, token) { return next }
            state = fallback[Int(state)]
        }
        return startsWord ? child(of: 0, token) ?? 0 : 0
    }

    private func child(of state: State, _ token: Int32) -> State? {
        var low = firstChild[Int(state)]
        var high = low + childCount[Int(state)]
        while low < high {
            let middle = (low + high) / 2
            if tokens[Int(middle)] < token { low = middle + 1 } else { high = middle }
        }
        let end = firstChild[Int(state)] + childCount[Int(state)]
        return low < end && tokens[Int(low)] == token ? low : nil
    }

    /// A phrase that ends in a character which is a word counts without waiting for what follows.
    private func countsAtOnce(_ state: State) -> Bool {
        state != 0 && kinds[Int(tokens[Int(state)])] == .whole
    }

    /// Takes a token.
    ///
    /// - Parameter startsWord: whether a word begins with the token.
    /// - Returns: the state after it, and the rewards of phrases that are complete now, which stay.
    func advance(_ state: State, _ token: Int, startsWord: Bool) -> (state: State, kept: Float) {
        var kept: Float = 0
        let kind = kinds[token]
        if kind == .delimiter || kind == .whole { kept += gainAtWordEnd(state) }
        var from = state
        var next: State?
        while from != 0 {
            next = child(of: from, Int32(token))
            if next != nil { break }
            from = fallback[Int(from)]
        }
        let reached = next ?? (startsWord ? child(of: 0, Int32(token)) ?? 0 : 0)
        if countsAtOnce(reached) { kept += endings[Int(reached)] }
        return (reached, kept)
    }

    /// The part of the score that is taken back if the match goes no further.
    func pendingReward(_ state: State) -> Float {
        countsAtOnce(state) && gain[Int(state)] > 0 ? 0 : pending[Int(state)]
    }

    /// What the phrases add that end in a letter here, if the word ends with it.
    func gainAtWordEnd(_ state: State) -> Float {
        countsAtOnce(state) ? 0 : endings[Int(state)]
    }
}
