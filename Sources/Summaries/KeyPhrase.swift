/// A title out of the text's own words: its best key phrase.
///
/// RAKE (Rose, Engel, Cramer, Cowley 2010): phrases are what stands between common words and punctuation; a word's score is its degree (the lengths of the phrases that
/// it stands in) over its frequency, and a phrase's the sum of its words'. Here times the phrase's frequency, since speech repeats what it is about. For Chinese: runs of
/// characters between particles, by frequency and length.
package enum KeyPhrase {
    /// Nil when the text has no word that says anything.
    ///
    /// - Parameters:
    ///   - words: most words; characters for Chinese.
    package static func best(in text: String, words limit: Int, characters: Int) -> String? {
        if let repeated = repeatedRun(in: text, characters: characters) { return repeated }
        let phrases = candidates(in: text, words: limit, characters: characters)
        guard !phrases.isEmpty else { return nil }
        var frequency: [String: Int] = [:], degree: [String: Int] = [:], times: [[String]: Int] = [:]
        for phrase in phrases {
            times[phrase.words, default: 0] += 1
            for word in phrase.words {
                frequency[word, default: 0] += 1
                degree[word, default: 0] += phrase.words.count
            }
        }
        func score(_ phrase: Candidate) -> Double {
            let sum = phrase.words.map { Double(degree[$0]!) / Double(frequency[$0]!) * Double(frequency[$0]!).squareRoot() }.reduce(0, +)
            return sum * Double(times[phrase.words]!)
        }
        var best = phrases[0], bestScore = -1.0
        for phrase in phrases {
            let value = score(phrase)
            if value > bestScore { (best, bestScore) = (phrase, value) }
        }
        let shown = best.shown
        return shown.prefix(1).uppercased() + shown.dropFirst()
    }

    /// Characters of Chinese that are looked at for what repeats.
    private static let mostCharacters = 20_000

    /// Of a Chinese text, the run of characters that is said most, a longer one rather than a part of it; nil where nothing repeats.
    private static func repeatedRun(in text: String, characters limit: Int) -> String? {
        var counts: [Substring: Int] = [:]
        var order: [Substring] = []
        var seen = 0
        for case .ideographs(let run) in ContentWords.tokens(of: text) {
            for part in run.split(whereSeparator: ContentWords.particles.contains) where part.count > 1 {
                seen += part.count
                guard seen <= mostCharacters else { break }
                for start in part.indices {
                    for length in 2...max(2, limit) {
                        guard let end = part.index(start, offsetBy: length, limitedBy: part.endIndex) else { break }
                        let piece = part[start..<end]
                        if counts[piece] == nil { order.append(piece) }
                        counts[piece, default: 0] += 1
                    }
                }
            }
        }
        let best = order.filter { counts[$0]! > 1 }.max { left, right in counts[left]! * (left.count - 1) < counts[right]! * (right.count - 1) }
        return best.map(String.init)
    }

    private struct Candidate {
        var words: [String]
        var shown: String
    }

    private static func candidates(in text: String, words limit: Int, characters: Int) -> [Candidate] {
        var found: [Candidate] = []
        var words: [String] = []
        func close() {
            // A longer run has its end in it: the noun stands last.
            let kept = Array(words.suffix(limit))
            if !kept.isEmpty, kept.contains(where: { $0.contains(where: \.isLetter) }) { found.append(Candidate(words: kept, shown: kept.joined(separator: " "))) }
            words = []
        }
        for token in ContentWords.tokens(of: text) {
            switch token {
            case .word(let word) where ContentWords.common.contains(word): close()
            case .word(let word): words.append(word)
            case .end: close()
            case .ideographs(let run):
                close()
                for part in run.split(whereSeparator: ContentWords.particles.contains) where part.count > 1 {
                    let kept = String(part.prefix(characters))
                    found.append(Candidate(words: bigrams(kept), shown: kept))
                }
            }
        }
        close()
        return found
    }

    private static func bigrams(_ text: String) -> [String] {
        let characters = Array(text)
        return (1..<characters.count).map { String([characters[$0 - 1], characters[$0]]) }
    }
}
