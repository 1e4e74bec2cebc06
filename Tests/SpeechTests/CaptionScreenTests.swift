import Foundation
import Speech
import Testing

/// What of a hypothesis is on the screen, hop by hop; a word in capitals is one that the decoder is sure of, one with a capital is fairly likely.
struct CaptionScreenTests {
    private var screen = CaptionScreen()

    /// One hop: words of `length` frames each, the last one ending `open` frames before the open end.
    private mutating func hop(_ text: String, length: Int = 16, open: Int = 8, confirmed: Int = 0, isQuiet: Bool = false, isCutOff: Bool = false) -> String {
        let parts = text.split(separator: " ").map(String.init)
        let words = parts.enumerated().map { index, part in
            TimedWord(
                text: part.lowercased(), joined: false, tokens: index..<(index + 1), start: index * length, end: (index + 1) * length,
                confidence: part == part.uppercased() ? 0.8 : part == part.capitalized ? 0.6 : 0.3)
        }
        return screen.update(words, heard: parts.count * length + open, confirmed: confirmed, isQuiet: isQuiet, isCutOff: isCutOff).map(\.text).joined(separator: " ")
    }

    @Test mutating func aSureWordIsShownAtOnceADoubtfulOneWhenItStoodInThreeHops() {
        #expect(hop("IT was") == "it")
        #expect(hop("IT was") == "it")
        #expect(hop("IT was") == "it was")
    }

    @Test mutating func aFairlyLikelyWordStandsInTwo() {
        #expect(hop("IT Was", open: 2) == "it")
        #expect(hop("IT Was", open: 2) == "it was")
    }

    @Test mutating func aWordThatChangedStandsAnew() {
        #expect(hop("IT was") == "it")
        #expect(hop("IT has") == "it")
        #expect(hop("IT was") == "it")
        #expect(hop("IT was") == "it")
        #expect(hop("IT was") == "it was")
    }

    @Test mutating func aFairlyLikelyWordIsShownOnceAnotherFollows() {
        #expect(hop("IT Was") == "it")
        screen = CaptionScreen()
        #expect(hop("IT Was the") == "it was")
        screen = CaptionScreen()
        #expect(hop("IT was the") == "it")
    }

    @Test mutating func aFollowedWordWaitsNearTheOpenEndToo() {
        #expect(hop("IT WAS a", length: 3, open: 1) == "it")
        screen = CaptionScreen()
        #expect(hop("IT WAS a", length: 3, open: 2) == "it was")
    }

    @Test mutating func nothingIsShownBehindADoubtfulWord() {
        #expect(hop("IT conf THE") == "it")
        #expect(hop("IT conference THE") == "it")
        #expect(hop("IT conference THE END") == "it")
        #expect(hop("IT conference THE END") == "it conference the end")
    }

    @Test mutating func aWordAtTheOpenEndWaits() {
        #expect(hop("IT WAS", open: 7) == "it")
        screen = CaptionScreen()
        #expect(hop("IT WAS", open: 8) == "it was")
    }

    @Test mutating func aWordThatIsCutOffWaits() {
        #expect(hop("YOUR PASS", isCutOff: true) == "your")
        #expect(hop("YOUR PASSWORD") == "your password")
        #expect(hop("YOUR PASSWORD IS IN", isCutOff: true) == "your password is")
        #expect(hop("YOUR PASSWORD IS IN", isQuiet: true, isCutOff: true) == "your password is in")
    }

    @Test mutating func inAPauseEverythingIsShown() {
        #expect(hop("it was", open: 0, isQuiet: true) == "it was")
    }

    @Test mutating func aShownWordGivesWayToTheSecondHopThatSaysSo() {
        #expect(hop("IT WAS") == "it was")
        #expect(hop("IT HAS") == "it was")
        #expect(hop("IT WAS") == "it was")
        #expect(hop("IT HAS") == "it was")
        #expect(hop("IT HAS BEEN") == "it has been")
    }

    @Test mutating func aTextThatOnlyGetsShorterStays() {
        #expect(hop("IT WAS THE") == "it was the")
        #expect(hop("IT") == "it was the")
        #expect(hop("IT was") == "it was the")
        #expect(hop("IT was A") == "it was the")
        #expect(hop("IT was A") == "it was a")
    }

    @Test mutating func aPauseSettlesIt() {
        #expect(hop("IT WAS THE") == "it was the")
        #expect(hop("IT WAS", isQuiet: true) == "it was")
    }

    @Test mutating func confirmedWordsAreShownAtOnce() {
        #expect(hop("IT WAS") == "it was")
        #expect(hop("it has been", confirmed: 2) == "it has")
    }
}
