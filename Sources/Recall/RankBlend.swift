/// Several rankings as one: reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). It asks for no scores that could be compared, and those of words and of meaning cannot.
enum RankBlend {
    /// The authors' constant: how little the first places differ.
    private static let constant = 60.0

    /// Ids with their scores, best first; of equals, the greater id.
    static func blend(_ rankings: [[Int64]]) -> [(Int64, Double)] {
        var scores: [Int64: Double] = [:]
        for ranking in rankings {
            for (place, id) in ranking.enumerated() { scores[id, default: 0] += 1 / (constant + Double(place + 1)) }
        }
        return scores.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
