private import Foundation

/// Prefix beam search over a CTC head's posteriors (Hannun and others, 2014: "First-pass large vocabulary continuous speech
/// recognition using bi-directional recurrent DNNs", algorithm 1). The state survives from call to call.
///
/// A text's score is the sum over its alignments; beside it runs the likeliest single alignment, which gives the tokens' frames.
/// Language model and hot-words depend on the text alone and are kept with it.
package struct PrefixBeamSearch: Sendable {
    /// A text, as the last token on a path from the root: texts that begin alike share their beginning.
    private struct Node {
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

    /// A token of a likeliest alignment; those before it are behind `earlier`.
    private struct Step {
        var earlier: Int32
        var start: Int32
        var end: Int32
        var posterior: Float
    }

    /// A text of the beam. `blank` and `token` tell alignments that rest on a blank now from those that rest on the last token.
    private struct Entry {
        var node: Int32
        /// Log probabilities: sums over alignments, then of the likeliest alone.
        var blank: Double
        var token: Double
        var bestBlank: Double
        var bestToken: Double
        /// The likeliest alignments: indices of their last steps, −1 for none.
        var blankSteps: Int32
        var tokenSteps: Int32
        /// Language model and hot-words.
        var extra: Float

        var acoustic: Double { LogProbabilities.sum(blank, token) }
    }

    /// What a text may become with one frame more.
    private struct Candidate {
        /// The text's node, or −1 for one that has none yet; then `fresh` says which.
        var node: Int32
        var fresh: Int32
        var extra: Float
        var blank = -Double.infinity
        var token = -Double.infinity
        var bestBlank = -Double.infinity
        var bestToken = -Double.infinity
        var blankSteps: Int32 = -1
        /// The likeliest way to rest on the token: the steps it comes from, and whether it goes on with the last of them.
        var tokenFrom: Int32 = -1
        var goesOn = false
        var posterior: Float = 0
        var score = -Double.infinity
    }

    private let vocabulary: CTCVocabulary
    private let options: CTCOptions
    private let hotWords: HotWordGraph?
    private let languageModel: LanguageModel?

    private var nodes: [Node] = []
    private var children: [UInt64: Int32] = [:]
    private var steps: [Step] = []
    private var beam: [Entry] = []
    private var frames: Int32 = 0
    /// Nodes and steps at which what no text of the beam needs is cleared away.
    private var nodeLimit = minimumLimit
    private var stepLimit = minimumLimit
    private static let minimumLimit = 4_096

    // Memory of one frame, kept from frame to frame.
    private var slots: [Int32] = []
    private var candidates: [Candidate] = []
    private var fresh: [Node] = []
    private var tried: [Int] = []

    package init(
        _ vocabulary: CTCVocabulary, _ options: CTCOptions = CTCOptions(), hotWords: HotWordGraph? = nil, languageModel: LanguageModel? = nil
    ) {
        self.vocabulary = vocabulary
        self.options = options
        self.hotWords = hotWords
        self.languageModel = languageModel
        reset()
    }

    package mutating func reset() {
        nodes = [
            Node(
                parent: -1, token: -1, depth: 0, isWordOpen: false, wordDepth: 0, history: languageModel?.start ?? LanguageModel.History(),
                language: 0, hotWords: 0, hotState: 0)
        ]
        children = [:]
        steps = []
        slots = [-1]
        beam = [Entry(node: 0, blank: 0, token: -.infinity, bestBlank: 0, bestToken: -.infinity, blankSteps: -1, tokenSteps: -1, extra: 0)]
        frames = 0
    }

    // MARK: One frame

    /// Takes one frame's log probabilities, [vocabulary].
    mutating func append(_ row: UnsafeBufferPointer<Float>) {
        chooseTokens(row)
        var blank = -Double.infinity
        for id in row.indices where vocabulary.kinds[id] == .silent { blank = LogProbabilities.sum(blank, Double(row[id])) }
        candidates.removeAll(keepingCapacity: true)
        fresh.removeAll(keepingCapacity: true)
        for (index, entry) in beam.enumerated() {
            candidates.append(Candidate(node: entry.node, fresh: -1, extra: entry.extra))
            slots[Int(entry.node)] = Int32(index)
        }
        for index in beam.indices { stay(index, row, blank) }
        // What is far below a text that stays as it is need not be looked at.
        var floor = -Double.infinity
        for candidate in candidates.prefix(beam.count) {
            floor = max(floor, LogProbabilities.sum(candidate.blank, candidate.token) + Double(candidate.extra))
        }
        floor -= options.scoreMargin + Double(max(0, hotWords?.mostWeight ?? 0) + max(0, languageModel == nil ? 0 : options.wordBonus))
        for index in beam.indices { extend(index, row, above: floor) }
        for entry in beam { slots[Int(entry.node)] = -1 }
        keepBest()
        frames += 1
        if nodes.count > nodeLimit { clearNodes() }
        if steps.count > stepLimit { clearSteps() }
    }

    /// The text tokens that are worth trying: the likeliest.
    private mutating func chooseTokens(_ row: UnsafeBufferPointer<Float>) {
        tried.removeAll(keepingCapacity: true)
        let floor = (row.max() ?? 0) - options.tokenMargin
        for id in row.indices where row[id] >= floor && row[id] > -.infinity && vocabulary.kinds[id] != .silent { tried.append(id) }
        guard tried.count > options.mostTokens else { return }
        tried.sort { row[$0] > row[$1] || (row[$0] == row[$1] && $0 < $1) }
        tried.removeLast(tried.count - options.mostTokens)
    }

    /// The text stays: a blank, or its last token goes on.
    private mutating func stay(_ index: Int, _ row: UnsafeBufferPointer<Float>, _ blank: Double) {
        let entry = beam[index]
        candidates[index].blank = entry.acoustic + blank
        let comesFromToken = entry.bestToken > entry.bestBlank
        candidates[index].bestBlank = max(entry.bestBlank, entry.bestToken) + blank
        candidates[index].blankSteps = comesFromToken ? entry.tokenSteps : entry.blankSteps
        let last = nodes[Int(entry.node)].token
        guard last >= 0, entry.token > -.infinity else { return }
        offer(index, token: entry.token, best: entry.bestToken, from: entry.tokenSteps, goesOn: true, row[Int(last)])
    }

    /// Adds a way in which a candidate comes to rest on its last token.
    private mutating func offer(_ index: Int, token: Double, best: Double, from: Int32, goesOn: Bool, _ log: Float) {
        candidates[index].token = LogProbabilities.sum(candidates[index].token, token + Double(log))
        guard best + Double(log) > candidates[index].bestToken else { return }
        candidates[index].bestToken = best + Double(log)
        candidates[index].tokenFrom = from
        candidates[index].goesOn = goesOn
        candidates[index].posterior = exp(log)
    }

    /// The text grows by each token that is worth trying.
    private mutating func extend(_ index: Int, _ row: UnsafeBufferPointer<Float>, above floor: Double) {
        let entry = beam[index]
        let node = nodes[Int(entry.node)]
        let all = entry.acoustic
        let endsWithSpace = node.token < 0 || vocabulary.kinds[Int(node.token)] == .delimiter
        for token in tried {
            let log = row[token]
            // The same token again is a new one only after a blank.
            let repeats = Int32(token) == node.token
            let sum = repeats ? entry.blank : all
            guard sum + Double(log) + Double(entry.extra) >= floor else { continue }
            let comesFromToken = !repeats && entry.bestToken > entry.bestBlank
            let best = comesFromToken ? entry.bestToken : entry.bestBlank
            let from = comesFromToken ? entry.tokenSteps : entry.blankSteps
            if endsWithSpace, vocabulary.kinds[token] == .delimiter {
                // A space at the start or after a space is none.
                candidates[index].blank = LogProbabilities.sum(candidates[index].blank, sum + Double(log))
                if best + Double(log) > candidates[index].bestBlank {
                    candidates[index].bestBlank = best + Double(log)
                    candidates[index].blankSteps = from
                }
                continue
            }
            let child = children[Self.key(entry.node, token)]
            let target: Int
            if let child, slots[Int(child)] >= 0 {
                target = Int(slots[Int(child)])
            } else {
                target = candidates.count
                let grown: Node
                if let child {
                    grown = nodes[Int(child)]
                    candidates.append(Candidate(node: child, fresh: -1, extra: extra(grown)))
                } else {
                    grown = grow(entry.node, by: token)
                    candidates.append(Candidate(node: -1, fresh: Int32(fresh.count), extra: extra(grown)))
                    fresh.append(grown)
                }
            }
            offer(target, token: sum, best: best, from: from, goesOn: false, log)
        }
    }

    private static func key(_ node: Int32, _ token: Int) -> UInt64 { UInt64(UInt32(bitPattern: node)) << 32 | UInt64(token) }

    private func extra(_ node: Node) -> Float {
        node.language + node.hotWords + (hotWords?.pendingReward(node.hotState) ?? 0)
    }

    /// The best candidates become the beam.
    private mutating func keepBest() {
        for index in candidates.indices {
            candidates[index].score = LogProbabilities.sum(candidates[index].blank, candidates[index].token) + Double(candidates[index].extra)
        }
        let order = candidates.indices.sorted {
            candidates[$0].score > candidates[$1].score || (candidates[$0].score == candidates[$1].score && $0 < $1)
        }
        let least = candidates[order[0]].score - options.scoreMargin
        beam.removeAll(keepingCapacity: true)
        for index in order.prefix(options.beamWidth) {
            let candidate = candidates[index]
            guard candidate.score >= least, candidate.score > -.infinity else { break }
            var node = candidate.node
            if node < 0 {
                node = Int32(nodes.count)
                let grown = fresh[Int(candidate.fresh)]
                nodes.append(grown)
                slots.append(-1)
                children[Self.key(grown.parent, Int(grown.token))] = node
            }
            beam.append(
                Entry(
                    node: node, blank: candidate.blank, token: candidate.token, bestBlank: candidate.bestBlank, bestToken: candidate.bestToken,
                    blankSteps: candidate.blankSteps, tokenSteps: takeStep(candidate), extra: candidate.extra))
        }
    }

    private mutating func takeStep(_ candidate: Candidate) -> Int32 {
        guard candidate.bestToken > -.infinity else { return -1 }
        var step = Step(earlier: candidate.tokenFrom, start: frames, end: frames + 1, posterior: candidate.posterior)
        if candidate.goesOn {
            let last = steps[Int(candidate.tokenFrom)]
            step = Step(earlier: last.earlier, start: last.start, end: frames + 1, posterior: max(last.posterior, candidate.posterior))
        }
        steps.append(step)
        return Int32(steps.count - 1)
    }

    // MARK: Texts

    /// A text with one token more: whether a word ends with it, and what language model and hot-words say.
    private func grow(_ parent: Int32, by token: Int) -> Node {
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

    /// The texts of the beam, best first.
    ///
    /// - Parameter isOver: the sound is whole: its last word counts for the language model, a broken hot-word no more.
    package func hypotheses(isOver: Bool) -> [CTCHypothesis] {
        let found = beam.map { entry in
            var node = nodes[Int(entry.node)]
            var reward = node.hotWords + (hotWords?.pendingReward(node.hotState) ?? 0)
            if isOver {
                reward = node.hotWords + (hotWords?.gainAtWordEnd(node.hotState) ?? 0)
                if node.isWordOpen { score(openWord(entry.node), &node) }
                if let languageModel, node.depth > 0 { node.language += options.languageWeight * languageModel.end(after: node.history) }
            }
            return CTCHypothesis(tokens: tokens(entry), acoustic: entry.acoustic, language: node.language, hotWords: reward)
        }
        guard isOver else { return found }
        let order = found.indices.sorted { found[$0].score > found[$1].score || (found[$0].score == found[$1].score && $0 < $1) }
        return order.map { found[$0] }
    }

    /// The tokens of an entry in its likeliest alignment.
    private func tokens(_ entry: Entry) -> [CTCHypothesis.Token] {
        var tokens: [CTCHypothesis.Token] = []
        var step = entry.bestToken > entry.bestBlank ? entry.tokenSteps : entry.blankSteps
        var node = entry.node
        while step >= 0 {
            let taken = steps[Int(step)]
            tokens.append(.init(id: Int(nodes[Int(node)].token), start: Int(taken.start), end: Int(taken.end), posterior: taken.posterior))
            node = nodes[Int(node)].parent
            step = taken.earlier
        }
        return tokens.reversed()
    }

    /// Leading tokens that the best `count` texts of the beam share; of all of them, those that nothing changes any more.
    package func commonTokens(of count: Int = .max) -> Int {
        guard let first = beam.first else { return 0 }
        let node = beam.prefix(count).dropFirst().reduce(first.node) { common($0, $1.node) }
        return Int(nodes[Int(node)].depth)
    }

    /// Where two texts part.
    private func common(_ one: Int32, _ other: Int32) -> Int32 {
        var (one, other) = (one, other)
        while one != other {
            if nodes[Int(one)].depth >= nodes[Int(other)].depth { one = nodes[Int(one)].parent } else { other = nodes[Int(other)].parent }
        }
        return one
    }

    /// Decides for the best text's words that ended before `frame`, and gives up the texts that have something else there.
    ///
    /// - Returns: leading tokens that are decided.
    mutating func commit(before frame: Int) -> Int {
        guard let best = beam.first else { return 0 }
        var depth = 0
        for (index, token) in tokens(best).enumerated() where token.end <= frame {
            if vocabulary.kinds[token.id] == .delimiter || vocabulary.kinds[token.id] == .whole { depth = index + 1 }
        }
        var node = best.node
        while nodes[Int(node)].depth > depth { node = nodes[Int(node)].parent }
        beam = beam.filter { common(node, $0.node) == node }
        return commonTokens()
    }

    // MARK: Memory

    /// Drops the nodes that no text of the beam runs through.
    private mutating func clearNodes() {
        var isUsed = [Bool](repeating: false, count: nodes.count)
        for entry in beam {
            var node = entry.node
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
        slots = [Int32](repeating: -1, count: kept.count)
        for index in beam.indices { beam[index].node = places[Int(beam[index].node)] }
        nodeLimit = max(Self.minimumLimit, 2 * kept.count)
    }

    /// Drops the steps that no alignment of the beam runs through.
    private mutating func clearSteps() {
        var isUsed = [Bool](repeating: false, count: steps.count)
        for entry in beam {
            for last in [entry.blankSteps, entry.tokenSteps] {
                var step = last
                while step >= 0, !isUsed[Int(step)] {
                    isUsed[Int(step)] = true
                    step = steps[Int(step)].earlier
                }
            }
        }
        var places = [Int32](repeating: -1, count: steps.count)
        var kept: [Step] = []
        for index in steps.indices where isUsed[index] {
            var step = steps[index]
            if step.earlier >= 0 { step.earlier = places[Int(step.earlier)] }
            places[index] = Int32(kept.count)
            kept.append(step)
        }
        steps = kept
        for index in beam.indices {
            if beam[index].blankSteps >= 0 { beam[index].blankSteps = places[Int(beam[index].blankSteps)] }
            if beam[index].tokenSteps >= 0 { beam[index].tokenSteps = places[Int(beam[index].tokenSteps)] }
        }
        stepLimit = max(Self.minimumLimit, 2 * kept.count)
    }
}
