private import Foundation

/// Rows of scores over a vocabulary, a row a frame.
package enum LogProbabilities {
    /// Turns logits into log probabilities (natural), in place.
    ///
    /// - Parameters:
    ///   - rows: [frames × width].
    ///   - firstFrame: number of the first row, for messages.
    /// - Throws: when a value is no number or rows are cut.
    package static func normalise(_ rows: inout [Float], width: Int, firstFrame: Int = 0) throws(CTCError) {
        try check(count: rows.count, width: width)
        for start in stride(from: 0, to: rows.count, by: width) {
            var highest = -Float.infinity
            var isNumber = true
            for index in start..<(start + width) {
                highest = max(highest, rows[index])
                isNumber = isNumber && !rows[index].isNaN
            }
            guard isNumber, highest.isFinite else {
                throw CTCError(
                    code: .posteriors,
                    "frame \(firstFrame + start / width): the model's scores are not numbers; the model may be damaged or of another precision")
            }
            var sum: Float = 0
            for index in start..<(start + width) { sum += exp(rows[index] - highest) }
            let scale = highest + log(sum)
            for index in start..<(start + width) { rows[index] -= scale }
        }
    }

    static func check(count: Int, width: Int) throws(CTCError) {
        guard count.isMultiple(of: width) else {
            throw CTCError(code: .posteriors, "\(count) scores are no whole rows of \(width) tokens; model and vocabulary do not belong together")
        }
    }

    /// One row that a search can be given: numbers, one of them at least above −∞.
    static func check(_ row: UnsafeBufferPointer<Float>, frame: Int) throws(CTCError) {
        var highest = -Float.infinity
        var isNumber = true
        for value in row {
            highest = max(highest, value)
            isNumber = isNumber && !value.isNaN
        }
        guard isNumber, highest > -.infinity, highest < 0.01 else {
            throw CTCError(code: .posteriors, "frame \(frame): these are no log probabilities; expected numbers up to 0")
        }
    }

    /// ln(eᵃ + eᵇ).
    static func sum(_ a: Double, _ b: Double) -> Double {
        let (low, high) = a < b ? (a, b) : (b, a)
        return low == -.infinity ? high : high + log1p(exp(low - high))
    }
}
