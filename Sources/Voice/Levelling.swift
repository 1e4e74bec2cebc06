private import Foundation

/// How loud speech is to be.
package struct LoudnessTarget: Sendable, Hashable {
    /// LUFS. −16 is what podcasts and devices that speak use.
    package var integrated: Double
    /// dBTP that is never exceeded.
    package var truePeak: Double

    package init(integrated: Double = -16, truePeak: Double = -1) {
        self.integrated = integrated
        self.truePeak = truePeak
    }
}

/// Brings a voice to its loudness: one factor for all clauses, so that none is louder than its neighbour, and a limiter for the few peaks that this lifts too high.
package struct Levelling: Sendable {
    package let gain: Float
    private let ceiling: Double
    private let sampleRate: Int

    /// - Parameter measured: what the voice has by itself, LUFS.
    package init(measured: Double, target: LoudnessTarget, sampleRate: Int) {
        gain = Float(pow(10, (target.integrated - measured) / 20))
        ceiling = target.truePeak
        self.sampleRate = sampleRate
    }

    package func apply(to samples: [Float]) throws(VoiceError) -> [Float] {
        var result = samples.map { $0 * gain }
        // Limited by samples, the curve between them may still rise above: then once more, a little lower.
        var threshold = Float(pow(10, ceiling / 20))
        for _ in 0..<6 {
            var meter = try LoudnessMeter(sampleRate: sampleRate)
            meter.add(result)
            let peak = meter.truePeak
            guard peak > ceiling else { return result }
            if result.contains(where: { abs($0) > threshold }) {
                result = limited(result, to: threshold)
            } else {
                threshold *= Float(pow(10, (ceiling - peak - 0.02) / 20))
                result = limited(result, to: threshold)
            }
        }
        return result
    }

    /// Peaks are lowered by a factor that comes and goes within five milliseconds: for each sample the least that one near it needs, smoothed over the same span,
    /// so that it is never more than what the peak itself needs.
    private func limited(_ samples: [Float], to threshold: Float) -> [Float] {
        let reach = max(1, sampleRate / 200)
        var needed = [Float](repeating: 1, count: samples.count)
        for (index, sample) in samples.enumerated() where abs(sample) > threshold {
            let factor = threshold / abs(sample)
            for near in max(0, index - reach)...min(samples.count - 1, index + reach) { needed[near] = min(needed[near], factor) }
        }
        // A mean over at most `reach` on each side sees, at the peak, only factors that are as low as its own.
        var result = samples, sum = 0.0
        var first = 0, last = -1
        for index in samples.indices {
            while last < min(samples.count - 1, index + reach) {
                last += 1
                sum += Double(needed[last])
            }
            while first < index - reach {
                sum -= Double(needed[first])
                first += 1
            }
            let mean = Float(sum / Double(last - first + 1))
            if mean < 1 { result[index] *= mean }
        }
        return result
    }
}
