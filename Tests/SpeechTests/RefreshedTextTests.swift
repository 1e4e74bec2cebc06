import Speech
import Testing

/// What a look back settles, shows, and leaves until somebody seconds it.
struct RefreshedTextTests {
    /// Words of one token and ten frames each; a token is of its word.
    private func text(_ text: String) -> RefreshedText.Text {
        let words = text.split(separator: " ").enumerated().map { index, word in
            TimedWord(text: String(word), joined: false, tokens: index..<(index + 1), start: 10 * index, end: 10 * (index + 1), confidence: 0.9)
        }
        return RefreshedText.Text(words.map { Int64($0.text.unicodeScalars.reduce(0) { 31 * $0 + Int($1.value) }) }, words)
    }

    private func look(
        _ said: String, over draft: String, held: Int = 0, screen: String, before: String = "", heard: Int, fixed: Int = 0
    ) -> RefreshedText {
        RefreshedText(text(said), over: text(draft), held: held, screen: text(screen).words, before: text(before).words, heard: heard, fixed: fixed)
    }

    private func expect(_ refreshed: RefreshedText, _ line: String, settled: Int, confirmed: Int, held: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(WordBuilder.join(refreshed.text.words) == line, sourceLocation: sourceLocation)
        #expect(refreshed.text.tokens == text(line).tokens, sourceLocation: sourceLocation)
        #expect((refreshed.settled, refreshed.confirmed, refreshed.held) == (settled, confirmed, held), sourceLocation: sourceLocation)
    }

    @Test func whatTheTextSaidTooIsSettledHalfASecondBehindTheOpenEnd() {
        // Up to frame 30; the hops leave alone what ends by frame 45.
        expect(look("we are all going there", over: "We are all going", screen: "We are", heard: 55), "we are all going there", settled: 3, confirmed: 3, held: 4)
    }

    @Test func whatIsNotOnTheScreenYetIsShownAtOnceAndSettledWhenItIsSaidAgain() {
        let said = "it was the epoch of belief"
        expect(look(said, over: "it was the epo", screen: "it was the", heard: 85), said, settled: 3, confirmed: 6, held: 6)
        // Though a hop heard it otherwise again.
        expect(look(said, over: "it was the epo of", screen: "it was the", before: said, heard: 85), said, settled: 6, confirmed: 6, held: 6)
    }

    @Test func whatIsOnTheScreenStaysUntilTheOtherIsSeconded() {
        let (screen, other) = ("the spring of hope", "the string of hope it was")
        expect(look(other, over: "the spring of hope it", held: 2, screen: screen, heard: 85), "the spring of hope it", settled: 1, confirmed: 1, held: 2)
        // It says the same again,
        expect(look(other, over: "the spring of hope it", screen: screen, before: "the string of hope", heard: 85), other, settled: 4, confirmed: 6, held: 6)
        // or the text did,
        expect(look(other, over: "the string of", screen: screen, heard: 85), other, settled: 3, confirmed: 6, held: 6)
        // or it thinks better of it.
        let same = "the spring of hope it was"
        expect(look(same, over: "the spring of hope it", screen: screen, before: other, heard: 85), same, settled: 5, confirmed: 6, held: 6)
    }

    /// Where the text is in doubt about a word of the screen, the look back may side with the screen.
    @Test func theLookBackMayTakeTheScreensPart() {
        let said = "the spring of hope it was"
        expect(look(said, over: "the string of hope", held: 4, screen: "the spring of hope", heard: 85), said, settled: 1, confirmed: 6, held: 6)
    }

    @Test func theScreenDoesNotGiveWayToNothing() {
        expect(look("so they", over: "so they went away", held: 3, screen: "so they went", heard: 100), "so they went away", settled: 2, confirmed: 2, held: 3)
        // Though the text became shorter already.
        expect(look("so they ran", over: "so they", screen: "so they went away", heard: 100), "so they", settled: 2, confirmed: 2, held: 2)
    }

    @Test func whatWasSettledStays() {
        expect(look("so they went", over: "so they", screen: "so they", heard: 30, fixed: 2), "so they went", settled: 2, confirmed: 2, held: 2)
        expect(RefreshedText(unconfirmed: text("so they went"), fixed: 2), "so they went", settled: 2, confirmed: 2, held: 2)
    }
}
