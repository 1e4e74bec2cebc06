private import Spoken

/// A clause as it is written → the pieces that voices speak: normalised, cut where the language changes.
enum SpokenLine {
    /// - Parameter language: of the whole text, ISO 639-1; nil: by the script, English and Chinese told apart within a line.
    static func runs(_ clause: String, language: String?) -> [VoiceRun] {
        let language = language.map(code)
        if let language, language != "en", language != "zh" { return [VoiceRun(clause, language: language)] }
        let main = language.map(SpokenLanguage.init(code:)) ?? self.language(of: clause)
        var runs: [VoiceRun] = []
        for run in SpokenText.runs(SpokenText.normalise(clause, language: main), fallback: main) {
            // What that calls English is everything that is not Chinese.
            for piece in ScriptLanguage.pieces(of: run.text) {
                let code = run.language == .english ? piece.language ?? "en" : run.language.rawValue
                if let last = runs.last, last.language == code {
                    runs[runs.count - 1].text += piece.text
                } else {
                    runs.append(VoiceRun(piece.text, language: code))
                }
            }
        }
        return runs
    }

    /// `en-GB` and `zh_TW` are spoken as `en` and `zh`.
    private static func code(_ language: String) -> String {
        let main = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
        return main == "cmn" ? "zh" : main
    }

    /// Chinese as soon as a fifth of the letters is: a name or two in Latin letters among it are usual, and figures are then read in Chinese.
    private static func language(of text: String) -> SpokenLanguage {
        var chinese = 0, others = 0
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
            if scalar.properties.isIdeographic { chinese += 1 } else { others += 1 }
        }
        return chinese > 0 && chinese * 4 >= others ? .mandarin : .english
    }
}
