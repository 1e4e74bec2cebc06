/// What a language model is asked to write.
package struct Prompt: Equatable, Sendable {
    /// An answer as it should look, before the question that is really asked.
    package struct Example: Equatable, Sendable {
        package var question: String
        package var answer: String

        package init(question: String, answer: String) {
            self.question = question
            self.answer = answer
        }
    }

    package var system: String
    package var examples: [Example]
    package var question: String
    /// Tokens after which the answer is cut.
    package var maximumTokens: Int
    /// The answer ends before the first of these.
    package var stop: [String]

    package init(system: String, examples: [Example] = [], question: String, maximumTokens: Int, stop: [String] = []) {
        self.system = system
        self.examples = examples
        self.question = question
        self.maximumTokens = maximumTokens
        self.stop = stop
    }
}
