/// A clause's sound made ready to be joined to others: without the silence that the network put around it, its ends faded, its pause behind it.
enum ClauseShape {
    /// Silence that is kept before and behind what is heard.
    private static let margin = 0.015
    private static let fade = 0.005
    /// Below this part of the clause's highest sample nothing is heard (−46 dB).
    private static let threshold: Float = 0.005

    static func trimmed(_ sound: VoiceSound) -> [Float] {
        let samples = sound.samples
        let peak = samples.lazy.map(abs).max() ?? 0
        guard peak > 0, let first = samples.firstIndex(where: { abs($0) > threshold * peak }), let last = samples.lastIndex(where: { abs($0) > threshold * peak })
        else { return [] }
        let margin = Int(margin * Double(sound.sampleRate))
        var result = Array(samples[max(0, first - margin)...min(samples.count - 1, last + margin)])
        let fade = min(Int(fade * Double(sound.sampleRate)), result.count / 2)
        for index in 0..<fade {
            // From silence and back to it.
            let factor = Float(index) / Float(fade)
            result[index] *= factor
            result[result.count - 1 - index] *= factor
        }
        return result
    }
}
