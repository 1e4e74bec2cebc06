import Speech
import Testing

/// What a look back settles: words that the text before had, too.
struct RefreshedTextTests {
    /// Words of one token and ten frames each.
    private func words(_ text: String) -> [TimedWord] {
        text.split(separator: " ").enumerated().map { index, word in
            TimedWord(text: String(word), joined: false, tokens: index..<(index + 1), start: 10 * index, end: 10 * (index + 1), confidence: 0.9)
        }
    }

    private func look(_ text: String, over earlier: String, heard: Int, fixed: Int = 0) -> RefreshedText {
        let found = words(text)
        return RefreshedText(found.indices.map(Int64.init), found, earlier: words(earlier), heard: heard, fixed: fixed)
    }

    @Test func whatBothSayIsSettledHalfASecondBehindTheOpenEnd() {
        let confirmed = look("we are all going there", over: "We are all going", heard: 55)
        #expect(confirmed.tokens.count == 5)
        // Up to frame 30; the hops leave alone what ends by frame 45.
        #expect(confirmed.settled == 3)
        #expect(confirmed.held == 4)
    }

    @Test func whatOnlyTheLookBackSaysIsHeldUntilItSaysItAgain() {
        let first = look("agent login agent login agent", over: "agent login please enter your", heard: 100)
        #expect(first.settled == 2)
        #expect(first.held == 5)
        // The next one knows better, and has the last word again.
        let second = look("agent login please enter your number", over: "agent login agent login agent login", heard: 130, fixed: first.settled)
        #expect(second.settled == 2)
        let third = look("agent login please enter your number now", over: "agent login please enter your number", heard: 160, fixed: second.settled)
        #expect(third.settled == 6)
    }

    @Test func whatWasSettledStays() {
        #expect(look("so they went", over: "so they", heard: 30, fixed: 2).settled == 2)
        let nothing = RefreshedText(unconfirmed: [1, 2, 3], fixed: 2)
        #expect((nothing.tokens, nothing.settled, nothing.held) == ([1, 2, 3], 2, 2))
    }
}
