import Language
import Testing

/// Greedy answers are those of openvino-genai, token for token: the same prompt tokens, the same answer, the same text, the same end.
struct ParityTests {
    private func expectTheSame(_ model: LanguageModel, _ reference: Reference) throws {
        var generation = try reference.generation(model)
        #expect(generation.prompt == reference.prompt)
        let answer = try generation.complete()
        #expect(generation.tokens == reference.answer)
        // The last character may be open where the answer was cut.
        #expect(reference.ended ? answer.text == reference.said : reference.said.hasPrefix(answer.text))
        #expect(answer.reason == (reference.ended ? .endOfText : .length))
    }

    @Test func thereAreReferences() {
        #expect(Reference.all("smollm2").count == 7)
        #expect(Reference.all("qwen2.5").count == 4)
    }

    @Test(arguments: Reference.all("smollm2"))
    func smollm2AnswersLikeTheReference(_ reference: Reference) throws {
        try expectTheSame(LanguageFixture.smollm2(), reference)
    }

    /// One test for all of its prompts: the model takes seconds to load and much memory, and is nobody else's.
    @Test func qwenAnswersLikeTheReference() throws {
        let model = try LanguageFixture.loaded("qwen2.5")
        for reference in Reference.all("qwen2.5") { try expectTheSame(model, reference) }
    }

    @Test(arguments: [1, 7, 32, 10_000])
    func anySlicingGivesTheSame(_ slice: Int) throws {
        let reference = Reference.all("smollm2")[3]
        var generation = try reference.generation(LanguageFixture.smollm2(), slice: slice)
        _ = try generation.complete()
        #expect(generation.tokens == reference.answer)
    }
}
