import Speech
import Testing

/// What a look back settles, shows, and leaves until it says it again.
struct RefreshedTextTests {
    /// Words of one token and ten frames each.
    private func text(_ text: String) -> RefreshedText.Text {
        let words = text.split(separator: " ").enumerated().map { index, word in
            TimedWord(text: String(word), joined: false, tokens: index..<(index + 1), start: 10 * index, end: 10 * (index + 1), confidence: 0.9)
        }
        return RefreshedText.Text(words.indices.map { Int64(100 * words.count + $0) }, words)
    }

    private func line(_ refreshed: RefreshedText) -> String { WordBuilder.join(refreshed.text.words) }

    @Test func whatTheTextSaidTooIsSettledHalfASecondBehindTheOpenEnd() {
        let refreshed = RefreshedText(text("we are all going there"), over: text("We are all going"), shown: 4, before: [], heard: 55, fixed: 0)
        #expect(line(refreshed) == "we are all going there")
        // Up to frame 30; the hops leave alone what ends by frame 45.
        #expect((refreshed.settled, refreshed.confirmed, refreshed.held) == (3, 3, 4))
    }

    @Test func whatIsNotOnTheScreenYetIsShownAtOnceAndSettledWhenItIsSaidAgain() {
        let first = RefreshedText(text("it was the epoch of belief"), over: text("it was the epo"), shown: 3, before: [], heard: 85, fixed: 0)
        #expect(line(first) == "it was the epoch of belief")
        #expect((first.settled, first.confirmed, first.held) == (3, 6, 6))
        let second = RefreshedText(text("it was the epoch of belief it"), over: first.text, shown: 6, before: first.text.words, heard: 95, fixed: first.settled)
        #expect(second.settled == 6)
    }

    @Test func whatIsOnTheScreenStaysUntilTwoLooksBackSayAnother() {
        let shown = text("the spring of hope it")
        let first = RefreshedText(text("the string of hope it was"), over: shown, shown: 4, before: [], heard: 85, fixed: 0)
        #expect(line(first) == "the spring of hope it")
        #expect((first.settled, first.confirmed, first.held) == (1, 1, 5))
        // It thinks better of it,
        let again = RefreshedText(text("the spring of hope it was"), over: shown, shown: 4, before: text("the string of hope it was").words, heard: 85, fixed: 1)
        #expect((again.settled, line(again)) == (5, "the spring of hope it was"))
        // or says it again.
        let changed = RefreshedText(text("the string of hope it was"), over: shown, shown: 4, before: text("the string of hope it").words, heard: 85, fixed: 1)
        #expect((changed.settled, line(changed)) == (5, "the string of hope it was"))
    }

    @Test func aTextOnTheScreenDoesNotGiveWayToNothing() {
        let refreshed = RefreshedText(text("so they"), over: text("so they went away"), shown: 3, before: [], heard: 100, fixed: 0)
        #expect((refreshed.settled, line(refreshed)) == (2, "so they went away"))
    }

    @Test func whatWasSettledStays() {
        #expect(RefreshedText(text("so they went"), over: text("so they"), shown: 2, before: [], heard: 30, fixed: 2).settled == 2)
        let nothing = RefreshedText(unconfirmed: text("so they went"), fixed: 2)
        #expect((line(nothing), nothing.settled, nothing.confirmed, nothing.held) == ("so they went", 2, 2, 2))
    }
}
