package import CTCDecoding

/// Phrases that are likelier than the decoder thinks, as a tree over its tokens.
package struct HotWords: Sendable {
    /// A place in the tree; 0 is its root.
    typealias Node = Int

    private var children: [[Int64: Node]] = [[:]]
    /// What each token of the phrase that is whole here is worth, in natural log probability; 0 where none is.
    private var weights: [Float] = [0]
    /// The greatest sum that a phrase on the way through here is worth as a whole, and its weight.
    private var promises: [Float] = [0]
    private var greatest: [Float] = [0]
    /// Tokens of the longest phrase.
    private var longest = 0

    /// Nil for an empty list: it would ask the decoder for much and change nothing.
    package init?(_ list: HotWordList, _ vocabulary: Vocabulary) {
        guard !list.entries.isEmpty else { return nil }
        let ranks = vocabulary.ranks
        for entry in list.entries {
            // Words are written with the space before them. Where no spaces are written, a phrase may stand behind anything.
            let spaced = " " + entry.phrase
            add(vocabulary.tokens(of: spaced, ranks), entry.weight)
            if entry.phrase.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) {
                add(vocabulary.tokens(of: entry.phrase, ranks), entry.weight)
            }
        }
    }

    private mutating func add(_ tokens: [Int64], _ weight: Float) {
        let worth = weight * Float(tokens.count)
        longest = max(longest, tokens.count)
        var node = 0
        for token in tokens {
            promises[node] = max(promises[node], worth)
            greatest[node] = max(greatest[node], weight)
            if let next = children[node][token] {
                node = next
            } else {
                children.append([:])
                weights.append(0)
                promises.append(0)
                greatest.append(0)
                children[node][token] = children.count - 1
                node = children.count - 1
            }
        }
        promises[node] = max(promises[node], worth)
        greatest[node] = max(greatest[node], weight)
        weights[node] = max(weights[node], weight)
    }

    /// The place after one more token; nil when no phrase goes on with it.
    func step(_ node: Node, _ token: Int64) -> Node? { children[node][token] }

    /// What a phrase of `length` tokens that is whole here is worth; nil when none is.
    func worth(_ node: Node, length: Int) -> Float? { weights[node] > 0 ? weights[node] * Float(length) : nil }

    /// Whether a phrase may come about by way of `node`, with a last token that is `deficit` less likely than the best one, and
    /// `sum` over all tokens so far.
    ///
    /// Tokens may lend to one another, but not without limit: a long phrase would swallow any word.
    func allows(_ node: Node, deficit: Float, sum: Float) -> Bool { deficit <= 2 * greatest[node] && sum <= promises[node] }

    /// Nodes that the last tokens of a text lead to and from which a phrase goes on, the longest beginning first; the root is not among them.
    func begun(by text: some BidirectionalCollection<Int64>) -> [(node: Node, length: Int)] {
        (1...longest).reversed().compactMap { length in
            guard length <= text.count else { return nil }
            var node = 0
            for token in text.suffix(length) {
                guard let next = step(node, token) else { return nil }
                node = next
            }
            return children[node].isEmpty ? nil : (node, length)
        }
    }

    /// How many tokens from `place` on belong to a phrase, which may begin before, that is less likely than the best tokens by no more than it is worth; nil for none.
    ///
    /// - Parameter deficit: by how much the token at an index is less likely than the best one there.
    package func accepted(in tokens: ArraySlice<Int64>, at place: Int, deficit: (Int) -> Float) -> Int? {
        return (max(0, place - longest + 1)...place).compactMap { start in
            guard let length = phrase(in: tokens, from: start, deficit: deficit), start + length > place else { return nil }
            return start + length - place
        }.max()
    }

    /// Length of the longest phrase that begins at `start`.
    private func phrase(in tokens: ArraySlice<Int64>, from start: Int, deficit: (Int) -> Float) -> Int? {
        var node = 0
        var sum: Float = 0
        var found: Int?
        for index in start..<tokens.endIndex {
            guard let next = step(node, tokens[index]) else { break }
            node = next
            sum += deficit(index)
            guard allows(node, deficit: deficit(index), sum: sum) else { break }
            let length = index - start + 1
            if let worth = worth(node, length: length), sum <= worth { found = length }
        }
        return found
    }
}
