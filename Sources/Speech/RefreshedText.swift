/// What a look back over an open utterance made of its text.
///
/// Over an open end the full-context transformer, too, mishears, or begins anew ("Agent login. Agent login."), and knows better half a second later. So where it leaves what is on the screen,
/// somebody has to second it: the text before it, or the look back before. Else a word would change there and back. What is not on the screen yet is its to say at once.
package struct RefreshedText {
    /// Frames at the open end about which nothing is confirmed yet: half a second.
    private static let openEnd = 25
    /// Frames at the open end about which the next hops may know better: what was cut off was not understood.
    static let unheard = 10

    /// A text and its words.
    package struct Text {
        package var tokens: [Int64]
        package var words: [TimedWord]

        package init(_ tokens: [Int64], _ words: [TimedWord]) {
            self.tokens = tokens
            self.words = words
        }
    }

    /// The next hop's draft: what the look back says, or the text before it, which stays.
    package private(set) var text: Text
    /// Leading tokens that are settled: nothing changes them any more.
    package private(set) var settled: Int
    /// Leading tokens that are fit to be shown, though the next look back may say otherwise.
    package private(set) var confirmed: Int
    /// Leading tokens that the hops leave alone until the next look back.
    package private(set) var held: Int

    /// Nothing but what was `fixed` before.
    package init(unconfirmed text: Text, fixed: Int) {
        self.text = text
        settled = fixed
        confirmed = fixed
        held = fixed
    }

    /// - Parameters:
    ///   - text: what the look back says.
    ///   - draft: what it began from, of which the hops leave `held` leading tokens alone.
    ///   - screen: the words on the screen, which may be older than the draft.
    ///   - before: the words of the look back before.
    ///   - heard: frames of sound so far.
    ///   - fixed: leading tokens that were settled before.
    package init(_ text: Text, over draft: Text, held: Int, screen: [TimedWord], before: [TimedWord], heard: Int, fixed: Int) {
        let (kept, same) = (text.words.common(with: screen), text.words.common(with: draft.words))
        let seconded = max(same, text.words.common(with: before))
        let stays = kept < screen.count && seconded <= kept
        self.text = stays ? draft : text
        let words = self.text.words
        func tokens(ofFirst count: Int, endingBy frame: Int) -> Int { max(fixed, Array(words.prefix(count)).tokens(endingBy: frame)) }
        settled = tokens(ofFirst: stays ? same : seconded, endingBy: heard - Self.openEnd)
        // Once one of its words is seconded, the rest of its text is taken too: words that go and come again are worse than a second one that changes.
        confirmed = stays ? settled : tokens(ofFirst: words.count, endingBy: heard - Self.openEnd)
        self.held = stays ? max(settled, held) : tokens(ofFirst: words.count, endingBy: heard - Self.unheard)
    }
}
