/// The languages whose writing is turned into words here.
package enum SpokenLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case mandarin = "zh"

    /// `zh` and its kin (`zh-TW`, `cmn`) are Mandarin, everything else is read as English is.
    package init(code: String) {
        let code = code.lowercased()
        self = code.hasPrefix("zh") || code.hasPrefix("cmn") ? .mandarin : .english
    }
}
