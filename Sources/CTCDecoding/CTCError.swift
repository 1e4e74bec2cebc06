/// What is wrong with something that decoding was given: hot-words, a language model, a vocabulary, a row of posteriors.
package struct CTCError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A file cannot be opened or read.
        case unreadable
        /// A hot-word file is not as it should be.
        case hotWords
        /// A language model is not as it should be.
        case languageModel
        /// A vocabulary that no text can be made with.
        case vocabulary
        /// Rows that are no log probabilities: these frames are lost, the next may be good.
        case posteriors
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
