/// The last look at a final text: what the sound contradicts goes.
package enum FinalCheck {
    /// A word is kept when voice was there within this many frames of its place.
    private static let slack = 15
    private static let leastVoice: Float = 0.2
    /// Texts below this mean log probability are guesses; with a likely "no speech" beside, they go.
    private static let leastConfidence: Float = -1.0
    private static let hopeless: Float = -2.0
    private static let likelySilence: Float = 0.6

    package static func keep(_ words: [TimedWord], _ decoding: Decoding, voice: [Float]) -> [TimedWord] {
        let mean = decoding.meanLogProbability
        if mean < hopeless || (mean < leastConfidence && decoding.silence > likelySilence) { return [] }
        return words.filter { word in
            let from = max(0, word.start - slack)
            let to = min(voice.count, word.end + slack)
            guard from < to else { return false }
            return voice[from..<to].contains { $0 >= leastVoice }
        }
    }
}
