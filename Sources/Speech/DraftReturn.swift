/// Where a draft may go on after a text that left it.
///
/// The first pass's text is mostly right behind a word that is wrong, too: its next tokens are a guess that one call verifies for all of them. What is wrong of a guess costs no more than that (four
/// tokens cost a call a fifth more, eight three fifths).
package struct DraftReturn: Sendable {
    private let draft: [Int64]
    /// Where the draft would go on if the text had put one token for each of its own.
    private var place: Int

    /// Places before and behind at which the draft is looked for again.
    private static let window = 8

    /// - Parameter place: the first of the draft's tokens that the text does not have.
    package init(_ draft: [Int64], leftAt place: Int) {
        self.draft = draft
        self.place = place
    }

    /// Tokens that are guessed where the text says again what the draft says, and where one of them may just be another.
    package static let (sure, unsure) = (7, 3)

    /// The draft's next tokens after one more token that was not guessed.
    package mutating func guess(after text: [Int64]) -> ArraySlice<Int64> {
        place += 1
        guard let last = text.last, !draft.isEmpty else { return [] }
        if place <= draft.count, draft[place - 1] == last { return draft[place...].prefix(Self.sure) }
        let (first, end) = (max(2, place - Self.window), min(draft.count, place + Self.window))
        if text.count >= 2, first <= end {
            // Tokens more or fewer: two in a row tell where.
            let found = (first...end).filter { draft[$0 - 1] == last && draft[$0 - 2] == text[text.count - 2] }
            if let nearest = found.min(by: { abs($0 - place) < abs($1 - place) }) {
                place = nearest
                return draft[place...].prefix(Self.sure)
            }
        }
        return place < draft.count ? draft[place...].prefix(Self.unsure) : []
    }

    /// That many tokens of the last guess were right.
    package mutating func confirm(_ count: Int) { place += count }
}
