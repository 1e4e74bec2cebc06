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
    let ceiling: Double
    let sampleRate: Int

    /// - Parameter measured: what the voice has by itself, LUFS.
    package init(measured: Double, target: LoudnessTarget, sampleRate: Int) {
        gain = Float(pow(10, (target.integrated - measured) / 20))
        ceiling = target.truePeak
        self.sampleRate = sampleRate
    }

    /// A whole sound.
    package func apply(to samples: [Float]) -> [Float] {
        var limiter = PeakLimiter(self)
        return limiter.add(samples) + limiter.finish()
    }
}
