/// The name that somebody who wrote `word` probably meant: the fewest edits away, and few enough to be no accident.
func nearestName(to word: String, among names: [String]) -> String? {
    let best = names.map { (name: $0, edits: editDistance(word.lowercased(), $0)) }.min { $0.edits < $1.edits }
    guard let best, best.edits <= max(2, best.name.count / 3) else { return nil }
    return best.name
}

/// Levenshtein distance: insertions, deletions and replacements of one character.
func editDistance(_ one: String, _ other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (index, character) in one.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in other.indices {
            let replaced = diagonal + (character == other[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
        }
    }
    return row[other.count]
}
