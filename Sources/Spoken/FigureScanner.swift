/// Finds figures in text by their shapes. Each look is bounded, so that reading a text stays linear whatever is in it.
struct FigureScanner {
    typealias Found = (figure: Figure, end: Int)

    let text: [Unicode.Scalar]

    /// The longest run of digits that is read as one number.
    static let mostDigits = 18

    /// The figure that begins at `start`; nil where none does.
    func scan(at start: Int) -> Found? {
        let before = start > 0 ? text[start - 1] : nil
        let isFree = before.map { !$0.isLetter && !$0.isDigit } ?? true
        var position = start
        if self[start] == "+" || self[start] == "(" { return isFree ? internationalPhone(start) ?? bracketedPhone(start) : nil }
        var amount = Amount(first: .init(whole: ""))
        if let first = self[position], "-−".unicodeScalars.contains(first) {
            guard before.map({ $0.isSpace || $0.isHan || "\n(（[:：=<>≤≥,，、“\"/".unicodeScalars.contains($0) }) ?? true else { return nil }
            amount.isNegative = true
            position += 1
        }
        if let (currency, end) = currency(position), isFree {
            amount.currency = currency
            position = end
        }
        if let fraction = vulgar(position) {
            return amount.currency == nil ? (.fraction(isNegative: amount.isNegative, whole: nil, over: fraction.over, under: fraction.under), position + 1) : nil
        }
        guard let first = self[position], first.isDigit || (first == "." && isDigit(position + 1) && isFree) else { return nil }
        let digits = digitsEnd(position)
        if digits - position > Self.mostDigits { return (.phone([string(position..<digits)], isInternational: false), digits) }
        if amount.currency == nil {
            if let fraction = fraction(position, digits, isNegative: amount.isNegative) { return fraction }
            if !amount.isNegative, let other = date(position) ?? time(position) ?? ratio(position) ?? phone(position, digits) ?? dotted(position) ?? suffixed(position, digits) {
                return other
            }
        }
        return self.amount(amount, at: position)
    }

    // MARK: Amounts

    private func amount(_ start: Amount, at position: Int) -> Found? {
        var amount = start
        guard let (first, firstEnd) = number(position) else { return nil }
        amount.first = first
        var end = firstEnd
        if let (second, secondEnd) = rangeEnd(end, after: first) {
            amount.second = second
            end = secondEnd
        }
        if let (scale, scaleEnd) = scale(end, hasCurrency: amount.currency != nil) {
            amount.scale = scale
            end = scaleEnd
        }
        if amount.currency == nil {
            if let (currency, codeEnd) = code(end) {
                amount.currency = currency
                end = codeEnd
            } else if let (unit, unitEnd) = unit(end) {
                amount.unit = unit
                end = unitEnd
            }
        }
        return (.amount(amount), end)
    }

    private func number(_ start: Int) -> (Amount.Number, Int)? {
        var end = digitsEnd(start)
        var whole = string(start..<end)
        var isGrouped = false
        if (1...3).contains(end - start) {
            while self[end] == ",", digitsEnd(end + 1) == end + 4, whole.count < Self.mostDigits {
                whole += string(end + 1..<end + 4)
                end += 4
                isGrouped = true
            }
        }
        var part: String?
        if self[end] == ".", isDigit(end + 1) {
            let partEnd = digitsEnd(end + 1)
            part = string(end + 1..<partEnd)
            end = partEnd
        }
        guard !whole.isEmpty || part != nil else { return nil }
        return (.init(whole: whole.isEmpty ? "0" : whole, part: part, isGrouped: isGrouped), end)
    }

    private func rangeEnd(_ start: Int, after first: Amount.Number) -> (Amount.Number, Int)? {
        var position = start
        if self[position] == " ", let sign = self[position + 1], "–~～".unicodeScalars.contains(sign), self[position + 2] == " " { position += 1 }
        guard let sign = self[position], "-–—−~～〜".unicodeScalars.contains(sign) else { return nil }
        position += 1
        if self[position] == " ", position - start == 2 { position += 1 }
        if let (_, end) = currency(position) { position = end }
        guard isDigit(position), let (second, end) = number(position) else { return nil }
        // 1-2-3 is no range, nor is a part number.
        if let next = self[end], "-–".unicodeScalars.contains(next), isDigit(end + 1) { return nil }
        if sign == "-", second.whole.count > 1 && second.whole.hasPrefix("0") || max(first.whole.count, second.whole.count) > 4 && !second.isGrouped { return nil }
        return (second, end)
    }

    private static let scales: Set<String> = ["hundred", "thousand", "million", "billion", "trillion"]
    private static let shortScales = ["k": "thousand", "K": "thousand", "M": "million", "m": "million", "bn": "billion", "B": "billion", "b": "billion", "tn": "trillion"]

    private func scale(_ start: Int, hasCurrency: Bool) -> (String, Int)? {
        if hasCurrency {
            let end = end(start, limit: 4) { "百千万亿".unicodeScalars.contains($0) }
            if end > start { return (string(start..<end), end) }
        }
        let begin = self[start] == " " ? start + 1 : start
        let end = end(begin, limit: 9, while: \.isLetter)
        let word = string(begin..<end)
        if Self.scales.contains(word.lowercased()) { return (word.lowercased(), end) }
        if begin == start, hasCurrency || word == "k", let scale = Self.shortScales[word] { return (scale, end) }
        return nil
    }

    private func currency(_ start: Int) -> (Currency, Int)? {
        guard let first = self[start], first.isASCIILetter || first == "$" || first.value > 0x7F || first == "¥" else { return nil }
        for (sign, currency) in Currency.signs where matches(sign, at: start) {
            let end = self[start + sign.count] == " " ? start + sign.count + 1 : start + sign.count
            return isDigit(end) || self[end] == "." && isDigit(end + 1) ? (currency, end) : nil
        }
        return nil
    }

    private func code(_ start: Int) -> (Currency, Int)? {
        let begin = self[start] == " " ? start + 1 : start
        guard let first = self[begin] else { return nil }
        if !first.isLetter { return Currency.codes[String(first)].map { ($0, begin + 1) } }
        let end = end(begin, limit: 4, while: \.isASCIILetter)
        return Currency.codes[string(begin..<end)].map { ($0, end) }
    }

    private func unit(_ start: Int) -> (Unit, Int)? {
        let isSpaced = self[start] == " "
        let begin = isSpaced ? start + 1 : start
        guard let first = self[begin], first.isLetter || "%‰°℃℉㎡Ω".unicodeScalars.contains(first) else { return nil }
        var length = self.end(begin, limit: Unit.longest - 1) { $0.isLetter || "%‰°℃℉²³/23㎡".unicodeScalars.contains($0) } - begin
        while length > 0 {
            let end = begin + length
            if end <= text.count, let unit = Unit.all[string(begin..<end)], !(isSpaced && unit.isAttached) {
                let next = self[end]
                let isWhole = next.map { !$0.isASCIILetter && !$0.isDigit && !"'’²³/".unicodeScalars.contains($0) } ?? true
                guard isWhole || !text[end - 1].isLetter else {
                    length -= 1
                    continue
                }
                // 6 ft. tall: the point is the abbreviation's where the sentence goes on.
                let hasPoint = next == "." && text[end - 1].isLetter && (self[end + 1] == "," || self[end + 1] == " " && self[end + 2]?.isLowercase ?? false)
                return (unit, hasPoint ? end + 1 : end)
            }
            length -= 1
        }
        return nil
    }

    // MARK: Dates and times

    private func date(_ start: Int) -> Found? {
        let firstEnd = digitsEnd(start)
        guard let separator = self[firstEnd], "-/.".unicodeScalars.contains(separator) else { return nil }
        let secondEnd = digitsEnd(firstEnd + 1)
        guard (1...2).contains(secondEnd - firstEnd - 1), self[secondEnd] == separator else { return nil }
        let thirdEnd = digitsEnd(secondEnd + 1)
        guard thirdEnd > secondEnd + 1, thirdEnd - secondEnd <= 5, !(self[thirdEnd] == separator && isDigit(thirdEnd + 1)) else { return nil }
        let (a, b, c) = (string(start..<firstEnd), string(firstEnd + 1..<secondEnd), string(secondEnd + 1..<thirdEnd))
        let (first, second, third) = (Int(a)!, Int(b)!, Int(c)!)
        // The time of 2026-11-28T14:30.
        let end = self[thirdEnd] == "T" && isDigit(thirdEnd + 1) ? thirdEnd + 1 : thirdEnd
        if a.count == 4, c.count <= 2 {
            return isDay(month: second, day: third) ? (.date(year: a, month: second, day: third), end) : nil
        }
        guard a.count <= 2, c.count == 4 || (c.count == 2 && separator == "/") else { return nil }
        let year = c.count == 4 ? c : third < 70 ? "20" + c : "19" + c
        // The month comes first with strokes, as in America, unless it cannot; with points the day does, as in Europe.
        if separator != ".", isDay(month: first, day: second) { return (.date(year: year, month: first, day: second), end) }
        if isDay(month: second, day: first) { return (.date(year: year, month: second, day: first), end) }
        return nil
    }

    private func isDay(month: Int, day: Int) -> Bool { (1...12).contains(month) && (1...31).contains(day) }

    private func time(_ start: Int) -> Found? {
        let hourEnd = digitsEnd(start)
        guard (1...2).contains(hourEnd - start), let hour = Int(string(start..<hourEnd)), hour <= 24 else { return nil }
        var end = hourEnd, minute = 0, second: Int?
        let isClock = self[hourEnd] == ":" || self[hourEnd] == "："
        if isClock {
            end = digitsEnd(hourEnd + 1)
            guard end == hourEnd + 3, let minutes = Int(string(hourEnd + 1..<end)), minutes < 60 else { return nil }
            minute = minutes
            if self[end] == ":" {
                guard digitsEnd(end + 1) == end + 3, let seconds = Int(string(end + 1..<end + 3)), seconds < 60 else { return nil }
                second = seconds
                end += 3
            }
        }
        if let (half, halfEnd) = half(end), hour <= 12 { return (.time(hour: hour, minute: minute, second: second, half: half), halfEnd) }
        if self[end] == "Z" { end += 1 }
        return isClock ? (.time(hour: hour, minute: minute, second: second, half: nil), end) : nil
    }

    /// a.m., PM, …; the point of p.m. that also ends the sentence stays.
    private func half(_ start: Int) -> (DayHalf, Int)? {
        let begin = self[start] == " " ? start + 1 : start
        guard let first = self[begin], let half: DayHalf = first == "a" || first == "A" ? .morning : first == "p" || first == "P" ? .afternoon : nil else { return nil }
        if let m = self[begin + 1], m == "m" || m == "M" {
            return self[begin + 2].map { !$0.isLetter && !$0.isDigit } ?? true ? (half, begin + 2) : nil
        }
        guard self[begin + 1] == ".", let m = self[begin + 2], m == "m" || m == "M" else { return nil }
        guard self[begin + 3] == "." else { return self[begin + 3]?.isLetter ?? false ? nil : (half, begin + 3) }
        let isEnd = self[begin + 4].map { $0 == "\n" || ($0 == " " && self[begin + 5]?.isUppercase ?? true) } ?? true
        return (half, isEnd ? begin + 3 : begin + 4)
    }

    private func ratio(_ start: Int) -> Found? {
        let firstEnd = digitsEnd(start)
        guard firstEnd - start <= 4, let colon = self[firstEnd], colon == ":" || colon == "：" || colon == "∶" else { return nil }
        let end = digitsEnd(firstEnd + 1)
        guard (1...4).contains(end - firstEnd - 1), self[end] != ":" else { return nil }
        return (.ratio(string(start..<firstEnd), string(firstEnd + 1..<end)), end)
    }

    // MARK: Strings of digits

    private func phone(_ start: Int, _ digits: Int) -> Found? {
        let groups = groups(start, separators: "-")
        let lengths = groups.ranges.map(\.count)
        let total = lengths.reduce(0, +)
        let isPhone = lengths.count >= 3 && total >= 7 || lengths == [3, 4] || (lengths.count == 2 && self[start] == "0" && (3...4).contains(lengths[0]) && (7...8).contains(lengths[1]))
        if isPhone { return (.phone(groups.ranges.map(string), isInternational: false), groups.end) }
        let spaced = self.groups(start, separators: " -")
        if [[3, 4, 4], [3, 3, 4]].contains(spaced.ranges.map(\.count)) { return (.phone(spaced.ranges.map(string), isInternational: false), spaced.end) }
        let length = digits - start
        let next = self[digits]
        if next.map({ "元个人次年万亿美日块".unicodeScalars.contains($0) }) ?? false { return nil }
        if length == 11, self[start] == "1", next != "." {
            return (.phone([string(start..<start + 3), string(start + 3..<start + 7), string(start + 7..<digits)], isInternational: false), digits)
        }
        if length >= 10 || (length >= 2 && self[start] == "0" && !(next == "." && isDigit(digits + 1)) && !(next.map { $0.isHan } ?? false)) {
            return next == "." && isDigit(digits + 1) ? nil : (.phone([string(start..<digits)], isInternational: false), digits)
        }
        return nil
    }

    private func internationalPhone(_ start: Int) -> Found? {
        guard self[start] == "+", isDigit(start + 1) else { return nil }
        let groups = groups(start + 1, separators: " -")
        guard groups.ranges.map(\.count).reduce(0, +) >= 7, groups.ranges[0].count <= 13 else { return nil }
        return (.phone(groups.ranges.map(string), isInternational: true), groups.end)
    }

    /// (555) 123-4567
    private func bracketedPhone(_ start: Int) -> Found? {
        guard self[start] == "(", digitsEnd(start + 1) - start - 1 >= 2, digitsEnd(start + 1) - start - 1 <= 5 else { return nil }
        let area = start + 1..<digitsEnd(start + 1)
        guard self[area.upperBound] == ")" else { return nil }
        let begin = self[area.upperBound + 1] == " " ? area.upperBound + 2 : area.upperBound + 1
        guard isDigit(begin) else { return nil }
        let groups = groups(begin, separators: " -")
        guard groups.ranges.map(\.count).reduce(0, +) >= 6 else { return nil }
        return (.phone(([area] + groups.ranges).map(string), isInternational: false), groups.end)
    }

    /// Up to six groups of digits.
    private func groups(_ start: Int, separators: String) -> (ranges: [Range<Int>], end: Int) {
        var ranges = [start..<digitsEnd(start)]
        while ranges.count < 6, let separator = self[ranges.last!.upperBound], separators.unicodeScalars.contains(separator), isDigit(ranges.last!.upperBound + 1) {
            ranges.append(ranges.last!.upperBound + 1..<digitsEnd(ranges.last!.upperBound + 1))
        }
        return (ranges, ranges.last!.upperBound)
    }

    private func dotted(_ start: Int) -> Found? {
        let groups = groups(start, separators: ".")
        guard groups.ranges.count >= 3, groups.ranges.allSatisfy({ $0.count <= 5 }) else { return nil }
        return (.dotted(groups.ranges.map(string)), groups.end)
    }

    // MARK: The rest

    private func fraction(_ start: Int, _ digits: Int, isNegative: Bool) -> Found? {
        if let vulgar = vulgar(digits) { return (.fraction(isNegative: isNegative, whole: string(start..<digits), over: vulgar.over, under: vulgar.under), digits + 1) }
        var whole: String?
        var over = start..<digits
        if self[digits] == " ", isDigit(digits + 1), digits - start <= 4 {
            let second = digits + 1..<digitsEnd(digits + 1)
            if self[second.upperBound] == "/", second.count <= 2 {
                whole = string(start..<digits)
                over = second
            }
        }
        guard over.count <= 3, self[over.upperBound] == "/" else { return nil }
        let under = over.upperBound + 1..<digitsEnd(over.upperBound + 1)
        guard (1...3).contains(under.count), let below = Int(string(under)), below > 0, self[under.lowerBound] != "0", !(self[under.upperBound].map { $0 == "/" || $0.isASCIILetter } ?? false) else { return nil }
        if whole != nil, Int(string(over))! >= below { return nil }
        return (.fraction(isNegative: isNegative, whole: whole, over: string(over), under: string(under)), under.upperBound)
    }

    private func vulgar(_ position: Int) -> (over: String, under: String)? {
        guard let scalar = self[position] else { return nil }
        return scalar.value < 0x80 ? nil : Self.vulgars[scalar]
    }

    private static let vulgars: [Unicode.Scalar: (String, String)] = [
        "½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅕": ("1", "5"), "⅖": ("2", "5"), "⅗": ("3", "5"), "⅘": ("4", "5"),
        "⅙": ("1", "6"), "⅚": ("5", "6"), "⅛": ("1", "8"), "⅜": ("3", "8"), "⅝": ("5", "8"), "⅞": ("7", "8"),
    ]

    /// 21st, 1990s.
    private func suffixed(_ start: Int, _ digits: Int) -> Found? {
        let end = end(digits, limit: 3, while: \.isLetter)
        let suffix = string(digits..<end).lowercased()
        if ["st", "nd", "rd", "th"].contains(suffix) { return (.ordinal(string(start..<digits)), end) }
        let isDecade = self[digits - 1] == "0" && (digits - start == 4 || (digits - start == 2 && start > 0 && "'’".unicodeScalars.contains(text[start - 1])))
        if isDecade, suffix == "s" { return (.decade(string(start..<digits)), end) }
        if isDecade, let mark = self[digits], "'’".unicodeScalars.contains(mark), self[digits + 1] == "s", !(self[digits + 2]?.isLetter ?? false) { return (.decade(string(start..<digits)), digits + 2) }
        return nil
    }

    // MARK: Looking

    subscript(position: Int) -> Unicode.Scalar? { position >= 0 && position < text.count ? text[position] : nil }

    private func isDigit(_ position: Int) -> Bool { self[position]?.isDigit ?? false }

    /// The end of the digits from `start` on. Digits that are too many for a number are still walked once only: they are one figure.
    private func digitsEnd(_ start: Int) -> Int {
        var end = start
        while end < text.count, text[end].isDigit { end += 1 }
        return end
    }

    private func end(_ start: Int, limit: Int, while isPart: (Unicode.Scalar) -> Bool) -> Int {
        var end = start
        while end < text.count, end - start <= limit, isPart(text[end]) { end += 1 }
        return end
    }

    private func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(text[range])) }

    private func matches(_ sign: [Unicode.Scalar], at start: Int) -> Bool {
        start + sign.count <= text.count && text[start..<start + sign.count].elementsEqual(sign)
    }
}
