/// A task for a language model, told by an instruction and examples: what `taichu ask --examples` reads.
package struct PromptFile: Equatable, Sendable {
    package struct Example: Equatable, Sendable {
        package var question = ""
        package var answer = ""
    }

    package var instruction = ""
    package var temperature = 0.0
    package var topP = 1.0
    package var maximumTokens = 256
    package var seed = 0
    package var stop = ""
    package var examples: [Example] = []

    package init() {}

    static let keys: [ProfileKey<PromptFile>] = [
        .text("instruction", \.instruction, "What is to be done with what is asked."),
        .number("temperature", \.temperature, 0...5, "0: always the likeliest word; 1: as the model would speak; more: wilder."),
        .number("top_p", \.topP, 0...1, "Only the likeliest words that hold this much probability together are chosen from."),
        .integer("maximum_tokens", \.maximumTokens, 1...8_192, "Where an answer is cut."),
        .integer("seed", \.seed, 0...Int.max, "The same seed gives the same answer."),
        .text("stop", \.stop, "The answer ends before this text. Empty: where the model ends it."),
    ]

    static let exampleKeys: [ProfileKey<Example>] = [
        .text("question", \.question, "What could be asked."),
        .text("answer", \.answer, "How it should be answered."),
    ]

    /// Reads the file at `path`; every problem with its line and column.
    package static func read(path: String) throws(ProfileError) -> PromptFile {
        try read(text: ProfileReader.contents(of: path), name: path)
    }

    package static func read(text: String, name: String) throws(ProfileError) -> PromptFile {
        try ProfileReader.read(text: text, name: name) { reading, root in reading.promptFile(from: root) }
    }
}

extension ProfileReading {
    mutating func promptFile(from root: TOMLNode) -> PromptFile {
        var file = PromptFile()
        guard case .table(let members) = root.content else { return file }
        read(members.filter { $0.key != "example" }, PromptFile.keys, section: "a file of examples, beside [[example]]", into: &file)
        for member in members where member.key == "example" {
            file.examples = sections(member, PromptFile.exampleKeys, new: PromptFile.Example(), what: "example") { example, _ in
                var problems: [(key: String, text: String)] = []
                if example.question.isEmpty { problems.append(("question", "an example needs a question: add question = \"…\"")) }
                if example.answer.isEmpty { problems.append(("answer", "an example needs its answer: add answer = \"…\"")) }
                return problems
            }
        }
        return file
    }
}
