private import Foundation

/// The sentences of a text that the others bear out most: TextRank (Mihalcea and Tarau, 2004), PageRank over sentences that are alike.
package enum TextRank {
    /// The authors' damping; rounds end when nothing moves any more.
    private static let damping = 0.85

    /// Cosines above the mean are about a tenth, shared words about a half.
    private static let meaningWeight = 3.0

    /// How central each sentence is; all together 1.
    ///
    /// - Parameter similarity: of two sentences by their positions, not negative, the same both ways; asked once a pair.
    package static func scores(_ count: Int, similarity: (Int, Int) -> Double) -> [Double] {
        guard count > 1 else { return [Double](repeating: 1, count: count) }
        var weights = [Double](repeating: 0, count: count * count)
        for left in 0..<count {
            for right in left + 1..<count {
                let weight = similarity(left, right)
                guard weight > 0, weight.isFinite else { continue }
                weights[left * count + right] = weight
                weights[right * count + left] = weight
            }
        }
        let sums = (0..<count).map { weights[$0 * count..<($0 + 1) * count].reduce(0, +) }
        var scores = [Double](repeating: 1 / Double(count), count: count)
        for _ in 0..<100 {
            // What sentences without a likeness have is everybody's.
            let loose = (0..<count).reduce(0) { sums[$1] > 0 ? $0 : $0 + scores[$1] }
            var next = [Double](repeating: (1 - damping + damping * loose) / Double(count), count: count)
            for from in 0..<count where sums[from] > 0 {
                let share = damping * scores[from] / sums[from]
                for to in 0..<count { next[to] += share * weights[from * count + to] }
            }
            let moved = zip(scores, next).reduce(0) { $0 + abs($1.0 - $1.1) }
            scores = next
            if moved < 1e-9 { break }
        }
        return scores
    }

    /// Positions of the best sentences, in the text's order. The same text gives the same choice: of equals the earlier one. What repeats a chosen sentence is passed over while there is
    /// anything else.
    ///
    /// - Parameters:
    ///   - characters: of all chosen sentences together, at most; the best one is chosen in any case.
    ///   - meaning: how alike two sentences are beyond their words, 0 and above; nil: by their words alone. A greeting means much the same as any sentence beside it and shares no word with one: so both count.
    package static func choose(_ count: Int, of sentences: [String], characters: Int = .max, meaning: ((Int, Int) -> Double)? = nil) -> [Int] {
        let words = sentences.map { Set(ContentWords.of($0).map(stem)) }
        let scores = scores(sentences.count) { overlap(words[$0], words[$1]) + meaningWeight * (meaning?($0, $1) ?? 0) }
        // Scores that differ by rounding alone are equal.
        let rank = sentences.indices.sorted { (-(scores[$0] * 1e9).rounded(), $0) < (-(scores[$1] * 1e9).rounded(), $1) }
        var chosen: [Int] = [], repeats: [Int] = [], left = characters
        func take(_ index: Int) {
            guard chosen.count < count, chosen.isEmpty || sentences[index].count <= left else { return }
            chosen.append(index)
            left -= min(left, sentences[index].count)
        }
        for index in rank {
            if chosen.contains(where: { isRepeated(words[index], words[$0]) }) { repeats.append(index) } else { take(index) }
        }
        for index in repeats { take(index) }
        return chosen.sorted()
    }

    /// The likeness of sentences by their vectors: the cosine, as far as it is above that of any two. (Vectors of a language model all point roughly one way.)
    package static func similarity(of vectors: [[Float]]) -> (Int, Int) -> Double {
        func dot(_ left: [Float], _ right: [Float]) -> Double { Double(zip(left, right).reduce(Float(0)) { $0 + $1.0 * $1.1 }) }
        // Of the sum of vectors, each once with each: the mean without looking at all pairs.
        let count = Double(vectors.count)
        var sum = [Float](repeating: 0, count: vectors.first?.count ?? 0)
        for vector in vectors { for index in sum.indices { sum[index] += vector[index] } }
        let pairs = max(1, count * (count - 1))
        let mean = (dot(sum, sum) - vectors.reduce(0) { $0 + dot($1, $1) }) / pairs
        return { max(0, dot(vectors[$0], vectors[$1]) - mean) }
    }

    /// Shared words, less for long sentences: the paper's measure.
    private static func overlap(_ left: Set<String>, _ right: Set<String>) -> Double {
        let shared = Double(left.intersection(right).count)
        return shared == 0 ? 0 : shared / (log(Double(left.count) + 1) + log(Double(right.count) + 1))
    }

    private static func isRepeated(_ left: Set<String>, _ right: Set<String>) -> Bool {
        left == right || left.intersection(right).count * 10 >= max(1, min(left.count, right.count)) * 9
    }

    private static func stem(_ word: String) -> String {
        word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us") ? String(word.dropLast()) : word
    }
}
