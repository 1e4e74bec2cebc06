package import Media
package import Wire

/// Everything that the second pass needs of a finished utterance; a value, so that passes run side by side.
package struct Utterance: Sendable {
    package var segment: Int
    /// Revision of the last partial.
    package var revision: Int
    /// Media seconds at which frame 0 begins.
    package var start: Double
    /// Frames (20 ms) with sound; features go on over silence after them.
    package var heardFrames: Int
    /// Front features [frames × 512] including silence behind them.
    var features: [Float]
    /// Raw samples of the heard frames.
    var wave: [Float]
    /// Probability of speech, a value per frame.
    var voice: [Float]
    /// The first pass's text: a draft to verify.
    var draft: [Int64]
    /// Language that the track's earlier speech suggests (an index), and whether the profile fixed it.
    var language: Int?
    var languageIsFixed: Bool
    /// Monotonic time at which the utterance's last speech was captured.
    package var speechEnded: MediaInstant
    /// False when there was too little speech: partials that were shown are taken back.
    package var isSpoken: Bool
    /// The last partial; nil where nothing stands on screen.
    package var shown: Caption?

    /// Seconds of sound.
    package var duration: Double { Double(heardFrames * FrontStream.hop) / Double(AudioFormat.sampleRate) }
}

extension Caption {
    /// The same words as the end of their segment: for where the pass that should have had the last word failed.
    package var asFinal: Caption {
        var final = self
        final.revision += 1
        final.stable = final.words.count
        return final
    }
}
