/// A voice as speech-dispatcher lists it.
package struct ModuleVoice: Equatable, Sendable {
    package var name: String
    /// A language code such as `en` or `zh-CN`.
    package var language: String
    package var variant: String

    package init(name: String, language: String, variant: String = "none") {
        self.name = name
        self.language = language
        self.variant = variant
    }
}
