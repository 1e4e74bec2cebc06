/// The names most like a wrong one, for error messages.
package enum NearestNames {
    /// The end of a message: "; the nearest of 5 sources: …", or "; there is no source here".
    package static func hint(for wrong: String, among names: [String], what: String) -> String {
        guard !names.isEmpty else { return "; there is no \(what) here" }
        let ranked = names.map { (name: $0, distance: distance(wrong.lowercased(), $0.lowercased())) }
            .sorted { $0.distance < $1.distance }
        let shown = ranked.prefix(3).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return "; the nearest of \(names.count) \(what)\(names.count == 1 ? "" : "s"): \(shown)"
    }

    /// Levenshtein's distance; a name that contains the other counts as near.
    package static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        if !a.isEmpty, a.count < b.count, right.contains(left) { return 1 }
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
