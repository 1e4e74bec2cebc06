/// Text → words of syllables, and what stands between them.
enum MandarinReader {
    enum Piece: Equatable {
        case word([MandarinSyllable])
        case mark(Unicode.Scalar)
    }

    static func read(_ text: String) -> [Piece] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var position = 0
        while position < scalars.count {
            var end = position
            while end < scalars.count, scalars[end].isHan { end += 1 }
            if end > position {
                var words = words(scalars[position..<end])
                MandarinSandhi.apply(to: &words)
                pieces += words.map { .word($0.syllables) }
                position = end
            } else {
                if !scalars[position].isSpace { pieces.append(.mark(scalars[position])) }
                position += 1
            }
        }
        return pieces
    }

    /// The words of a run of Chinese characters, read one by one.
    private static func words(_ run: ArraySlice<Unicode.Scalar>) -> [MandarinWord] {
        let entries = run.map(MandarinDictionary.entry)
        let text = entries.map(\.simplified)
        var isBoundary = Array(repeating: false, count: text.count + 1)
        isBoundary[0] = true
        for end in MandarinDictionary.wordEnds(in: text[...]) { isBoundary[end] = true }
        let readings = listed(text, &isBoundary)
        var words: [MandarinWord] = []
        var start = 0
        for end in 1...text.count where isBoundary[end] {
            var word = MandarinWord()
            for place in start..<end {
                let character = text[place]
                var syllable = readings[place] ?? MandarinReadings.usual[character] ?? entries[place].reading ?? MandarinSyllable("", tone: 5)
                if readings[place] == nil, let ruled = MandarinNeighbours.reading(of: place, in: text, word: start..<end) { syllable = ruled }
                word.characters.append(character)
                word.syllables.append(syllable)
            }
            words.append(word)
            start = end
        }
        return curled(words)
    }

    /// The readings that the table of words knows, the longest word first; such a word moves ICU's boundaries.
    ///
    /// A word of the table counts where ICU's words end too, or inside one of them: 在行 is no word in 在|行动. From three characters
    /// on it counts everywhere.
    private static func listed(_ text: [Unicode.Scalar], _ isBoundary: inout [Bool]) -> [MandarinSyllable?] {
        var readings = Array<MandarinSyllable?>(repeating: nil, count: text.count)
        var position = 0
        next: while position < text.count {
            var length = min(MandarinReadings.longest[text[position]] ?? 1, text.count - position)
            while length >= 2 {
                let end = position + length
                if let known = MandarinReadings.words[Array(text[position..<end])] {
                    let isInside = !isBoundary[position + 1..<end].contains(true)
                    if (isBoundary[position] && isBoundary[end]) || isInside || length >= 3 {
                        for (offset, reading) in known.enumerated() { readings[position + offset] = reading ?? plain(text[position + offset]) }
                        if !isInside {
                            for inner in position + 1..<end { isBoundary[inner] = false }
                            isBoundary[position] = true
                            isBoundary[end] = true
                        }
                        position = end
                        continue next
                    }
                }
                length -= 1
            }
            position += 1
        }
        return readings
    }

    /// The usual reading, which a word of the table keeps for its other characters; not of those that rules or erhua decide.
    private static func plain(_ character: Unicode.Scalar) -> MandarinSyllable? {
        "子儿".unicodeScalars.contains(character) ? nil : MandarinReadings.usual[character] ?? MandarinDictionary.entry(character).reading
    }

    /// Erhua: 儿 after certain syllables curls them.
    private static func curled(_ words: [MandarinWord]) -> [MandarinWord] {
        var result: [MandarinWord] = []
        for (index, word) in words.enumerated() {
            var curled = MandarinWord()
            for (place, character) in word.characters.enumerated() {
                let before = curled.characters.last ?? (place == 0 ? result.last?.characters.last : nil)
                let after = place + 1 < word.characters.count ? word.characters[place + 1] : index + 1 < words.count ? words[index + 1].characters[0] : nil
                if character == "儿", let before, MandarinNeighbours.isCurled(before, then: after) {
                    if curled.syllables.isEmpty {
                        result[result.count - 1].syllables[result[result.count - 1].syllables.count - 1].rhotic = true
                    } else {
                        curled.syllables[curled.syllables.count - 1].rhotic = true
                    }
                    continue
                }
                curled.characters.append(character)
                curled.syllables.append(word.syllables[place])
            }
            if !curled.characters.isEmpty { result.append(curled) }
        }
        return result
    }
}

struct MandarinWord {
    var characters: [Unicode.Scalar] = []
    /// One for each character; the 儿 of erhua is no character of its own.
    var syllables: [MandarinSyllable] = []
}
