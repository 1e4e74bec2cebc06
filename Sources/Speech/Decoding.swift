/// What the attention decoder made of a stretch of sound.
struct Decoding: Sendable {
    /// Why the text ends where it ends.
    enum Stop: Sendable { case endOfText, repetition, limit }

    /// Text tokens, without start and end.
    var tokens: [Int64] = []
    /// Log probability of each token.
    var logProbabilities: [Float] = []
    /// For each token, and once more for the end: the following heads' attention over the frames, [heads × frames].
    var attention: [[Float]] = []
    var heads = 0
    var frames = 0
    var stop = Stop.endOfText
    /// Log probabilities of the languages among themselves.
    var languages: [Float] = []
    /// Probability of "no speech".
    var silence: Float = 0
    /// Calls of the decoder, and leading tokens of the draft that it kept.
    var calls = 0
    var kept = 0

    /// Mean log probability of the text; 0 for no text.
    var meanLogProbability: Float {
        logProbabilities.isEmpty ? 0 : logProbabilities.reduce(0, +) / Float(logProbabilities.count)
    }
}

/// Finds a text that goes round in circles.
enum Repetition {
    /// Length of the text up to and including the first round, when `tokens` ends in one that repeats; nil otherwise.
    ///
    /// A round of four tokens or more counts at its second turn, a shorter one at its fourth (people do say "no, no, no").
    static func cut(_ tokens: [Int64]) -> Int? {
        let count = tokens.count
        for length in 1...max(1, count / 2) {
            let turns = length >= 4 ? 2 : 4
            guard count >= length * turns else { continue }
            let last = tokens[(count - length)...]
            let repeats = (1..<turns).allSatisfy { turn in
                tokens[(count - length * (turn + 1))..<(count - length * turn)].elementsEqual(last)
            }
            if repeats { return count - length * (turns - 1) }
        }
        return nil
    }
}
