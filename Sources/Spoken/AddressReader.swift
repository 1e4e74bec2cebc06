/// Web and mail addresses in words: example dot com.
enum AddressReader {
    /// The longest address that is read.
    private static let longest = 300

    /// The address that begins at `start`; nil where there is none. The scheme is part of it, punctuation after it is not.
    static func address(in text: [Unicode.Scalar], at start: Int) -> Range<Int>? {
        if start > 0, isPart(text[start - 1]) || text[start - 1].isLetter { return nil }
        var end = start, hasAt = false, hasPoint = false, hasScheme = false
        let limit = min(text.count, start + longest)
        while end < limit, isPart(text[end]) || (hasScheme && isTail(text[end])) {
            switch text[end] {
            case "@": hasAt = true
            case ".": hasPoint = true
            case ":":
                // Only a scheme's colon belongs to an address.
                guard end + 2 < limit, text[end + 1] == "/", text[end + 2] == "/" else { return nil }
                hasScheme = true
            case "/" where !hasScheme:
                // The path of an address without a scheme.
                if !isHost(text[start..<end]) { return nil }
                hasScheme = true
            default: break
            }
            end += 1
        }
        guard hasPoint || hasScheme else { return nil }
        while end > start, ".,;:!?)'\"-_".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        if hasAt {
            guard let at = text[start..<end].firstIndex(of: "@"), at > start, at + 1 < end, text[at + 1..<end].contains(".") else { return nil }
            return start..<end
        }
        return hasScheme || isHost(text[start..<end]) ? start..<end : nil
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCIILetter || scalar.isDigit || ".-_@/:%+".unicodeScalars.contains(scalar) }
    private static func isTail(_ scalar: Unicode.Scalar) -> Bool { "?#=&~,;!*'$".unicodeScalars.contains(scalar) }

    private static let domains: Set<String> = ["com", "org", "net", "io", "dev", "edu", "gov", "cn", "uk", "de", "fr", "ai", "app", "co", "jp", "eu", "info", "me", "tv", "us", "ru", "int", "mil", "biz", "ch", "at", "nl", "se", "es", "it", "kr", "au", "ca", "in", "br"]

    /// Labels with points, the last of them a domain that is known: example.com, not main.swift.
    private static func isHost(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCIILetter || $0.isDigit || $0 == "-" } }) else { return false }
        return domains.contains(String(String.UnicodeScalarView(labels.last!))) && labels.dropLast().contains { $0.count > 1 }
    }

    /// Without scheme, `www.`, query and fragment.
    static func words(_ address: ArraySlice<Unicode.Scalar>, _ speaker: some Speaker) -> String {
        var rest = address
        for index in address.indices.dropLast(2) where address[index] == ":" && address[index + 1] == "/" && address[index + 2] == "/" {
            rest = address[(index + 3)...]
            break
        }
        if rest.starts(with: "www.".unicodeScalars) { rest = rest.dropFirst(4) }
        if let query = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<query] }
        while rest.last == "/" { rest.removeLast() }
        var words: [String] = []
        var position = rest.startIndex
        while position < rest.endIndex {
            let first = rest[position]
            var end = position + 1
            if first.isDigit {
                while end < rest.endIndex, rest[end].isDigit { end += 1 }
                let digits = String(String.UnicodeScalarView(rest[position..<end]))
                let number = Amount(first: .init(whole: digits))
                words.append(digits.count > 2 || digits.hasPrefix("0") ? speaker.figure(.phone([digits], isInternational: false), .nothing) : speaker.figure(.amount(number), .nothing))
            } else if first.isLetter {
                while end < rest.endIndex, rest[end].isLetter { end += 1 }
                let isDomain = position > rest.startIndex && rest[position - 1] == "." && (end == rest.endIndex || "/:".unicodeScalars.contains(rest[end]))
                words.append(label(String(String.UnicodeScalarView(rest[position..<end])), isDomain: isDomain))
            } else {
                let sign = speaker.addressSign(first)
                if !sign.isEmpty { words.append(sign) }
            }
            position = end
        }
        return words.joined(separator: " ")
    }

    /// Without a vowel to speak by, and as a country's code, letter by letter.
    private static func label(_ label: String, isDomain: Bool) -> String {
        let hasVowel = label.lowercased().contains { "aeiouy".contains($0) }
        let isCode = isDomain && label.count <= 2 && !["me", "us", "in", "it", "at", "co"].contains(label.lowercased())
        return label.count == 1 || isCode || !hasVowel && label.count <= 5 ? EnglishWords.letters(label) : label
    }
}
