import Foundation
import Glibc
import Inference
import Language

/// language-probe MODELS NAME f32|automatic THREADS SLICE TOKENS ROUNDS < PROMPT: writes after the same prompt, with the round's number before it, again and again, and prints a line of JSON a round.
///
/// What `Benchmarks/rows/generation.py` measures: greedy, for exactly so many tokens where the model does not end before.
@main
struct LanguageProbe {
    struct Line: Encodable {
        var promptTokens: Int
        var tokens: [Int64]
        var text: String
        /// From the prompt's text to the first token.
        var firstTokenMilliseconds: Double
        /// Of each further token.
        var tokenMilliseconds: [Double]
        /// Of each slice of the prompt.
        var sliceMilliseconds: [Double]
    }

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("language-probe: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        guard arguments.count == 7, let threads = Int(arguments[3]), let slice = Int(arguments[4]), let tokens = Int(arguments[5]), let rounds = Int(arguments[6]),
            min(threads, slice, tokens, rounds) > 0, ["f32", "automatic"].contains(arguments[2])
        else { throw Problem(description: "expected MODELS NAME f32|automatic THREADS SLICE TOKENS ROUNDS") }
        let prompt = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        let model = try LanguageModel(
            LanguageModel.directory(arguments[1], in: URL(filePath: arguments[0])), runtime: Runtime(),
            LanguageModelOptions(precision: arguments[2] == "f32" ? .f32 : .automatic, threads: threads))
        let options = GenerationOptions(maximumTokens: tokens, slice: slice)
        for number in 0..<rounds {
            // Each round another beginning, as for the program that this is compared with.
            let line = try measured(model, "\(number). \(prompt)", options)
            print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
            fflush(nil)
        }
    }

    private static func measured(_ model: LanguageModel, _ prompt: String, _ options: GenerationOptions) throws -> Line {
        var line = Line(promptTokens: 0, tokens: [], text: "", firstTokenMilliseconds: 0, tokenMilliseconds: [], sliceMilliseconds: [])
        let began = ContinuousClock.now
        var generation = try Generation(model, after: prompt, options)
        line.promptTokens = generation.prompt.count
        while true {
            let at = ContinuousClock.now
            let step = try generation.advance()
            let milliseconds = (ContinuousClock.now - at) / .milliseconds(1)
            switch step {
            case .reading: line.sliceMilliseconds.append(milliseconds)
            case .text(let text):
                if line.text.isEmpty, line.firstTokenMilliseconds == 0 {
                    line.firstTokenMilliseconds = (ContinuousClock.now - began) / .milliseconds(1)
                } else {
                    line.tokenMilliseconds.append(milliseconds)
                }
                line.text += text
            case .finished:
                line.tokens = generation.tokens
                return line
            }
        }
    }
}
