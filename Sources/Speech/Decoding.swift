/// What the attention decoder made of a stretch of sound.
package struct Decoding: Sendable {
    /// Why the text ends where it ends.
    package enum Stop: Sendable { case endOfText, repetition, limit, openEnd }

    /// Text tokens, without start and end.
    package var tokens: [Int64] = []
    /// Log probability of each token.
    package var logProbabilities: [Float] = []
    /// For each token, and once more for the end: the following heads' attention over the frames, [heads × frames].
    package var attention: [[Float]] = []
    /// For each token, and once more for the end: log probability of the end there, where it was among the likeliest.
    package var ends: [Float] = []
    package var heads = 0
    package var frames = 0
    package var stop = Stop.endOfText
    /// What would come next at an open end, if its sound were whole.
    package var next: Int64?
    /// Log probabilities of the languages among themselves.
    package var languages: [Float] = []
    /// Probability of "no speech".
    package var silence: Float = 0
    /// Calls of the decoder, and tokens of the draft that it confirmed.
    package var calls = 0
    package var kept = 0

    package init() {}

    /// The frame that a row looks at: the median of where its heads look most. A head or two always rest on some frame that
    /// has nothing to do with the word; the median does not care.
    package func peak(row: Int) -> Int { peak(of: attention[row]) }

    /// The same of a row that is not among this text's yet.
    package func peak(of row: [Float]) -> Int {
        let peaks = row.withUnsafeBufferPointer { weights in
            (0..<heads).map { head in
                var best = 0
                for frame in 0..<frames where weights[head * frames + frame] > weights[head * frames + best] { best = frame }
                return best
            }
        }
        return peaks.sorted()[heads / 2]
    }

    /// Takes back all but the first tokens.
    mutating func shorten(to length: Int) {
        tokens.removeSubrange(length...)
        logProbabilities.removeSubrange(length...)
        attention.removeSubrange((length + 1)...)
        ends.removeSubrange((length + 1)...)
    }

    /// Mean log probability of the text; 0 for no text.
    package var meanLogProbability: Float {
        logProbabilities.isEmpty ? 0 : logProbabilities.reduce(0, +) / Float(logProbabilities.count)
    }
}

/// Finds a text that goes round in circles.
package enum Repetition {
    /// Length of the last round when `words` ends in one that repeats; nil otherwise.
    ///
    /// A round of four words or more counts at its second turn, a shorter one at its fourth ("no, no, no" is speech).
    package static func round<Word: Equatable>(_ words: [Word]) -> Int? {
        let count = words.count
        for length in 1...max(1, count / 2) {
            let turns = length >= 4 ? 2 : 4
            guard count >= length * turns else { continue }
            let last = words[(count - length)...]
            let repeats = (1..<turns).allSatisfy { turn in
                words[(count - length * (turn + 1))..<(count - length * turn)].elementsEqual(last)
            }
            if repeats { return length }
        }
        return nil
    }
}
