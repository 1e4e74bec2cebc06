extension SpokenText {
    /// A part of a line that one voice speaks.
    package struct Run: Equatable, Sendable {
        package var text: String
        package var language: SpokenLanguage

        package init(_ text: String, _ language: SpokenLanguage) {
            self.text = text
            self.language = language
        }
    }

    /// A mixed line by its scripts: Chinese characters are Mandarin, letters are English; what is neither (figures, spaces,
    /// punctuation) goes with what stands before it, an opening bracket or quotation mark with what follows.
    ///
    /// The runs' texts joined are the text. Without any letter the text is one run of `fallback`; empty text has none.
    package static func runs(_ text: String, fallback: SpokenLanguage = .english) -> [Run] {
        var runs: [Run] = []
        var current = String.UnicodeScalarView()
        var language: SpokenLanguage?
        // Opening marks, and spaces before them, wait for what follows.
        var waiting = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let own: SpokenLanguage? = scalar.isHan || isBopomofo(scalar) ? .mandarin : scalar.isLetter ? .english : nil
            if let own {
                if let language, language != own {
                    runs.append(Run(String(current), language))
                    current = String.UnicodeScalarView()
                }
                language = own
                current += waiting
                waiting.removeAll()
                current.append(scalar)
            } else if opening.contains(scalar) || (!waiting.isEmpty && scalar.isSpace) {
                waiting.append(scalar)
            } else {
                current += waiting
                waiting.removeAll()
                current.append(scalar)
            }
        }
        current += waiting
        if !current.isEmpty { runs.append(Run(String(current), language ?? fallback)) }
        return runs
    }

    private static let opening = Set("(（[［【“‘「『《〈«".unicodeScalars)

    private static func isBopomofo(_ scalar: Unicode.Scalar) -> Bool { (0x3105...0x312F).contains(scalar.value) }
}
