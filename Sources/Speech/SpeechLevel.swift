private import Foundation

/// Automatic gain: brings speech to the level at which the front was trained, slowly.
///
/// The gain is a function of sample position alone (steps of 20 ms), frozen outside speech: however the sound is split into
/// blocks, the same samples come out.
package struct SpeechLevel: Sendable {
    package static let stepFrames = 320
    /// Mean square of louder speech steps after the gain; the front expects unit variance over a clip, pauses included.
    private static let target: Float = 1.5
    /// Steps of earlier speech that weigh as much as one step of now: 1.5 s.
    private static let memory: Float = 75

    /// Mean square of speech so far, and how much it weighs.
    private var power: Float = 0
    private var weight: Float = 0

    package init() {}

    /// Learns from one utterance's next 20 ms steps (raw samples). Steps far below the loudest are pauses and do not count.
    package mutating func learn(_ samples: ArraySlice<Float>) {
        let powers = stride(from: samples.startIndex, to: samples.endIndex - Self.stepFrames + 1, by: Self.stepFrames).map { start in
            samples[start..<(start + Self.stepFrames)].reduce(Float(0)) { $0 + $1 * $1 } / Float(Self.stepFrames)
        }
        guard let loudest = powers.max(), loudest > 1e-9 else { return }
        let floor = max(loudest, power) / 100
        for step in powers where step >= floor {
            let share = 1 / min(weight + 1, Self.memory)
            power += (step - power) * share
            weight = min(weight + 1, Self.memory)
        }
    }

    /// Factor for the samples that follow.
    package var gain: Float {
        power > 0 ? (Self.target / power).squareRoot() : 1
    }
}
