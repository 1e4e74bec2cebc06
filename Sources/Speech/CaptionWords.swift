internal import Wire

/// Words of a hypothesis as a caption shows them: media seconds instead of frames, the wanted Chinese script.
struct CaptionWords {
    var words: [CaptionWord]
    var text: String

    /// - Parameter start: media seconds of the utterance's frame 0.
    init(_ timed: [TimedWord], start: Double, script: ChineseScript?) {
        let seconds = Double(FrontStream.hop) / 16_000
        words = timed.map { word in
            CaptionWord(
                text: script?.convert(word.text) ?? word.text, start: start + Double(word.start) * seconds,
                end: start + Double(word.end) * seconds, confidence: word.confidence, joined: word.joined ? true : nil)
        }
        text = words.reduce(into: "") { line, word in
            if !line.isEmpty, word.joined != true { line += " " }
            line += word.text
        }
    }
}
