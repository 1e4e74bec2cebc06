private import Foundation

/// Multiplies a sound that comes in pieces by its voice's factor, and lowers what then rises above the ceiling, between samples too.
///
/// What a sample becomes depends only on the ten milliseconds on both sides of it: sound in pieces is the same as in one.
package struct PeakLimiter: Sendable {
    private let gain: Float
    /// A little below the ceiling: the factor moves while it lowers, and the curve between two samples with it.
    private let threshold: Float
    /// Samples, on each side of a peak, in which the factor comes and goes.
    private let reach: Int
    /// What is not given out yet, and before it what its factors are still found from.
    private var waiting: [Float] = []
    private var given = 0

    package init(_ levelling: Levelling) {
        gain = levelling.gain
        threshold = Float(pow(10, (levelling.ceiling - 0.1) / 20))
        reach = max(1, levelling.sampleRate / 200)
    }

    /// The samples that are finished; the last ten milliseconds wait for what follows them.
    package mutating func add(_ samples: [Float]) -> [Float] {
        waiting += samples.lazy.map { [gain] in $0 * gain }
        return give(upTo: waiting.count - reachOfSample)
    }

    /// The rest, at the end of the sound.
    package mutating func finish() -> [Float] { give(upTo: waiting.count) }

    private var reachOfSample: Int { 2 * reach + BetweenSamples.reach }

    private mutating func give(upTo end: Int) -> [Float] {
        guard end > given else { return [] }
        let result = limited(given..<end)
        let kept = max(0, end - reachOfSample)
        waiting.removeFirst(kept)
        given = end - kept
        return result
    }

    /// For each sample the least factor that one near it needs, smoothed over the same span, so that it is never more than what the peak itself needs.
    private func limited(_ range: Range<Int>) -> [Float] {
        let near = max(0, range.lowerBound - 2 * reach)..<min(waiting.count, range.upperBound + 2 * reach)
        // What each sample itself needs, then the least of its surroundings.
        var needed = [Float](repeating: 1, count: near.count)
        var isQuiet = true
        for index in near {
            let peak = BetweenSamples.peak(of: waiting, at: index, above: threshold)
            guard peak > threshold else { continue }
            isQuiet = false
            let factor = threshold / peak
            for other in max(near.lowerBound, index - reach)...min(near.upperBound - 1, index + reach) {
                needed[other - near.lowerBound] = min(needed[other - near.lowerBound], factor)
            }
        }
        guard !isQuiet else { return Array(waiting[range]) }
        // A mean over at most `reach` on each side sees, at the peak, only factors that are as low as its own.
        return range.map { index in
            let span = max(near.lowerBound, index - reach)...min(near.upperBound - 1, index + reach)
            let sum = span.reduce(0) { $0 + Double(needed[$1 - near.lowerBound]) }
            return waiting[index] * Float(sum / Double(span.count))
        }
    }
}

/// The curve through samples, at the three quarters between two, as ITU-R BS.1770-4 (annex 2) finds peaks: a sinc under a Hann window.
private enum BetweenSamples {
    /// Samples on each side that such a value is made from.
    static let reach = 6

    /// The highest level at a sample and up to the one behind it; only as exact as needed to tell whether it is above `level`.
    static func peak(of samples: [Float], at index: Int, above level: Float) -> Float {
        var peak = abs(samples[index])
        guard index + 1 < samples.count else { return peak }
        // Between two quiet samples there is no peak worth the search.
        guard max(peak, abs(samples[index + 1])) > level / 2 else { return peak }
        for weights in phases {
            var value: Float = 0
            for (place, weight) in weights.enumerated() {
                let other = index - reach + 1 + place
                if samples.indices.contains(other) { value += weight * samples[other] }
            }
            peak = max(peak, abs(value))
        }
        return peak
    }

    private static let phases: [[Float]] = [0.25, 0.5, 0.75].map { phase in
        (0..<2 * reach).map { place in
            let distance = Double(place - reach + 1) - phase
            let window = 0.5 + 0.5 * cos(Double.pi * distance / Double(reach))
            return Float(window * sin(Double.pi * distance) / (Double.pi * distance))
        }
    }
}
