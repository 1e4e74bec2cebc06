/// What a track's speech so far says about its language.
package struct LanguageGuess {
    /// Accumulated log probabilities, older ones weighing less.
    private var evidence: [Float] = []
    private static let memory: Float = 0.7

    package init() {}

    /// Index of the likeliest language so far; nil before anything was heard.
    package var best: Int? { evidence.indices.max { evidence[$0] < evidence[$1] } }

    /// The language of one look at an utterance: its own evidence with the track's before it.
    package func best(with log: [Float]) -> Int {
        let joint = evidence.isEmpty ? log : zip(evidence, log).map { $0 + max($1, -8) }
        return joint.indices.max { joint[$0] < joint[$1] } ?? 0
    }

    /// Remembers a finished utterance.
    package mutating func learn(_ log: [Float]) {
        if evidence.isEmpty { evidence = [Float](repeating: 0, count: log.count) }
        // A single utterance is worth at most so much: one odd word does not turn the track's language over.
        evidence = zip(evidence, log).map { $0 * Self.memory + max($1, -8) }
    }
}
