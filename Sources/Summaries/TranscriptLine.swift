package import Wire

/// A caption as summaries need it.
package struct TranscriptLine: Equatable, Sendable {
    package var reference: CaptionReference
    package var text: String
    /// ISO 639-1 code of what was spoken.
    package var language: String
    /// Media seconds.
    package var from: Double
    package var to: Double

    package init(reference: CaptionReference, text: String, language: String, from: Double, to: Double) {
        self.reference = reference
        self.text = text
        self.language = language
        self.from = from
        self.to = to
    }

    package init(_ caption: Caption) {
        self.init(
            reference: CaptionReference(track: caption.track, segment: caption.segment), text: caption.text,
            language: caption.task == .translate ? "en" : caption.language, from: caption.start, to: caption.end)
    }
}

extension [TranscriptLine] {
    /// The language that most of the text is in, by its characters; a tie goes to the earlier one. English for no lines.
    package var mainLanguage: String {
        var counts: [(language: String, characters: Int)] = []
        for line in self {
            // A Chinese character says as much as several letters.
            let weight = line.text.count * (line.language == "zh" || line.language == "ja" ? 3 : 1)
            if let index = counts.firstIndex(where: { $0.language == line.language }) {
                counts[index].characters += weight
            } else {
                counts.append((line.language, weight))
            }
        }
        var best: (language: String, characters: Int) = ("en", -1)
        for entry in counts where entry.characters > best.characters { best = entry }
        return best.language
    }
}
