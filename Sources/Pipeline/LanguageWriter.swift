package import Configuration
private import Foundation
package import Inference
package import Language
internal import Summaries

/// A language model as the writer of summaries.
struct LanguageWriter: TextWriter {
    private let model: LanguageModel
    let measure: Writer
    var name: String { model.name }

    /// Source text of one prompt. More is read no better by models this small, and costs a slower first word.
    private static let passageTokens = 600
    /// What instructions, example and answer take of the context beside it.
    private static let around = 500

    init(_ model: LanguageModel) {
        self.model = model
        measure = Writer(
            passageTokens: max(64, min(Self.small.contains(model.name) ? 220 : Self.passageTokens, model.contextLength - Self.around)),
            languages: Self.languages[model.name], readsKeySentences: Self.small.contains(model.name),
            // Bytes are never fewer than tokens.
            count: { [model] text in (try? model.count(tokens: text)) ?? text.utf8.count })
    }

    /// Languages that a model writes well enough to be read, by its name; the others are taken at their word.
    static let languages: [String: Set<String>] = ["smollm2": ["en"]]

    /// Models that lose the thread of a longer text.
    private static let small: Set = ["smollm2"]

    func begin(_ prompt: Prompt) throws(PipelineError) -> any Writing {
        do {
            return try GenerationInProgress(model, prompt)
        } catch {
            throw PipelineError(error)
        }
    }
}

/// One answer of a language model, step by step.
private final class GenerationInProgress: Writing {
    private var generation: Generation
    private var answer = ""

    init(_ model: LanguageModel, _ prompt: Prompt) throws(LanguageError) {
        var messages = prompt.system.isEmpty ? [] : [ChatMessage(.system, prompt.system)]
        for example in prompt.examples { messages += [ChatMessage(.user, example.question), ChatMessage(.assistant, example.answer)] }
        messages.append(ChatMessage(.user, prompt.question))
        let options = GenerationOptions(stops: prompt.stop, maximumTokens: prompt.maximumTokens)
        generation = try Generation(model, messages, options)
    }

    func advance() throws(PipelineError) -> String? {
        do {
            switch try generation.advance() {
            case .reading: break
            case .text(let more):
                answer += more
                // A small model that begins to go round in circles does not come out of it.
                if more.contains("\n") || more.contains("."), repeatsItself { return answer }
            case .finished: return answer
            }
        } catch {
            throw PipelineError(error)
        }
        return nil
    }

    /// Whether the last line or sentence that is whole stands there before.
    private var repeatsItself: Bool {
        let pieces = answer.split(whereSeparator: { (mark: Character) in mark == "\n" || mark == "." || mark == "。" })
            .map { String($0.drop { " -*•".contains($0) }) }.filter { $0.count > 8 }
        guard let last = pieces.last else { return false }
        return pieces.dropLast().contains(last)
    }
}

/// The language model that a profile names; nil where it names none.
package func loadLanguageModel(_ profile: Profile, profileFolder: String? = nil, runtime: Runtime? = nil, threads: Int = 1) throws(PipelineError) -> LanguageModel? {
    guard let place = try LanguagePlace(profile, profileFolder) else { return nil }
    return try place.load(profile, runtime: runtime, threads: threads)
}

/// What writes summaries and scenes, loaded when first wanted; nil where the profile names no model.
func makeTextWriter(_ profile: Profile, profileFolder: String?, runtime: Runtime) throws(PipelineError) -> WriterOnCall? {
    try WriterOnCall(profile, profileFolder: profileFolder, runtime: runtime)
}
