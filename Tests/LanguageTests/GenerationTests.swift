import Foundation
import Language
import Testing

/// How an answer comes step by step, and where it ends.
struct GenerationTests {
    private let story = "Once upon a time, in a small village by the sea,"

    @Test func thePromptIsReadInSlicesThatAreAlikeThenEachStepIsAToken() throws {
        var generation = try Generation(LanguageFixture.smollm2(), after: story, GenerationOptions(maximumTokens: 2, slice: 6))
        try #require(generation.prompt.count == 13)
        #expect(try generation.advance() == .reading(5, of: 13))
        #expect(try generation.advance() == .reading(9, of: 13))
        #expect(try generation.advance() == .reading(13, of: 13))
        #expect(try generation.advance() == .text(" a"))
        #expect(try generation.advance() == .text(" story"))
        #expect(try generation.advance() == .finished(.length))
        #expect(try generation.advance() == .finished(.length))
        #expect(generation.tokens.count == 2)
    }

    /// Who wants no more just does not go on: nothing runs in the background, and the next answer is as if the first had never begun.
    @Test func aCancelledAnswerLeavesNothingBehind() throws {
        let model = try LanguageFixture.smollm2()
        do {
            var cancelled = try Generation(model, [ChatMessage(.user, "Count to a thousand.")])
            while try cancelled.advance() != .reading(cancelled.prompt.count, of: cancelled.prompt.count) {}
            _ = try cancelled.advance()
            #expect(cancelled.tokens.count == 1)
        }
        let reference = Reference.all("smollm2")[0]
        var generation = try reference.generation(model)
        _ = try generation.complete()
        #expect(generation.tokens == reference.answer)
    }

    @Test func answersThatTakeTurnsDoNotMix() throws {
        let model = try LanguageFixture.smollm2(), references = Reference.all("smollm2")
        var one = try references[0].generation(model, slice: 4), other = try references[2].generation(model, slice: 3)
        var over = (false, false)
        while over != (true, true) {
            if case .finished = try one.advance() { over.0 = true }
            if case .finished = try other.advance() { over.1 = true }
        }
        #expect(one.tokens == references[0].answer)
        #expect(other.tokens == references[2].answer)
    }

    @Test func aStopStringEndsTheAnswerAndIsNoPartOfIt() throws {
        // Greedy, this goes on with: " Paris.\n\nThe answer to the question \"What is …". The stop string lies over several tokens.
        var generation = try Generation(
            LanguageFixture.smollm2(), after: "The capital of France is", GenerationOptions(stops: ["wer to the que", "never"], maximumTokens: 40))
        let answer = try generation.complete()
        #expect(answer.text == " Paris.\n\nThe ans")
        #expect(answer.reason == .stop)
    }

    @Test func aSeedRepeatsAnAnswerAndAnotherDoesNot() throws {
        let model = try LanguageFixture.smollm2(), story = story
        func tokens(_ seed: UInt64) throws -> [Int64] {
            var generation = try Generation(model, after: story, GenerationOptions(temperature: 1, topP: 0.95, maximumTokens: 12, seed: seed))
            _ = try generation.complete()
            return generation.tokens
        }
        #expect(try tokens(1) == tokens(1))
        #expect(try Set((1...4).map { try tokens($0) }).count > 1)
    }

    @Test func aPenaltyBreaksTheCircleThatTheGreedyAnswerGoesIn() throws {
        func last(_ penalty: Double) throws -> Set<Int64> {
            var generation = try Generation(
                LanguageFixture.smollm2(), after: story, GenerationOptions(repetitionPenalty: penalty, maximumTokens: 40))
            _ = try generation.complete()
            return Set(generation.tokens.suffix(10))
        }
        // "romance, romance, romance, …"
        #expect(try last(1).count == 2)
        #expect(try last(1.3).count > 6)
    }

    // MARK: - Bad input

    private func refusal(_ make: () throws -> Void) -> String {
        do {
            try make()
            return "accepted"
        } catch let error as LanguageError {
            return error.code == .prompt ? error.description : "another code: \(error)"
        } catch {
            return "another error: \(error)"
        }
    }

    @Test func nothingToAnswer() throws {
        let model = try LanguageFixture.smollm2()
        #expect(refusal { _ = try Generation(model, []) } == "there is nothing to answer: the conversation has no text")
        #expect(refusal { _ = try Generation(model, [ChatMessage(.user, "")]) } == "there is nothing to answer: the conversation has no text")
        #expect(refusal { _ = try Generation(model, after: "") } == "there is nothing to go on from: the text is empty")
        #expect(refusal { _ = try Generation(model, after: "\0\0") } == "there is nothing to answer: the text has no tokens")
    }

    @Test func aPromptThatIsLongerThanTheContextIsRefusedWithBothNumbers() throws {
        let text = String(repeating: "word ", count: 9_000)
        #expect(
            refusal { _ = try Generation(LanguageFixture.smollm2(), after: text) }
                == "the prompt has 9001 tokens, and smollm2 reads at most 8192 with its answer; shorten the prompt")
    }

    @Test func anAnswerEndsWhereTheContextIsFull() throws {
        let model = try LanguageFixture.smollm2 { $0["contextLength"] = 16 }
        var generation = try Generation(model, after: story, GenerationOptions(maximumTokens: 100))
        #expect(try generation.complete().reason == .length)
        #expect(generation.prompt.count + generation.tokens.count == 16)
    }

    @Test func zeroTokensAreNone() throws {
        var generation = try Generation(LanguageFixture.smollm2(), after: story, GenerationOptions(maximumTokens: 0))
        let answer = try generation.complete()
        #expect(answer.text == "")
        #expect(answer.reason == .length)
    }
}
