/// What a look back over an open utterance made of its text.
///
/// Over an open end the full-context transformer, too, mishears, or begins anew ("Agent login. Agent login."), and knows better half a second later. So what it says otherwise than the screen
/// waits until it says it again: else a word would change there and back. What is not on the screen yet is its to say at once.
package struct RefreshedText {
    /// Frames at the open end about which nothing is confirmed yet: half a second.
    private static let openEnd = 25
    /// Frames at the open end about which the next hops may know better: what was cut off was not understood.
    static let unheard = 10

    /// A text and its words.
    package struct Text {
        package var tokens: [Int64]
        package var words: [TimedWord]

        package init(_ tokens: [Int64] = [], _ words: [TimedWord] = []) {
            self.tokens = tokens
            self.words = words
        }
    }

    /// The text of all sound so far: the next hop's draft.
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
    ///   - draft: what it began from, of which `shown` leading words are on the screen.
    ///   - before: the words of the look back before.
    ///   - heard: frames of sound so far.
    ///   - fixed: leading tokens that were settled before.
    package init(_ text: Text, over draft: Text, shown: Int, before: [TimedWord], heard: Int, fixed: Int) {
        let (same, again) = (text.words.common(with: draft.words), text.words.common(with: before))
        let waits = same < min(shown, draft.words.count) && again <= same
        self.text = waits ? draft : text
        let words = self.text.words
        settled = max(fixed, Array(words.prefix(max(same, waits ? 0 : again))).tokens(endingBy: heard - Self.openEnd))
        confirmed = waits ? settled : max(fixed, words.tokens(endingBy: heard - Self.openEnd))
        held = max(fixed, words.tokens(endingBy: heard - Self.unheard))
    }
}
