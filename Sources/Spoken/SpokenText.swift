/// Text as it is written → text as it is read aloud. Documentation/spoken-text.md has the rules.
package enum SpokenText {
    /// Writes out figures, dates, times, money, units, abbreviations and addresses; drops emoji and the marks of Markdown.
    ///
    /// Text of the other language among it stays as it is, its figures are read in `language`. The same text gives the same words
    /// always; the time is linear in the length, and no input is an error.
    package static func normalise(_ text: String, language: SpokenLanguage) -> String {
        let plain = PlainText.of(text)
        switch language {
        case .english:
            var reader = TextReader(plain, speaker: EnglishSpeaker())
            return reader.read()
        case .mandarin:
            var reader = TextReader(plain, speaker: MandarinSpeaker())
            return reader.read()
        }
    }
}
