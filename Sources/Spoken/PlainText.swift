/// Text without what nobody reads aloud: emoji, the marks of Markdown, invisible characters; full-width letters and figures as
/// usual ones.
enum PlainText {
    static func of(_ text: String) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.unicodeScalars.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            // Full-width forms: letters, figures and what belongs to figures. The comma and its kin stay Chinese.
            case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF03...0xFF07, 0xFF0A, 0xFF0B, 0xFF0D...0xFF0F, 0xFF1C...0xFF1E, 0xFF20:
                result.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
            case 0xFFE5: result.append("¥")
            case 0x3000, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x09: result.append(" ")
            case 0x0D: continue
            case 0x2028, 0x2029, 0x0B, 0x0C: result.append("\n")
            // Joiners, direction marks, variation selectors, the keycap, soft hyphens, tags, control characters.
            case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0x20E3, 0xAD, 0xFEFF, 0xE0000...0xE0FFF, 0...0x08, 0x0E...0x1F, 0x7F...0x9F:
                continue
            case _ where isPictograph(scalar): result.append(" ")
            default: result.append(scalar)
            }
        }
        return withoutMarkdown(result)
    }

    /// Emoji and dingbats; not the arrows and signs that have names in `symbols`.
    private static func isPictograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1F000...0x1FAFF, 0x2600...0x27BF, 0x2B00...0x2BFF, 0x2300...0x23FF, 0x25A0...0x25FF, 0x2500...0x257F: true
        default: false
        }
    }

    /// Line by line: headings, lists, quotes, rules, tables, fences; links by their text; emphasis.
    private static func withoutMarkdown(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !result.isEmpty { result.append("\n") }
            var line = line
            while let first = line.first, first.isSpace { line.removeFirst() }
            if line.starts(with: "```".unicodeScalars) || isRule(line) { continue }
            while line.first == ">" || line.first == "#" {
                let mark = line.first
                let rest = line.drop { $0 == mark }
                // A hashtag and #1 are no headings.
                if mark == "#", let next = rest.first, !next.isSpace { break }
                line = rest.drop(while: \.isSpace)
            }
            if let first = line.first, "-*+•".unicodeScalars.contains(first), line.count > 1, line[line.startIndex + 1] == " " { line = line.dropFirst(2) }
            if line.first == "|" { line = table(line) }
            result += inline(line)
        }
        return result
    }

    /// `---`, `***`, `|---|:--|`.
    private static func isRule(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        line.count >= 3 && line.allSatisfy { "-*_=|: ".unicodeScalars.contains($0) }
    }

    private static func table(_ line: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        ArraySlice(line.split(separator: "|").filter { !$0.allSatisfy(\.isSpace) }.joined(separator: [","]))
    }

    /// How long the text of a link, and its address, may be.
    private static let longestLink = 300

    private static func inline(_ line: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var position = line.startIndex
        while position < line.endIndex {
            let scalar = line[position]
            let next = position + 1 < line.endIndex ? line[position + 1] : nil
            switch scalar {
            case "`": break
            case "~" where next == "~":
                position += 2
                continue
            // Times stands between figures or spaces.
            case "*" where next == "*" || !(isGap(result.last) && isGap(next)): break
            case "_" where !(result.last?.isLetter ?? false) || !(next?.isLetter ?? false): break
            case "!" where next == "[" && link(line, position + 1) != nil: break
            case "#" where next?.isLetter ?? false && !(result.last?.isLetter ?? false):
                // #OpenSource: its words apart.
                position += 1
                while position < line.endIndex, line[position].isLetter || line[position].isDigit || line[position] == "_" {
                    if line[position].isUppercase, result.last?.isLowercase ?? false { result.append(" ") }
                    result.append(line[position] == "_" ? " " : line[position])
                    position += 1
                }
                continue
            case "[":
                if let link = link(line, position) {
                    result += inline(line[link.text])
                    position = link.end
                    continue
                }
                result.append(scalar)
            default: result.append(scalar)
            }
            position += 1
        }
        return result
    }

    private static func isGap(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { $0.isDigit || $0 == " " } ?? false }

    /// `[text](address)` from its bracket on.
    private static func link(_ line: ArraySlice<Unicode.Scalar>, _ start: Int) -> (text: Range<Int>, end: Int)? {
        let limit = min(line.endIndex, start + longestLink)
        guard let close = line[start..<limit].firstIndex(of: "]"), close + 1 < line.endIndex, line[close + 1] == "(",
            let end = line[close..<min(line.endIndex, close + longestLink)].firstIndex(of: ")"),
            !line[start + 1..<close].contains("[")
        else { return nil }
        return (start + 1..<close, end + 1)
    }
}
