private import Foundation

/// Turns voice activity probabilities into utterances: pure bookkeeping over 32 ms steps, no sound in it.
///
/// An utterance starts when speech holds for `startSteps` steps and ends after a pause. The pause that ends it shrinks as the
/// utterance grows, so that long speech is cut where the speaker breathes; before it outgrows the limit, it is cut at the
/// quietest step of its last third.
package struct EndPointer: Sendable {
    package struct Options: Sendable {
        package var threshold: Float = 0.5
        package var endSilenceSteps = 16
        package var minimumSpeechSteps = 5
        package var maximumSteps = 437
        /// Steps before the first speech step that belong to the utterance: a soft onset is not lost.
        package var leadSteps = 9
        package init() {}
    }

    package enum Action: Equatable, Sendable {
        case none
        /// An utterance began; its first step is `from`.
        case begin(from: Int)
        /// The utterance is over: it holds the steps `from..<to`, speech ends before `speechEnd`. `spoken` is false when there was
        /// too little speech to matter.
        case end(from: Int, to: Int, speechEnd: Int, spoken: Bool)
        /// A long utterance was cut: it holds `from..<to`, and the next one goes on from `to`.
        case cut(from: Int, to: Int)
    }

    private let options: Options
    /// Number of steps seen so far.
    package private(set) var steps = 0
    package private(set) var isSpeaking = false
    private var first = 0
    private var speechSteps = 0
    private var lastSpeech = 0
    private var run = 0
    private var lowest = 0
    /// Probabilities of the open utterance's steps.
    private var probabilities: [Float] = []

    private static let startSteps = 2

    package init(_ options: Options = Options()) {
        self.options = options
    }

    /// Steps of the open utterance.
    private var length: Int { steps - first }

    /// Steps of silence after which the open utterance is over.
    package var stepsToEnd: Int { max(0, pause(after: length) - (steps - 1 - lastSpeech)) }

    /// The pause that ends an utterance of `length` steps: the full one up to a third of the limit, then falling to a fifth.
    private func pause(after length: Int) -> Int {
        let third = options.maximumSteps / 3
        guard length > third else { return options.endSilenceSteps }
        let excess = min(1, Float(length - third) / Float(max(1, options.maximumSteps - third)))
        let shortest = Float(options.endSilenceSteps) / 5
        return max(2, Int((Float(options.endSilenceSteps) * (1 - excess) + shortest * excess).rounded()))
    }

    package mutating func step(_ probability: Float) -> Action {
        let index = steps
        steps += 1
        guard isSpeaking else {
            run = probability >= options.threshold ? run + 1 : 0
            guard run >= Self.startSteps else { return .none }
            isSpeaking = true
            first = max(lowest, index + 1 - run - options.leadSteps)
            speechSteps = run
            lastSpeech = index
            probabilities = [Float](repeating: 0, count: index + 1 - first)
            for recent in 0..<run { probabilities[probabilities.count - 1 - recent] = probability }
            run = 0
            return .begin(from: first)
        }
        probabilities.append(probability)
        if probability >= options.threshold - 0.15 {
            lastSpeech = index
            speechSteps += 1
        }
        if stepsToEnd == 0 {
            return close(at: steps)
        }
        if length >= options.maximumSteps {
            return cut()
        }
        return .none
    }

    /// The stream is over or was interrupted, or somebody knows that nothing more is said: closes an open utterance.
    package mutating func finish() -> Action {
        isSpeaking ? close(at: steps) : .none
    }

    private mutating func close(at end: Int) -> Action {
        isSpeaking = false
        lowest = end
        return .end(from: first, to: end, speechEnd: lastSpeech + 1, spoken: speechSteps >= options.minimumSpeechSteps)
    }

    private static func logOdds(_ probability: Float) -> Float {
        let inside = min(max(probability, 1e-6), 1 - 1e-6)
        return log(inside / (1 - inside))
    }

    private mutating func cut() -> Action {
        let start = probabilities.count * 2 / 3
        // The quietest place is the middle of the three steps that are least like speech together, the middle one counted
        // twice. Odds, not probabilities: in speech without a pause these hardly leave 1, and still tell where a sentence ends.
        var best = start
        var least = Float.infinity
        for middle in max(1, start)..<(probabilities.count - 1) {
            let sum = (middle - 1...middle + 1).reduce(Self.logOdds(probabilities[middle])) { $0 + Self.logOdds(probabilities[$1]) }
            if sum < least {
                least = sum
                best = middle
            }
        }
        let from = first
        let to = first + best
        first = to
        probabilities.removeFirst(best)
        speechSteps = probabilities.count { $0 >= options.threshold - 0.15 }
        return .cut(from: from, to: to)
    }
}
