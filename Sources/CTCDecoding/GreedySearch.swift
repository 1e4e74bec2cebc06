private import Foundation

/// The likeliest token of each frame, repetitions and blanks taken out. The state survives from call to call.
package struct GreedySearch: Sendable {
    private let vocabulary: CTCVocabulary
    private var frames = 0
    private var last: Int
    package private(set) var hypothesis = CTCHypothesis.empty

    package init(_ vocabulary: CTCVocabulary) {
        self.vocabulary = vocabulary
        last = vocabulary.blank
    }

    mutating func reset() {
        frames = 0
        last = vocabulary.blank
        hypothesis = .empty
    }

    /// Leading tokens that no later frame changes: all but one that may still go on.
    package var settledTokens: Int {
        let goesOn = hypothesis.tokens.last.map { $0.id == last && $0.end == frames } ?? false
        return hypothesis.tokens.count - (goesOn ? 1 : 0)
    }

    mutating func append(_ row: UnsafeBufferPointer<Float>) {
        var best = 0
        for id in row.indices where row[id] > row[best] { best = id }
        defer {
            last = best
            frames += 1
        }
        hypothesis.acoustic += Double(row[best])
        let kind = vocabulary.kinds[best]
        guard kind != .silent else { return }
        let posterior = exp(row[best])
        let count = hypothesis.tokens.count
        if best == last, count > 0, hypothesis.tokens[count - 1].id == best, hypothesis.tokens[count - 1].end == frames {
            hypothesis.tokens[count - 1].end = frames + 1
            hypothesis.tokens[count - 1].posterior = max(hypothesis.tokens[count - 1].posterior, posterior)
            return
        }
        // A space at the start or after a space is none.
        if kind == .delimiter, hypothesis.tokens.last.map({ vocabulary.kinds[$0.id] == .delimiter }) ?? true { return }
        hypothesis.tokens.append(.init(id: best, start: frames, end: frames + 1, posterior: posterior))
    }
}
