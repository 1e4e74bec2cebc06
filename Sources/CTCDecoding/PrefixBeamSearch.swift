private import Foundation

/// Prefix beam search over a CTC head's posteriors (Hannun and others, 2014: "First-pass large vocabulary continuous speech
/// recognition using bi-directional recurrent DNNs", algorithm 1). The state survives from call to call.
///
/// A text's score is the sum over its alignments; beside it runs the likeliest single alignment, which gives the tokens' frames.
/// Language model and hot-words depend on the text alone and are kept with it.
package struct PrefixBeamSearch: Sendable {
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

    private var tree: PrefixTree
    private var steps = AlignmentSteps()
    private var beam: [Entry] = []
    private var frames: Int32 = 0

    // Memory of one frame, kept from frame to frame.
    private var slots: [Int32] = []
    private var candidates: [Candidate] = []
    private var fresh: [PrefixTree.Node] = []
    private var tried: [Int] = []

    package init(
        _ vocabulary: CTCVocabulary, _ options: CTCOptions = CTCOptions(), hotWords: HotWordGraph? = nil, languageModel: LanguageModel? = nil
    ) {
        self.vocabulary = vocabulary
        self.options = options
        self.hotWords = hotWords
        self.languageModel = languageModel
        tree = PrefixTree(vocabulary, options, hotWords, languageModel)
        reset()
    }

    package mutating func reset() {
        tree = PrefixTree(vocabulary, options, hotWords, languageModel)
        steps = AlignmentSteps()
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
        if tree.isFull { clearTree() }
        if steps.isFull { clearSteps() }
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
        let last = tree[entry.node].token
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
        let node = tree[entry.node]
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
            let child = tree.child(of: entry.node, token)
            let target: Int
            if let child, slots[Int(child)] >= 0 {
                target = Int(slots[Int(child)])
            } else {
                target = candidates.count
                if let child {
                    candidates.append(Candidate(node: child, fresh: -1, extra: tree.extra(tree[child])))
                } else {
                    let grown = tree.grown(entry.node, by: token)
                    candidates.append(Candidate(node: -1, fresh: Int32(fresh.count), extra: tree.extra(grown)))
                    fresh.append(grown)
                }
            }
            offer(target, token: sum, best: best, from: from, goesOn: false, log)
        }
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
                node = tree.insert(fresh[Int(candidate.fresh)])
                slots.append(-1)
            }
            beam.append(
                Entry(
                    node: node, blank: candidate.blank, token: candidate.token, bestBlank: candidate.bestBlank, bestToken: candidate.bestToken,
                    blankSteps: candidate.blankSteps, tokenSteps: takeStep(candidate), extra: candidate.extra))
        }
    }

    private mutating func takeStep(_ candidate: Candidate) -> Int32 {
        guard candidate.bestToken > -.infinity else { return -1 }
        return candidate.goesOn
            ? steps.goOn(candidate.tokenFrom, frame: frames, posterior: candidate.posterior)
            : steps.begin(after: candidate.tokenFrom, frame: frames, posterior: candidate.posterior)
    }

    // MARK: Texts

    /// The texts of the beam, best first.
    ///
    /// - Parameter isOver: the sound is whole: its last word counts for the language model, a broken hot-word no more.
    package func hypotheses(isOver: Bool) -> [CTCHypothesis] {
        let found = beam.map { entry in
            let worth = tree.worth(entry.node, isOver: isOver)
            return CTCHypothesis(tokens: tokens(entry), acoustic: entry.acoustic, language: worth.language, hotWords: worth.hotWords)
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
            let taken = steps[step]
            tokens.append(.init(id: Int(tree[node].token), start: Int(taken.start), end: Int(taken.end), posterior: taken.posterior))
            node = tree[node].parent
            step = taken.earlier
        }
        return tokens.reversed()
    }

    /// Leading tokens that the best `count` texts of the beam share; of all of them, those that nothing changes any more.
    package func commonTokens(of count: Int = .max) -> Int {
        guard let first = beam.first else { return 0 }
        let node = beam.prefix(count).dropFirst().reduce(first.node) { tree.common($0, $1.node) }
        return Int(tree[node].depth)
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
        let node = tree.beginning(of: best.node, depth: depth)
        beam = beam.filter { tree.common(node, $0.node) == node }
        return commonTokens()
    }

    // MARK: Memory

    /// Drops the nodes that no text of the beam runs through.
    private mutating func clearTree() {
        let places = tree.clear(keeping: beam.map(\.node))
        slots = [Int32](repeating: -1, count: tree.count)
        for index in beam.indices { beam[index].node = places[Int(beam[index].node)] }
    }

    /// Drops the steps that no alignment of the beam runs through.
    private mutating func clearSteps() {
        let places = steps.clear(keeping: beam.flatMap { [$0.blankSteps, $0.tokenSteps] })
        for index in beam.indices {
            if beam[index].blankSteps >= 0 { beam[index].blankSteps = places[Int(beam[index].blankSteps)] }
            if beam[index].tokenSteps >= 0 { beam[index].tokenSteps = places[Int(beam[index].tokenSteps)] }
        }
    }
}
