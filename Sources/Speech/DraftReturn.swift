/// Where a draft may go on after a text that left it.
///
/// The first pass's text is mostly right behind a word that is wrong, too. As soon as the text says again what the draft says, the draft's next tokens are a guess that one call verifies
/// for all of them; what is wrong of a guess costs nothing but that call.
struct DraftReturn {
    private let draft: [Int64]
    /// Where the draft would go on if the text had put one token for each of its own.
    private var place: Int

    /// Places before and behind at which the draft is looked for again.
    private static let window = 8

    /// - Parameter place: the first of the draft's tokens that the text does not have.
    init(_ draft: [Int64], leftAt place: Int) {
        self.draft = draft
        self.place = place
    }

    /// The draft's next tokens, at most `count`, after one more token that was not guessed: where that token is the draft's own at its place, or the last two are at another; else none.
    mutating func guess(after text: [Int64], count: Int) -> ArraySlice<Int64> {
        place += 1
        guard let last = text.last, !draft.isEmpty else { return [] }
        if place <= draft.count, draft[place - 1] == last { return draft[place...].prefix(count) }
        guard text.count >= 2 else { return [] }
        let candidates = max(2, place - Self.window)..<max(2, min(draft.count, place + Self.window) + 1)
        let found = candidates.filter { $0 <= draft.count && draft[$0 - 1] == last && draft[$0 - 2] == text[text.count - 2] }
        guard let nearest = found.min(by: { abs($0 - place) < abs($1 - place) }) else { return [] }
        place = nearest
        return draft[place...].prefix(count)
    }

    /// That many tokens of the last guess were right.
    mutating func confirm(_ count: Int) { place += count }
}
