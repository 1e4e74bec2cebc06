/// A CTC head's posteriors to text, frame by frame: however the rows are split into calls, the same comes out.
package struct CTCDecoder: Sendable {
    package let vocabulary: CTCVocabulary
    // One of the two, each changed in place.
    private var greedy: GreedySearch?
    private var beam: PrefixBeamSearch?
    /// Frames so far, and how many at the end told of no token.
    package private(set) var silence = SilenceTail()

    package init(
        _ vocabulary: CTCVocabulary, _ options: CTCOptions = CTCOptions(), hotWords: HotWordGraph? = nil, languageModel: LanguageModel? = nil
    ) {
        self.vocabulary = vocabulary
        if options.beamWidth <= 1, hotWords == nil, languageModel == nil {
            greedy = GreedySearch(vocabulary)
        } else {
            beam = PrefixBeamSearch(vocabulary, options, hotWords: hotWords, languageModel: languageModel)
        }
    }

    package mutating func reset() {
        greedy?.reset()
        beam?.reset()
        silence = SilenceTail()
    }

    package var frames: Int { silence.frames }

    /// Takes log probabilities, [frames × vocabulary].
    ///
    /// - Throws: when the rows are cut or hold something else; what came before stays as it was.
    package mutating func append(_ rows: [Float]) throws(CTCError) {
        let width = vocabulary.count
        try LogProbabilities.check(count: rows.count, width: width)
        try rows.withUnsafeBufferPointer { (buffer) throws(CTCError) in
            for start in stride(from: 0, to: buffer.count, by: width) {
                try LogProbabilities.check(UnsafeBufferPointer(rebasing: buffer[start..<(start + width)]), frame: frames + start / width)
            }
            for start in stride(from: 0, to: buffer.count, by: width) {
                append(row: UnsafeBufferPointer(rebasing: buffer[start..<(start + width)]))
            }
        }
    }

    private mutating func append(row: UnsafeBufferPointer<Float>) {
        silence.append(row, vocabulary)
        greedy?.append(row)
        beam?.append(row)
    }

    /// Decides for the best text's words that ended before `frame`, and gives up the texts that have something else there.
    ///
    /// What comes later says nothing about the posteriors of before: two texts that differ by one letter long ago stay side by
    /// side for good, each as likely beside the other as it was.
    /// - Returns: leading tokens that are decided.
    package mutating func commit(before frame: Int) -> Int {
        beam?.commit(before: frame) ?? greedy?.settledTokens ?? 0
    }

    /// The texts that are still thought of, best first; at least one.
    package func hypotheses(isOver: Bool = false) -> [CTCHypothesis] {
        beam?.hypotheses(isOver: isOver) ?? [greedy?.hypothesis ?? .empty]
    }

    package func best(isOver: Bool = false) -> CTCHypothesis {
        hypotheses(isOver: isOver).first ?? .empty
    }

    /// Leading tokens that the best `count` texts share. Of all texts, the default, they are settled: no later frame changes them.
    package func commonTokens(of count: Int = .max) -> Int {
        beam?.commonTokens(of: count) ?? greedy?.settledTokens ?? 0
    }
}
