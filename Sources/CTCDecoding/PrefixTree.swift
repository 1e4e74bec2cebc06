/// The texts of a beam as a tree of tokens: texts that begin alike share their beginning, and with it what language model and hot-words say of it.
struct PrefixTree: Sendable {
    /// A text, as the last token on a path from the root.
    struct Node {
        var parent: Int32
        /// −1: the root, which is no token.
        var token: Int32
        var depth: Int32
        /// Letters of a word that is not over yet; it began after `wordDepth` tokens.
        var isWordOpen: Bool
        var wordDepth: Int32
        var history: LanguageModel.History
        var language: Float
        /// Rewards of whole hot-words, and where in the hot-words the text's end is.
        var hotWords: Float
        var hotState: HotWordGraph.State
    }

    private let vocabulary: CTCVocabulary
    private let options: CTCOptions
    private let hotWords: HotWordGraph?
    private let languageModel: LanguageModel?
    private var nodes: [Node]
    private var children: [UInt64: Int32] = [:]
    /// Length at which it is time to clear away what nothing needs.
    private var limit = minimum
    private static let minimum = 4_096

    init(_ vocabulary: CTCVocabulary, _ options: CTCOptions, _ hotWords: HotWordGraph?, _ languageModel: LanguageModel?) {
        self.vocabulary = vocabulary
        self.options = options
        self.hotWords = hotWords
        self.languageModel = languageModel
        nodes = [
            Node(
                parent: -1, token: -1, depth: 0, isWordOpen: false, wordDepth: 0, history: languageModel?.start ?? LanguageModel.History(),
                language: 0, hotWords: 0, hotState: 0)
        ]
    }

    var count: Int { nodes.count }
    var isFull: Bool { nodes.count > limit }

    subscript(_ node: Int32) -> Node { nodes[Int(node)] }

    func child(of node: Int32, _ token: Int) -> Int32? { children[Self.key(node, token)] }

    /// Puts in a text that `grown` made.
    mutating func insert(_ node: Node) -> Int32 {
        nodes.append(node)
        let index = Int32(nodes.count - 1)
        children[Self.key(node.parent, Int(node.token))] = index
        return index
    }

    private static func key(_ node: Int32, _ token: Int) -> UInt64 { UInt64(UInt32(bitPattern: node)) << 32 | UInt64(token) }

    // MARK: What language model and hot-words say

    /// Of a text that may go on.
    func extra(_ node: Node) -> Float { node.language + node.hotWords + (hotWords?.pendingReward(node.hotState) ?? 0) }

    /// A text with one token more: whether a word ends with it, and what language model and hot-words say.
    func grown(_ parent: Int32, by token: Int) -> Node {
        var node = nodes[Int(parent)]
        let kind = vocabulary.kinds[token]
        if node.isWordOpen, kind == .delimiter || kind == .whole {
            score(openWord(parent), &node)
            node.isWordOpen = false
        }
        let startsWord = !node.isWordOpen || kind == .whole
        if let hotWords {
            let next = hotWords.advance(node.hotState, token, startsWord: startsWord)
            node.hotState = next.state
            node.hotWords += next.kept
        }
        switch kind {
        case .whole: score(vocabulary.tokens[token], &node)
        case .letter, .attached:
            // A mark after a character that is a word belongs to it.
            let follows = kind == .attached && node.token >= 0 && vocabulary.kinds[Int(node.token)] != .delimiter
            if !node.isWordOpen, !follows {
                node.isWordOpen = true
                node.wordDepth = node.depth
            }
        case .delimiter, .silent: break
        }
        node.parent = parent
        node.token = Int32(token)
        node.depth += 1
        return node
    }

    /// What the text is worth beside its sound.
    ///
    /// - Parameter isOver: the sound is whole: its last word counts for the language model, a broken hot-word no more.
    func worth(_ index: Int32, isOver: Bool) -> (language: Float, hotWords: Float) {
        var node = nodes[Int(index)]
        guard isOver else { return (node.language, node.hotWords + (hotWords?.pendingReward(node.hotState) ?? 0)) }
        let reward = node.hotWords + (hotWords?.gainAtWordEnd(node.hotState) ?? 0)
        if node.isWordOpen { score(openWord(index), &node) }
        if let languageModel, node.depth > 0 { node.language += options.languageWeight * languageModel.end(after: node.history) }
        return (node.language, reward)
    }

    private func openWord(_ node: Int32) -> String {
        var tokens: [Int] = []
        var place = node
        let start = nodes[Int(node)].wordDepth
        while nodes[Int(place)].depth > start {
            tokens.append(Int(nodes[Int(place)].token))
            place = nodes[Int(place)].parent
        }
        return tokens.reversed().reduce(into: "") { $0 += vocabulary.tokens[$1] }
    }

    private func score(_ word: String, _ node: inout Node) {
        guard let languageModel else { return }
        let (log, history, isKnown) = languageModel.score(word, after: node.history)
        node.language += options.languageWeight * ((log ?? 0) + (isKnown ? 0 : options.unknownWord)) + options.wordBonus
        node.history = history
    }

    // MARK: Paths

    /// Where two texts part.
    func common(_ one: Int32, _ other: Int32) -> Int32 {
        var (one, other) = (one, other)
        while one != other {
            if nodes[Int(one)].depth >= nodes[Int(other)].depth { one = nodes[Int(one)].parent } else { other = nodes[Int(other)].parent }
        }
        return one
    }

    /// The first `depth` tokens of a text.
    func beginning(of node: Int32, depth: Int) -> Int32 {
        var node = node
        while nodes[Int(node)].depth > depth { node = nodes[Int(node)].parent }
        return node
    }

    /// Drops what none of `texts` runs through. Returns the new place of each old node; −1 of those that went.
    mutating func clear(keeping texts: [Int32]) -> [Int32] {
        var isUsed = [Bool](repeating: false, count: nodes.count)
        for text in texts {
            var node = text
            while node >= 0, !isUsed[Int(node)] {
                isUsed[Int(node)] = true
                node = nodes[Int(node)].parent
            }
        }
        isUsed[0] = true
        // A parent stands before its children: it was made before them.
        var places = [Int32](repeating: -1, count: nodes.count)
        var kept: [Node] = []
        children.removeAll(keepingCapacity: true)
        for index in nodes.indices where isUsed[index] {
            var node = nodes[index]
            places[index] = Int32(kept.count)
            if node.parent >= 0 {
                node.parent = places[Int(node.parent)]
                children[Self.key(node.parent, Int(node.token))] = Int32(kept.count)
            }
            kept.append(node)
        }
        nodes = kept
        limit = max(Self.minimum, 2 * kept.count)
        return places
    }
}
