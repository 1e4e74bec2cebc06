struct EnglishSpeaker: Speaker {
    var rangeWord: String { "to" }

    func figure(_ figure: Figure, _ surroundings: Surroundings) -> String {
        switch figure {
        case .amount(let amount): return say(amount, surroundings)
        case .date(let year, let month, let day):
            return EnglishWords.months[month - 1] + " " + EnglishNumbers.ordinal(String(day)) + (year.map { ", " + EnglishNumbers.year($0) } ?? "")
        case .time(let hour, let minute, let second, let half): return time(hour, minute, second, half)
        case .ratio(let first, let second): return EnglishNumbers.cardinal(first) + " to " + EnglishNumbers.cardinal(second)
        case .fraction(let isNegative, let whole, let over, let under):
            if whole == nil, let idiom = ["24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty-fifty"]["\(over)/\(under)"] { return idiom }
            var words = EnglishNumbers.fraction(over: over, under: under)
            if let whole {
                if words.hasPrefix("one ") { words = (under == "8" || under == "11" ? "an " : "a ") + words.dropFirst(4) }
                words = EnglishNumbers.cardinal(whole) + " and " + words
            }
            return (isNegative ? "minus " : "") + words
        case .dotted(let groups): return groups.map { $0.count > 1 && $0.hasPrefix("0") ? EnglishNumbers.spelled($0) : EnglishNumbers.cardinal($0) }.joined(separator: " point ")
        case .phone(let groups, let isInternational): return (isInternational ? "plus " : "") + groups.map(EnglishNumbers.spelled).joined(separator: ", ")
        case .ordinal(let digits): return EnglishNumbers.ordinal(digits)
        case .decade(let digits): return EnglishNumbers.decade(digits)
        }
    }

    private func time(_ hour: Int, _ minute: Int, _ second: Int?, _ half: DayHalf?) -> String {
        var words = EnglishNumbers.cardinal(UInt64(hour))
        if minute > 0 {
            words += minute < 10 ? " oh " + EnglishNumbers.ones[minute] : " " + EnglishNumbers.cardinal(UInt64(minute))
        } else if half == nil, second == nil {
            words = hour == 0 || hour == 24 ? "midnight" : words + (hour <= 12 ? " o'clock" : " hundred")
        }
        if let second { words += " and " + EnglishNumbers.cardinal(UInt64(second)) + (second == 1 ? " second" : " seconds") }
        if let half { words += half == .morning ? " \(EnglishWords.letters("AM"))" : " P M" }
        return words
    }

    // MARK: Amounts

    private func say(_ amount: Amount, _ surroundings: Surroundings) -> String {
        let sign = amount.isNegative ? "minus " : ""
        if let currency = amount.currency { return sign + money(amount, currency) }
        if let second = amount.second {
            return sign + pair(amount.first, second) + (amount.scale.map { " " + $0 } ?? "") + (amount.unit.map { " " + $0.many } ?? "")
        }
        let isOne = amount.first == Amount.Number(whole: "1")
        if let scale = amount.scale { return sign + number(amount.first) + " " + scale + (amount.unit.map { " " + $0.many } ?? "") }
        if let unit = amount.unit { return sign + number(amount.first) + " " + (isOne ? unit.one : unit.many) }
        return sign + bare(amount.first, isNegative: amount.isNegative, surroundings)
    }

    private func number(_ number: Amount.Number) -> String {
        EnglishNumbers.cardinal(number.whole) + (number.part.map { " point " + EnglishNumbers.spelled($0) } ?? "")
    }

    private func pair(_ first: Amount.Number, _ second: Amount.Number) -> String {
        if first.part == nil, second.part == nil, Self.canBeYear(first), Self.canBeYear(second) || second.whole.count == 2 {
            return EnglishNumbers.year(first.whole) + " to " + (second.whole.count == 2 ? number(second) : EnglishNumbers.year(second.whole))
        }
        return number(first) + " to " + number(second)
    }

    private func bare(_ number: Amount.Number, isNegative: Bool, _ surroundings: Surroundings) -> String {
        if let part = number.part {
            let isVersion = EnglishWords.versioned.contains(surroundings.previousWord) && !part.hasPrefix("0")
            return isVersion ? EnglishNumbers.cardinal(number.whole) + " point " + EnglishNumbers.cardinal(part) : self.number(number)
        }
        if surroundings.isAttached, number.whole.count > 2 { return EnglishNumbers.spelled(number.whole) }
        if number.whole.count == 3, ["call", "calls", "called", "dial", "dials", "dialed", "calling", "dialing"].contains(surroundings.previousWord) { return EnglishNumbers.spelled(number.whole) }
        return !isNegative && Self.isYear(number, surroundings) ? EnglishNumbers.year(number.whole) : EnglishNumbers.cardinal(number.whole)
    }

    private static func canBeYear(_ number: Amount.Number) -> Bool {
        number.whole.count == 4 && !number.isGrouped && (1100...2099).contains(Int(number.whole) ?? 0)
    }

    static func isYear(_ number: Amount.Number, _ surroundings: Surroundings) -> Bool {
        guard number.part == nil, !number.isGrouped, !surroundings.isAttached, number.whole.count == 4 else { return false }
        let next = surroundings.nextWord
        if surroundings.previousWord == "in", number.whole >= "1000", number.whole < "1100", next.isEmpty { return true }
        guard canBeYear(number) else { return false }
        if surroundings.followsYear || EnglishWords.beforeYears.contains(surroundings.previousWord) || ["ad", "bc", "ce", "bce"].contains(next) { return true }
        guard number.whole >= "1900" else { return false }
        let isCounted = next.count > 3 && next.hasSuffix("s") && !EnglishWords.endingInS.contains(next) || EnglishWords.counted.contains(next)
        return !isCounted
    }

    private func money(_ amount: Amount, _ currency: Currency) -> String {
        let names = currency.english
        if let second = amount.second { return pair(amount.first, second) + (amount.scale.map { " " + $0 } ?? "") + " " + names.many }
        if let scale = amount.scale { return number(amount.first) + " " + scale + " " + names.many }
        guard let part = amount.first.part, part.count <= 2, let hundredths = names.hundredths else {
            return number(amount.first) + " " + (amount.first.whole == "1" && amount.first.part == nil ? names.one : names.many)
        }
        let whole = EnglishNumbers.cardinal(amount.first.whole) + " " + (amount.first.whole == "1" ? names.one : names.many)
        let small = Int(part.count == 1 ? part + "0" : part)!
        if small == 0 { return whole }
        let cents = EnglishNumbers.cardinal(UInt64(small)) + " " + (small == 1 && hundredths == "cents" ? "cent" : small == 1 ? "penny" : hundredths)
        return amount.first.whole.allSatisfy { $0 == "0" } ? cents : whole + " and " + cents
    }

    // MARK: Signs

    func sign(_ sign: Unicode.Scalar, _ surroundings: Surroundings) -> String? {
        let before = surroundings.before.last, after = surroundings.after.first
        switch sign {
        case "&": return "and"
        case "+": return "plus"
        case "=": return "equals"
        case "<": return after.map { $0.isSpace || $0.isDigit } ?? false ? "less than" : ""
        case ">": return before.map { $0.isSpace || $0.isDigit } ?? false ? "greater than" : ""
        case "^": return after?.isDigit ?? false ? "to the power of" : ""
        case "×": return "times"
        case "÷": return "divided by"
        case "±": return "plus or minus"
        case "≈": return "approximately"
        case "≤": return "at most"
        case "≥": return "at least"
        case "≠": return "is not"
        case "~", "～", "∼": return after.map { $0.isDigit || $0 == "$" } ?? false ? "about" : ""
        case "*": return after.map { $0.isSpace || $0.isDigit } ?? false ? "times" : ""
        case "%": return "percent"
        case "°": return "degrees"
        case "§": return "section"
        case "→": return "to"
        case "@": return "at"
        case "$": return "dollars"
        case "€": return "euros"
        case "#": return before == "C" || before == "F" ? "sharp" : after?.isDigit ?? false ? "number" : ""
        default: return nil
        }
    }

    func addressSign(_ sign: Unicode.Scalar) -> String {
        switch sign {
        case ".": "dot"
        case "/": "slash"
        case "@": "at"
        case "-": "dash"
        case "_": "underscore"
        case ":": "colon"
        default: ""
        }
    }

    func numberWord() -> String { "number" }
    func chapter(_ number: Int) -> String { EnglishNumbers.cardinal(UInt64(number)) }
}
