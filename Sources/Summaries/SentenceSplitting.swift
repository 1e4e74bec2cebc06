/// Takes a text apart into sentences: English and its like by spaces and capitals, Chinese and Japanese by their own marks.
package enum SentenceSplitting {
    /// Trimmed, in their order; nothing but white space is lost.
    package static func sentences(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line(Array($0)) }
    }

    private static func line(_ characters: [Character]) -> [String] {
        var sentences: [String] = []
        var start = 0, index = 0
        while index < characters.count {
            guard ends.contains(characters[index]) else {
                index += 1
                continue
            }
            let first = index
            while index < characters.count, ends.contains(characters[index]) { index += 1 }
            let marks = characters[first..<index]
            let unquoted = index
            while index < characters.count, closing.contains(characters[index]) { index += 1 }
            if isEnd(characters, start, first, marks, after: index, quoted: index > unquoted) {
                sentences.append(String(characters[start..<index]))
                start = index
            }
        }
        sentences.append(String(characters[start...]))
        return sentences.map(trimmed).filter { !$0.isEmpty }
    }

    private static let ends: Set<Character> = [".", "!", "?", "…", "。", "！", "？", "｡", "।", "؟"]
    private static let closing: Set<Character> = ["\"", "'", "”", "’", ")", "]", "」", "』", "）", "》", "】", "»"]

    /// - Parameters:
    ///   - start: of the sentence.
    ///   - mark: of the first end mark.
    ///   - next: the place behind the marks and what closes behind them.
    private static func isEnd(_ text: [Character], _ start: Int, _ mark: Int, _ marks: ArraySlice<Character>, after next: Int, quoted: Bool) -> Bool {
        guard next < text.count else { return true }
        if marks.contains(where: { "。！？｡".contains($0) }) { return !(quoted && goesOn(text[next...])) }
        let follower = text[next...].first { !$0.isWhitespace }
        guard let follower else { return true }
        let spaced = text[next].isWhitespace
        // 3.5, example.com, and "Really?" said in Chinese without a space.
        guard spaced || follower.isIdeograph && !marks.allSatisfy({ $0 == "." }) || isOpening(follower) && !marks.allSatisfy({ $0 == "." }) else {
            return !marks.allSatisfy { $0 == "." } && !follower.isLowercase && !follower.isNumber && !",;:，；：、".contains(follower)
        }
        // Behind a quotation or a trailing thought the sentence may go on.
        if follower.isLowercase { return !quoted && marks.contains { $0 == "!" || $0 == "?" || $0 == "؟" } }
        guard marks.count == 1, marks.first == "." else { return true }
        return !isAbbreviation(text, start, mark)
    }

    /// “好。”他说
    private static func goesOn(_ rest: ArraySlice<Character>) -> Bool {
        let head = Array(rest.prefix(4))
        guard let first = head.first else { return false }
        if "，、；：".contains(first) { return true }
        return "他她我".contains(first) && head.dropFirst().contains { "说說问問道答喊".contains($0) }
    }

    private static func isOpening(_ character: Character) -> Bool { "\"'“‘「『（(《【«".contains(character) }

    /// Whether the dot belongs to the word before it.
    private static func isAbbreviation(_ text: [Character], _ start: Int, _ mark: Int) -> Bool {
        var begin = mark
        while begin > start, !text[begin - 1].isWhitespace, !isOpening(text[begin - 1]) { begin -= 1 }
        let word = String(text[begin..<mark])
        let isFirst = text[start..<begin].allSatisfy { $0.isWhitespace || isOpening($0) }
        // "1. Open the door."
        if isFirst, word.count <= 2, word.allSatisfy(\.isNumber) { return true }
        // J. Smith, but: so do I.
        if word.count == 1, word.first!.isUppercase, word != "I" { return true }
        if neverLast.contains(word.lowercased()) { return true }
        // U.S. Senate, e.g. Monday; but a.m. and p.m. often stand last, and then a capital follows.
        return word.contains(".") && word.split(separator: ".").allSatisfy { $0.count <= 2 && $0.allSatisfy(\.isLetter) } && !["a.m", "p.m"].contains(word.lowercased())
    }

    /// Abbreviations that stand before a name or a number.
    private static let neverLast: Set = [
        "mr", "mrs", "ms", "mx", "dr", "prof", "st", "mt", "gen", "col", "lt", "sgt", "capt", "rep", "sen", "gov", "rev", "hon", "pres", "messrs", "mme", "mlle", "vs", "no", "nos", "fig",
        "figs", "eq", "vol", "pp", "ch", "sec", "approx", "ca", "cf", "jan", "feb", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "hr", "nr", "bzw", "z.b", "d.h",
    ]

    private static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }), let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[first...last])
    }
}
