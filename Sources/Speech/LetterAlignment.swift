/// When the words of a text were spoken: the likeliest way in which its letters follow one another over the head's posteriors.
///
/// The head alone reads too badly to write (Documentation/speech.md has the figures). Where the text is known, it hears where each letter is, within a frame or two.
/// Attention looks at a word from a tenth of a second and more before it, and more or less so from voice to voice.
package enum LetterAlignment {
    /// A state of the path that no letter stands for costs this much a frame more than the likeliest symbol: sound that nobody can spell, or
    /// what follows a text that is not whole yet.
    private static let unspelt: Float = 0.5
    /// A text that is so much less likely than the likeliest symbols, for each of its letters (natural log), is not what was spoken. 26 recorded prompts with their own
    /// texts: 0.7 (median) and 2.1 at most; with one another's: 5.1 at least.
    private static let hopeless: Float = 4

    private enum Kind { case blank, symbol(Int), unspelt }

    /// The states of the path, in order; `word` is the word that a state belongs to, −1 for none.
    private struct States {
        var kinds: [Kind] = [.blank]
        var words: [Int] = [-1]
        /// Whether a path may come from two states before: over a blank between two different symbols.
        var mayLeap: [Bool] = [false]
        var letters = 0

        mutating func add(_ kind: Kind, word: Int) {
            if let last = kinds.dropLast().last, case .symbol(let before) = last, case .symbol(let now) = kind, before == now {
                mayLeap.append(false)
            } else {
                mayLeap.append(kinds.count >= 2)
            }
            kinds.append(kind)
            words.append(word)
            kinds.append(.blank)
            words.append(-1)
            mayLeap.append(false)
            letters += 1
        }
    }

    /// Frames of each word; nil where the text does not fit the sound, or there is no sound for so many letters.
    ///
    /// - Parameters:
    ///   - heard: frames that hold the sound.
    ///   - isOpen: the sound goes on behind the text.
    package static func spans(of words: [String], in rows: LetterRows, heard: Int, isOpen: Bool) -> [Range<Int>]? {
        let frames = min(heard, rows.frames)
        guard !words.isEmpty, frames > 0 else { return nil }
        var states = States()
        for (index, word) in words.enumerated() {
            if index > 0 { states.add(.symbol(rows.table.delimiter), word: -1) }
            guard let letters = rows.table.spelling(of: word) else {
                states.add(.unspelt, word: index)
                continue
            }
            for letter in letters { states.add(.symbol(letter), word: index) }
        }
        // Where nothing is spelt, nothing is known.
        guard states.kinds.contains(where: { if case .symbol(let id) = $0 { id != rows.table.delimiter } else { false } }) else { return nil }
        if isOpen {
            states.add(.unspelt, word: -1)
            states.letters -= 1
        }
        guard let path = path(states, rows, frames: frames, isOpen: isOpen) else { return nil }
        var spans = [Range<Int>?](repeating: nil, count: words.count)
        for (frame, state) in path.enumerated() where states.words[state] >= 0 {
            let word = states.words[state]
            spans[word] = (spans[word]?.lowerBound ?? frame)..<(frame + 1)
        }
        let found = spans.compactMap(\.self)
        return found.count == words.count ? found : nil
    }

    /// The state at each frame on the likeliest path; nil where there is none, or a bad one only.
    private static func path(_ states: States, _ rows: LetterRows, frames: Int, isOpen: Bool) -> [Int]? {
        let count = states.kinds.count
        let symbols = rows.table.count
        // States from which the path went on, by frame: 0 stays, 1 from the state before, 2 from two before.
        var steps = [UInt8](repeating: 0, count: frames * count)
        var scores = [Float](repeating: -.infinity, count: count)
        var next = scores
        var likeliest: Float = 0
        rows.values.withUnsafeBufferPointer { values in
            for frame in 0..<frames {
                let row = UnsafeBufferPointer(rebasing: values[(frame * symbols)..<((frame + 1) * symbols)])
                let highest = row.max() ?? 0
                likeliest += highest
                for state in 0..<count {
                    var best: Float = frame == 0 ? (state <= 1 ? 0 : -.infinity) : scores[state]
                    var step: UInt8 = 0
                    if frame > 0 {
                        if state >= 1, scores[state - 1] > best { (best, step) = (scores[state - 1], 1) }
                        if states.mayLeap[state], scores[state - 2] > best { (best, step) = (scores[state - 2], 2) }
                    }
                    let here =
                        switch states.kinds[state] {
                        case .blank: row[rows.table.blank]
                        case .symbol(let id): row[id]
                        case .unspelt: highest - unspelt
                        }
                    next[state] = best + here
                    steps[frame * count + state] = step
                }
                swap(&scores, &next)
            }
        }
        // The end is the last state or the blank behind it; an open text may also end with its sound.
        let ends = (count - (isOpen ? 4 : 2)..<count).filter { $0 >= 0 }
        guard let end = ends.max(by: { scores[$0] < scores[$1] }), scores[end].isFinite, likeliest - scores[end] < hopeless * Float(states.letters) else { return nil }
        var path = [Int](repeating: 0, count: frames)
        var state = end
        for frame in stride(from: frames - 1, through: 0, by: -1) {
            path[frame] = state
            state -= Int(steps[frame * count + state])
        }
        return path
    }
}
