internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Language
internal import Pipeline
internal import Wire

struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Has a language model do a task that a few examples explain: classify, rewrite, a poem.",
        discussion: "The file of examples is TOML: instruction = \"…\", then [[example]] with question and answer, as often as you like.")

    @Argument(help: ArgumentHelp("What is asked; - is the standard input.", valueName: "text")) var text: [String]
    @Option(help: ArgumentHelp("A file of examples.", valueName: "file")) var examples: String?
    @Option(help: ArgumentHelp("smollm2, qwen2.5, one that was added, or a model's folder.", valueName: "model")) var model = "smollm2"
    @Option(help: ArgumentHelp("0: always the likeliest word. Without it what the file of examples says.", valueName: "number")) var temperature: Double?
    @Option(help: ArgumentHelp("The same seed gives the same answer.", valueName: "number")) var seed: UInt64?
    @Option(help: ArgumentHelp("Where the answer is cut.", valueName: "tokens")) var maximumTokens: Int?
    @Option(help: ArgumentHelp("Folder of the models.", valueName: "folder")) var models = ""
    @Option(help: ArgumentHelp("Threads for inference.", valueName: "number")) var threads = 2

    func validate() throws {
        guard !text.isEmpty else { throw ValidationError("Say what is asked, or - for the standard input.") }
        if let temperature, !(0...5).contains(temperature) { throw ValidationError("--temperature is \(temperature); expected 0 to 5.") }
        if let maximumTokens, maximumTokens < 1 { throw ValidationError("--maximum-tokens is \(maximumTokens); expected 1 or more.") }
        guard (1...256).contains(threads) else { throw ValidationError("--threads is \(threads); expected 1 to 256.") }
    }

    func run() async throws {
        try await reporting {
            let file = try examples.map { try PromptFile.read(path: $0) } ?? PromptFile()
            let question = text == ["-"] ? try standardInput() : text.joined(separator: " ")
            var profile = Profile()
            profile.language.model = model
            profile.inference.models = models
            guard let model = try loadLanguageModel(profile, threads: threads) else { throw Failure(.usage, "--model is empty; expected smollm2, qwen2.5, one that was added, or a model's folder") }
            let options = GenerationOptions(
                temperature: temperature ?? file.temperature, topP: file.topP, stops: file.stop.isEmpty ? [] : [file.stop],
                maximumTokens: maximumTokens ?? file.maximumTokens, seed: seed ?? UInt64(file.seed), slice: GenerationOptions.largeSlice)
            var generation = try Generation(model, messages(file, question), options)
            while true {
                switch try generation.advance() {
                case .reading: break
                case .text(let more): try Output.standardOutput.write(more)
                case .finished(let reason):
                    try Output.standardOutput.write("\n")
                    if reason == .length { complain("the answer was cut after \(options.maximumTokens) tokens; --maximum-tokens allows more") }
                    return
                }
            }
        }
    }

    private func messages(_ file: PromptFile, _ question: String) -> [ChatMessage] {
        (file.instruction.isEmpty ? [] : [ChatMessage(.system, file.instruction)])
            + file.examples.flatMap { [ChatMessage(.user, $0.question), ChatMessage(.assistant, $0.answer)] } + [ChatMessage(.user, question)]
    }

    private func standardInput() throws(Failure) -> String {
        do {
            return String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self)
        } catch {
            throw Failure(.inputOutput, "cannot read the standard input: \((error as NSError).localizedDescription)")
        }
    }
}
