/// Numbers in English words, as they are said in America: "one hundred five".
///
/// Foundation's number formatter spells numbers too; it is not used: for Mandarin ICU writes 二千 and 一百〇二 where people say 两千
/// and 一百零二, and what remains of English is small.
enum EnglishNumbers {
    static let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen",
    ]
    private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private static let scales = ["", " thousand", " million", " billion", " trillion", " quadrillion"]

    /// Digits, at most `FigureScanner.mostDigits` of them, as a number.
    static func cardinal(_ digits: String) -> String {
        guard let number = UInt64(digits), digits.count <= FigureScanner.mostDigits else { return spelled(digits) }
        return cardinal(number)
    }

    static func cardinal(_ number: UInt64) -> String {
        if number == 0 { return "zero" }
        var rest = number, parts: [String] = [], scale = 0
        while rest > 0 {
            if rest % 1000 > 0 { parts.append(belowThousand(Int(rest % 1000)) + scales[scale]) }
            rest /= 1000
            scale += 1
        }
        return parts.reversed().joined(separator: " ")
    }

    private static func belowThousand(_ number: Int) -> String {
        var parts: [String] = []
        if number >= 100 { parts.append(ones[number / 100] + " hundred") }
        let rest = number % 100
        if rest >= 20 {
            parts.append(tens[rest / 10] + (rest % 10 > 0 ? "-" + ones[rest % 10] : ""))
        } else if rest > 0 {
            parts.append(ones[rest])
        }
        return parts.joined(separator: " ")
    }

    static func spelled(_ digits: String) -> String {
        digits.unicodeScalars.map { $0.isDigit ? ones[Int($0.value) - 48] : String($0) }.joined(separator: " ")
    }

    private static let irregular = [
        "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
    ]

    static func ordinal(_ digits: String) -> String { ordinal(words: cardinal(digits)) }

    /// The last word of a number becomes an ordinal one.
    private static func ordinal(words: String) -> String {
        let split = words.lastIndex { $0 == " " || $0 == "-" }
        let head = split.map { String(words[...$0]) } ?? ""
        let last = split.map { String(words[words.index(after: $0)...]) } ?? words
        if let irregular = irregular[last] { return head + irregular }
        return head + (last.hasSuffix("y") ? last.dropLast() + "ieth" : last + "th")
    }

    /// 1066, 1905, 2026 as years.
    static func year(_ digits: String) -> String {
        guard digits.count == 4, let number = Int(digits), number >= 1000 else { return cardinal(digits) }
        let (century, rest) = (number / 100, number % 100)
        if number % 1000 < 10 { return cardinal(digits) }
        if rest == 0 { return belowThousand(century) + " hundred" }
        return belowThousand(century) + " " + (rest < 10 ? "oh " + ones[rest] : belowThousand(rest))
    }

    /// 1990 → nineteen nineties.
    static func decade(_ digits: String) -> String {
        let words = year(digits)
        return words.hasSuffix("y") ? words.dropLast() + "ies" : words + "s"
    }

    /// Parts of a whole: two thirds.
    static func fraction(over: String, under: String) -> String {
        let isOne = Int(over) == 1
        switch Int(under) ?? 0 {
        case 1: return cardinal(over) + " over one"
        case 2: return cardinal(over) + (isOne ? " half" : " halves")
        case 4: return cardinal(over) + (isOne ? " quarter" : " quarters")
        case let below where below > 100 || (Int(over) ?? 0) > below: return cardinal(over) + " over " + cardinal(under)
        default: return cardinal(over) + " " + ordinal(under) + (isOne ? "" : "s")
        }
    }
}
