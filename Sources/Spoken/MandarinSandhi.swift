/// Tones as they are spoken beside others, over the words of a run without a pause.
enum MandarinSandhi {
    static func apply(to words: inout [MandarinWord]) {
        oneAndNot(&words)
        thirds(&words)
    }

    private static let numerals = Set("〇零一二三四五六七八九十幺点".unicodeScalars)

    /// 一 and 不 take the second tone before a fourth; 一 the fourth before the others; both are neutral within V一V, V不V.
    private static func oneAndNot(_ words: inout [MandarinWord]) {
        let places = words.indices.flatMap { word in words[word].characters.indices.map { (word, $0) } }
        for (index, place) in places.enumerated() {
            let character = words[place.0].characters[place.1]
            guard character == "一" || character == "不", words[place.0].syllables[place.1].tone != 5 else { continue }
            let before = index > 0 ? words[places[index - 1].0].characters[places[index - 1].1] : nil
            guard index + 1 < places.count else { continue }
            let next = places[index + 1]
            let after = words[next.0].characters[next.1]
            var tone = words[next.0].syllables[next.1].tone
            // 个 is spoken lightly and counts as what it is.
            if after == "个" { tone = 4 }
            if before == after, !numerals.contains(after) {
                words[place.0].syllables[place.1].tone = 5
            } else if character == "不" {
                if tone == 4 { words[place.0].syllables[place.1].tone = 2 }
            } else if !isOrdinal(before: before, after: after) && !(place.1 > 0 && place.1 == words[place.0].characters.count - 1 && !isDigitBefore(before)) {
                words[place.0].syllables[place.1].tone = tone == 4 ? 2 : 4
            }
        }
    }

    private static func isDigitBefore(_ before: Unicode.Scalar?) -> Bool { before.map { numerals.contains($0) || "百千万亿".unicodeScalars.contains($0) } ?? false }

    /// 第一, 一月, 二零一九: a figure, not "a".
    private static func isOrdinal(before: Unicode.Scalar?, after: Unicode.Scalar) -> Bool {
        if numerals.contains(after) || "月号楼".unicodeScalars.contains(after) { return true }
        return before.map { "第初周期拜".unicodeScalars.contains($0) || ("〇零一二三四五六七八九幺点".unicodeScalars.contains($0) && !"个".unicodeScalars.contains(after)) } ?? false
    }

    /// A third tone before a third becomes a second: within a word always, across words where one of them is a single syllable.
    private static func thirds(_ words: inout [MandarinWord]) {
        for index in words.indices.reversed() {
            let meant = words[index].syllables.map(\.tone)
            guard let last = meant.indices.last else { continue }
            for place in meant.indices.dropLast() where meant[place] == 3 && meant[place + 1] == 3 { words[index].syllables[place].tone = 2 }
            if meant[last] == 3, index + 1 < words.count, words[index + 1].syllables.first?.tone == 3,
                meant.count == 1 || words[index + 1].syllables.count == 1
            {
                words[index].syllables[last].tone = 2
            }
        }
    }
}
