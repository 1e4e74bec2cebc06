extension Vocabulary {
    /// Each text token's bytes with its id.
    ///
    /// In a byte-level vocabulary the ids are in the order in which its pairs were merged, so that they serve as ranks.
    package var ranks: [[UInt8]: Int64] {
        var ranks: [[UInt8]: Int64] = [:]
        for token in 0..<endOfText {
            let bytes = bytes(of: token)
            if !bytes.isEmpty { ranks[Array(bytes)] = token }
        }
        return ranks
    }

    /// The tokens as which the decoder writes a text: byte-pair encoding of each word with the space before it.
    package func tokens(of text: String, _ ranks: [[UInt8]: Int64]) -> [Int64] {
        var words: [[UInt8]] = []
        for byte in text.utf8 {
            if words.isEmpty || byte == UInt8(ascii: " ") { words.append([]) }
            words[words.count - 1].append(byte)
        }
        return words.flatMap { merge($0, ranks) }
    }

    /// Merges the pair of neighbours with the lowest rank, as long as there is one.
    private func merge(_ word: [UInt8], _ ranks: [[UInt8]: Int64]) -> [Int64] {
        var pieces = word.map { [$0] }
        while pieces.count > 1 {
            var best: (place: Int, rank: Int64)?
            for place in 0..<(pieces.count - 1) {
                if let rank = ranks[pieces[place] + pieces[place + 1]], rank < best?.rank ?? .max { best = (place, rank) }
            }
            guard let best else { break }
            pieces[best.place] += pieces.remove(at: best.place + 1)
        }
        return pieces.compactMap { ranks[$0] }
    }
}
