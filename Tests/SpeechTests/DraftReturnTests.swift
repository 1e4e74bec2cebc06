import Testing

@testable import Speech

/// Where a draft is taken up again: by hand.
@Suite struct DraftReturnTests {
    /// The draft says 1 … 20; the text left it at its fourth token.
    private var back = DraftReturn(Array(1...20), leftAt: 3)

    @Test mutating func oneOtherTokenAndThenTheDraftsOwn() {
        #expect(back.guess(after: [1, 2, 3, 99], count: 7) == [])
        #expect(back.guess(after: [1, 2, 3, 99, 5], count: 7) == [6, 7, 8, 9, 10, 11, 12])
        // All seven were right, and so is the next.
        back.confirm(7)
        #expect(back.guess(after: [1, 2, 3, 99] + Array(5...13), count: 7) == [14, 15, 16, 17, 18, 19, 20])
        back.confirm(7)
        #expect(back.guess(after: [20, 21], count: 7) == [])
    }

    @Test mutating func tokensThatTheDraftHasBesides() {
        // 4, 5, 6 are not in the text: two tokens in a row tell.
        #expect(back.guess(after: [1, 2, 3, 7], count: 7) == [])
        #expect(back.guess(after: [1, 2, 3, 7, 8], count: 3) == [9, 10, 11])
    }

    @Test mutating func tokensThatTheDraftDoesNotHave() {
        #expect(back.guess(after: [1, 2, 3, 97], count: 7) == [])
        #expect(back.guess(after: [1, 2, 3, 97, 98], count: 7) == [])
        #expect(back.guess(after: [1, 2, 3, 97, 98, 4], count: 7) == [])
        #expect(back.guess(after: [1, 2, 3, 97, 98, 4, 5], count: 7) == [6, 7, 8, 9, 10, 11, 12])
    }

    @Test mutating func aGuessThatBreaksOff() {
        #expect(back.guess(after: [99], count: 7) == [])
        #expect(back.guess(after: [99, 5], count: 7).count == 7)
        back.confirm(2)
        // 8 was guessed and 88 came: the draft would go on with 9.
        #expect(back.guess(after: [99, 5, 6, 7, 88], count: 7) == [])
        #expect(back.guess(after: [99, 5, 6, 7, 88, 9], count: 2) == [10, 11])
    }

    @Test func noDraft() {
        var none = DraftReturn([], leftAt: 0)
        #expect(none.guess(after: [1], count: 7) == [] && none.guess(after: [1, 2], count: 7) == [])
    }
}
