import Speech
import Testing

/// Where a draft is taken up again: by hand.
@Suite struct DraftReturnTests {
    /// The draft says 1 … 20; the text left it at its fourth token.
    private var back = DraftReturn(Array(1...20), leftAt: 3)

    @Test mutating func oneOtherTokenAndThenTheDraftsOwn() {
        #expect(back.guess(after: [1, 2, 3, 99]) == [5, 6, 7])
        back.confirm(3)
        #expect(back.guess(after: [1, 2, 3, 99, 5, 6, 7, 8]) == [9, 10, 11, 12, 13, 14, 15])
        // All seven were right, and so is the next.
        back.confirm(7)
        #expect(back.guess(after: [1, 2, 3, 99] + Array(5...16)) == [17, 18, 19, 20])
        back.confirm(4)
        #expect(back.guess(after: [20, 21]) == [])
    }

    @Test mutating func tokensThatTheDraftHasBesides() {
        // 4, 5, 6 are not in the text: two tokens in a row tell.
        #expect(back.guess(after: [1, 2, 3, 7]) == [5, 6, 7])
        #expect(back.guess(after: [1, 2, 3, 7, 8]) == [9, 10, 11, 12, 13, 14, 15])
    }

    @Test mutating func tokensThatTheDraftDoesNotHave() {
        #expect(back.guess(after: [1, 2, 3, 97]) == [5, 6, 7])
        #expect(back.guess(after: [1, 2, 3, 97, 98]) == [6, 7, 8])
        #expect(back.guess(after: [1, 2, 3, 97, 98, 4]) == [7, 8, 9])
        #expect(back.guess(after: [1, 2, 3, 97, 98, 4, 5]) == [6, 7, 8, 9, 10, 11, 12])
    }

    @Test mutating func aGuessThatBreaksOff() {
        #expect(back.guess(after: [99]) == [5, 6, 7])
        back.confirm(2)
        // 7 was guessed and 77 came: the draft would go on with 8.
        #expect(back.guess(after: [99, 5, 6, 77]) == [8, 9, 10])
    }

    @Test mutating func aTextThatGoesOnLongAfterTheDraft() {
        for length in 17...60 { #expect(back.guess(after: Array(100..<100 + Int64(length))).count == max(0, min(3, 16 - (length - 17)))) }
    }

    @Test func noDraft() {
        var none = DraftReturn([], leftAt: 0)
        #expect(none.guess(after: [1]) == [] && none.guess(after: [1, 2]) == [])
    }
}
