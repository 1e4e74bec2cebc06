/// Finds where a text began to go round in circles: a round that repeats the one before it without sound of its own.
package struct LoopCut {
    package let vocabulary: Vocabulary

    package init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// Frames a token at least: a repeated phrase that was really said lies that much later than the first time.
    private static let leastMove = 4

    /// Length of the text before the repeated round; nil when there is none.
    ///
    /// - Parameter fixed: leading tokens that stay whatever they repeat: somebody was told that they would.
    package func start(in decoding: Decoding, fixed: Int = 0) -> Int? {
        // Case and punctuation differ from round to round: words are compared without.
        let (spoken, said) = words(decoding.tokens[...])
        guard let round = Repetition.round(said) else { return nil }
        // People do say things twice: then the sound moves on from the first time to the second.
        let second = spoken.suffix(round)
        let first = spoken.dropLast(round).suffix(round)
        let moves = zip(first, second).map { decoding.peak(row: $1) - decoding.peak(row: $0) }.sorted()
        guard moves[moves.count / 2] < Self.leastMove * round else { return nil }
        return second.first.map { min(max($0, fixed), decoding.tokens.count - 1) }
    }

    /// A log probability with which the end is in question: one in ten.
    private static let doubt: Float = -2.3
    /// Words of the longest round that is looked for: a longer one counts at its second turn anyway.
    private static let longestTurn = 8
    /// Frames: half a second.
    private static let longestWord = 25

    /// Where the text ends when `next` is a token that it has already for the same sound: at the first place between the two where the end was in question. Nil where that is not so.
    ///
    /// Behind the last word, in silence, the decoder likes to begin anew: "saved saved saved". Attention alone does not tell that from digits that were said twice, at which it looks as it
    /// pleases: but in the midst of them the end is out of the question.
    package func turn(before next: Int64, in text: Decoding) -> Int? {
        // Asked for each token of each hop: it looks at the last words only.
        let recent = 3 * Self.longestTurn
        guard text.ends.suffix(recent).contains(where: { $0 > Self.doubt }), !isPunctuation(next) else { return nil }
        let (spoken, before) = words(text.tokens.suffix(recent))
        let said = before + [canonical(next)]
        let now = spoken.count
        func peak(_ word: Int) -> Int { text.peak(row: word < now ? spoken[word] : text.tokens.count) }
        guard var first = spoken.indices.suffix(Self.longestTurn).last(where: { said[$0] == said[now] && abs(peak(now) - peak($0)) < Self.leastMove }) else { return nil }
        // Of turn upon turn it is the first that counts; but what lies a word's length apart was said twice.
        let period = now - first
        while first >= period, said[(first - period + 1)...first].elementsEqual(said[(first + 1)...(first + period)]), peak(first) - peak(first - period) < Self.longestWord * period {
            first -= period
        }
        let end = (spoken[first] + 1...text.tokens.count).first { text.ends[$0] > Self.doubt }
        // A full stop there belongs to what was said.
        return end.map { $0 < text.tokens.count && closes(text.tokens[$0]) ? $0 + 1 : $0 }
    }

    private func closes(_ token: Int64) -> Bool { vocabulary.text([token]).contains { ".?!。？！".contains($0) } && isPunctuation(token) }

    /// The places of the tokens that are no punctuation, and what each says.
    private func words(_ tokens: ArraySlice<Int64>) -> (places: [Int], said: [String]) {
        let places = tokens.indices.filter { !isPunctuation(tokens[$0]) }
        return (places, places.map { canonical(tokens[$0]) })
    }

    package func isPunctuation(_ token: Int64) -> Bool {
        !vocabulary.text([token]).contains { $0.isLetter || $0.isNumber || $0 == "\u{FFFD}" }
    }

    /// What a token says, without case and space; pieces of a character have no text of their own and stand for themselves.
    private func canonical(_ token: Int64) -> String {
        let text = vocabulary.text([token])
        return text.contains("\u{FFFD}") ? "#\(token)" : text.lowercased().filter { !$0.isWhitespace }
    }
}
