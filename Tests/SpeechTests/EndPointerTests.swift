import Speech
import Testing

/// Utterances told by voice probabilities alone: one character is 32 ms, `#` speech, `.` silence, `+` in between.
struct EndPointerTests {
    private func actions(_ voice: String, _ options: EndPointer.Options = .init()) -> [EndPointer.Action] {
        var pointer = EndPointer(options)
        var actions = voice.map { pointer.step($0 == "#" ? 0.9 : $0 == "+" ? 0.4 : 0.05) }
        actions.append(pointer.finish())
        return actions.filter { $0 != .none }
    }

    private func run(_ count: Int, _ character: Character) -> String { String(repeating: character, count: count) }

    @Test func silenceIsNothing() {
        #expect(actions(run(500, ".")) == [])
    }

    @Test func anUtteranceHasALeadAndEndsAfterThePause() {
        let found = actions(run(20, ".") + run(10, "#") + run(40, "."))
        #expect(found == [.begin(from: 11), .end(from: 11, to: 46, speechEnd: 30, spoken: true)])
    }

    @Test func aClickIsNoSpeech() {
        // One step alone does not begin; a few begin but are not spoken.
        #expect(actions(run(20, ".") + "#" + run(40, ".")) == [])
        guard case .end(_, _, _, let spoken) = actions(run(20, ".") + "###" + run(40, ".")).last else {
            Issue.record("no end")
            return
        }
        #expect(!spoken)
    }

    @Test func ashortPauseDoesNotEnd() {
        let found = actions(run(20, "#") + run(10, ".") + run(20, "#") + run(20, "."))
        #expect(found.count == 2)
    }

    @Test func doubtfulVoiceKeepsAnUtteranceOpenButBeginsNone() {
        #expect(actions(run(40, "+")) == [])
        #expect(actions(run(10, "#") + run(40, "+") + run(20, ".")).count == 2)
    }

    @Test func theEndOfTheStreamEndsAnUtterance() {
        #expect(actions(run(10, "#")) == [.begin(from: 0), .end(from: 0, to: 10, speechEnd: 10, spoken: true)])
    }

    @Test func longSpeechIsCutAtItsQuietestPlaceAndNothingIsLost() {
        var options = EndPointer.Options()
        options.maximumSteps = 100
        // Two thirds in, at step 80, the speaker is nearly silent for a moment.
        let voice = run(80, "#") + "+" + run(119, "#") + run(20, ".")
        let found = actions(voice, options)
        #expect(found.first == .begin(from: 0))
        #expect(found.dropFirst().first == .cut(from: 0, to: 80))
        var edge = 0
        for action in found.dropFirst() {
            switch action {
            case .cut(let from, let to), .end(let from, let to, _, _):
                #expect(from == edge)
                #expect(to - from <= 100)
                edge = to
            default: Issue.record("an utterance began inside speech")
            }
        }
    }

    /// In speech without a pause the probability hardly leaves 1; its odds still tell the end of a sentence.
    @Test func theLeastCertainStepsAreTheCutWhereNothingIsQuiet() {
        var options = EndPointer.Options()
        options.maximumSteps = 100
        var pointer = EndPointer(options)
        var cut: EndPointer.Action?
        for step in 0..<100 where cut == nil {
            // One step of doubt inside a word, three of less doubt at a sentence's end.
            let probability: Float = step == 75 ? 0.998 : (84...86).contains(step) ? 0.9985 : 0.99999
            let action = pointer.step(probability)
            if case .cut = action { cut = action }
        }
        #expect(cut == .cut(from: 0, to: 85))
    }

    @Test func thePauseThatEndsShrinksAsTheUtteranceGrows() {
        var options = EndPointer.Options()
        options.maximumSteps = 90
        // Eight silent steps do not end a short utterance, but one that is near its limit.
        #expect(actions(run(10, "#") + run(8, ".") + run(10, "#") + run(20, "."), options).count == 2)
        #expect(actions(run(75, "#") + run(8, ".") + run(10, "#") + run(20, "."), options).count == 4)
    }
}
