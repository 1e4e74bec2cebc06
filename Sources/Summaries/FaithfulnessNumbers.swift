/// A value that a text names.
enum FaithfulnessFact: Hashable {
    case number(Double)
    case percent(Double)
    /// Minutes since midnight; not exact where it may be before or after noon.
    case time(Int, exact: Bool)
    case month(Int)
    /// 1: Monday.
    case weekday(Int)
}

/// A place in a text that names a value, in all ways in which it can be read.
struct FaithfulnessNumber: Equatable {
    var readings: [FaithfulnessFact]
    var tokens: Range<Int>
}

extension FaithfulnessText {
    /// - Parameter generous: of a source: everything that somebody could mean by it. Otherwise what surely names a value.
    func numbers(generous: Bool) -> [FaithfulnessNumber] {
        var found: [FaithfulnessNumber] = []
        var index = 0
        while index < tokens.count {
            let read =
                switch tokens[index].kind {
                case .han: chineseNumber(index, generous)
                case .digits: digits(index, generous)
                case .word: calendarWord(index) ?? clockWords(index) ?? andAHalf(index) ?? (generous ? half(index) : nil) ?? quarter(index) ?? spoken(index, generous)
                case .mark: nil as FaithfulnessNumber?
                }
            if let read, read.tokens.upperBound > index {
                if !read.readings.isEmpty { found.append(read) }
                index = read.tokens.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    func word(_ index: Int) -> String? {
        guard tokens.indices.contains(index), case .word(let word) = tokens[index].kind else { return nil }
        return word
    }

    func han(_ index: Int) -> Character? {
        guard tokens.indices.contains(index), case .han(let character) = tokens[index].kind else { return nil }
        return character
    }

    func mark(_ index: Int) -> Character? {
        guard tokens.indices.contains(index), case .mark(let mark) = tokens[index].kind else { return nil }
        return mark
    }

    func digits(_ index: Int) -> Double? {
        guard tokens.indices.contains(index), case .digits(let value) = tokens[index].kind else { return nil }
        return value
    }

    // MARK: Digits

    private func digits(_ index: Int, _ generous: Bool) -> FaithfulnessNumber? {
        guard let value = digits(index) else { return nil }
        if let date = isoDate(index) { return date }
        if let clock = clockDigits(index, generous) { return clock }
        if let chinese = chineseNumber(index, generous) { return chinese }
        var next = index + 1
        // Letters right behind: 5k, 20th, 1990s, 3pm.
        if let suffix = word(next), !tokens[next].spaced {
            switch suffix {
            case "k": return FaithfulnessNumber(readings: [.number(value * 1e3)], tokens: index..<next + 1)
            case "m", "mn": return FaithfulnessNumber(readings: [.number(value * 1e6), .number(value)], tokens: index..<next + 1)
            case "bn", "b": return FaithfulnessNumber(readings: [.number(value * 1e9), .number(value)], tokens: index..<next + 1)
            case "am", "pm": break
            default: next += 1
            }
        }
        return finish(value, index..<next, generous)
    }

    /// 2024-03-05, 2024/3/5.
    private func isoDate(_ index: Int) -> FaithfulnessNumber? {
        guard let year = digits(index), 1000...2999 ~= year, let separator = mark(index + 1), separator == "-" || separator == "/", let month = digits(index + 2),
            1...12 ~= month, mark(index + 3) == separator, let day = digits(index + 4), 1...31 ~= day, !tokens[index + 2].spaced, !tokens[index + 4].spaced
        else { return nil }
        return FaithfulnessNumber(readings: [.number(year), .month(Int(month)), .number(day)], tokens: index..<index + 5)
    }

    /// 15:30, 3:30 pm.
    private func clockDigits(_ index: Int, _ generous: Bool) -> FaithfulnessNumber? {
        guard let hour = digits(index), 0...24 ~= hour, mark(index + 1) == ":", let minute = digits(index + 2), 0..<60 ~= minute, tokens[index + 2].raw.count == 2,
            !tokens[index + 2].spaced
        else { return nil }
        var readings: [FaithfulnessFact], next = index + 3
        if let half = halfOfDay(next) {
            readings = [Self.time(Int(hour), Int(minute), after: half.afternoon)]
            next = half.next
        } else {
            readings = [chineseClock(index, Int(hour), Int(minute))]
        }
        if generous { readings += [.number(hour), .number(minute)] }
        return FaithfulnessNumber(readings: readings, tokens: index..<next)
    }

    /// am, pm, a.m., p.m.
    private func halfOfDay(_ index: Int) -> (afternoon: Bool, next: Int)? {
        switch word(index) {
        case "am": return (false, index + 1)
        case "pm": return (true, index + 1)
        case "a" where mark(index + 1) == "." && word(index + 2) == "m": return (false, index + 3)
        case "p" where mark(index + 1) == "." && word(index + 2) == "m": return (true, index + 3)
        default: return nil
        }
    }

    static func time(_ hour: Int, _ minute: Int, after noon: Bool?) -> FaithfulnessFact {
        guard let noon else { return .time(hour % 24 * 60 + minute, exact: hour > 12 || hour == 0) }
        return .time((hour % 12 + (noon ? 12 : 0)) * 60 + minute, exact: true)
    }

    // MARK: Words

    private static let months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    static func isCalendarWord(_ word: String) -> Bool { months.contains(word) || weekdays.contains(word) }

    /// A month or a weekday. "may" and "march" are verbs, too: they need a capital, and at a sentence's beginning a number behind.
    private func calendarWord(_ index: Int) -> FaithfulnessNumber? {
        guard var word = word(index) else { return nil }
        if word.hasSuffix("'s") { word = String(word.dropLast(2)) }
        if word.hasSuffix("s"), Self.weekdays.contains(String(word.dropLast())) { word = String(word.dropLast()) }
        if let weekday = Self.weekdays.firstIndex(of: word) { return FaithfulnessNumber(readings: [.weekday(weekday + 1)], tokens: index..<index + 1) }
        let short = ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"].contains(word) ? String(word.prefix(3)) : word
        guard let month = Self.months.firstIndex(where: { short.count == 3 && short != "may" ? $0.hasPrefix(short) : $0 == short }) else { return nil }
        let numberFollows = digits(index + 1) != nil || mark(index + 1) == "." && digits(index + 2) != nil
        let isName = tokens[index].raw.first!.isUppercase && (numberFollows || !["may", "march"].contains(word) || !isInitial(index))
        guard isName && (short == word || numberFollows) || numberFollows && word != "may" && word != "march" else {
            return word == short && word != "may" && word != "march" && word.count > 3 ? FaithfulnessNumber(readings: [.month(month + 1)], tokens: index..<index + 1) : nil
        }
        return FaithfulnessNumber(readings: [.month(month + 1)], tokens: index..<index + 1)
    }

    /// half past three, a quarter to four, ten past five.
    private func clockWords(_ index: Int) -> FaithfulnessNumber? {
        var next = index
        let minutes: Int
        switch word(index) {
        case "half": (minutes, next) = (30, index + 1)
        case "quarter": (minutes, next) = (15, index + 1)
        default:
            guard let (value, end) = EnglishNumber.read(self, index), 1...29 ~= value, value.rounded() == value else { return nil }
            (minutes, next) = (Int(value), end)
        }
        guard let side = word(next), side == "past" || side == "to", let hour = hour(next + 1), side == "past" || minutes != 30 else { return nil }
        let minute = side == "past" ? minutes : 60 - minutes
        let whole = side == "past" ? hour.value : (hour.value + 11) % 12
        let half = halfOfDay(hour.next)
        return FaithfulnessNumber(readings: [Self.time(whole, minute, after: half?.afternoon)], tokens: index..<(half?.next ?? hour.next))
    }

    /// a day and a half, two years and a half.
    private func andAHalf(_ index: Int) -> FaithfulnessNumber? {
        let (value, next) = word(index) == "a" || word(index) == "an" ? (1.0, index + 1) : EnglishNumber.read(self, index) ?? (0, index)
        guard next > index, word(next) != nil, word(next + 1) == "and", word(next + 2) == "a", word(next + 3) == "half" else { return nil }
        return FaithfulnessNumber(readings: [.number(value + 0.5)], tokens: index..<next + 4)
    }

    /// Of a source: a half may be summed up as 50 %.
    private func half(_ index: Int) -> FaithfulnessNumber? {
        word(index) == "half" && word(index + 1) != "a" ? FaithfulnessNumber(readings: [.percent(50), .number(0.5)], tokens: index..<index + 1) : nil
    }

    /// Q1: the first quarter.
    private func quarter(_ index: Int) -> FaithfulnessNumber? {
        guard let word = word(index), word.count == 2, word.first == "q", let number = word.last?.wholeNumberValue, 1...4 ~= number else { return nil }
        return FaithfulnessNumber(readings: [.number(Double(number))], tokens: index..<index + 1)
    }

    private func hour(_ index: Int) -> (value: Int, next: Int)? {
        let (value, next) = if let value = digits(index) { (value, index + 1) } else { EnglishNumber.read(self, index) ?? (0, index) }
        return 1...12 ~= value && value.rounded() == value ? (Int(value), next) : nil
    }

    /// Number words, with what follows them.
    private func spoken(_ index: Int, _ generous: Bool) -> FaithfulnessNumber? {
        guard let (value, next) = EnglishNumber.read(self, index) else { return nil }
        // One and first are everywhere, and seldom count anything; a second is also a time.
        let isWeak = next == index + 1 && ["one", "first", "second", "seconds", "zero"].contains(word(index))
        var read = finish(value, index..<next, generous)
        if isWeak && !generous && read.readings == [.number(value)] { read.readings = [] }
        // Years: nineteen eighty-four, twenty twenty-four. Prices and times: one fifty, three thirty.
        if next < tokens.count, read.tokens.upperBound == next, let (second, end) = EnglishNumber.read(self, next), 10...99 ~= second, 1...99 ~= value, generous || value >= 10,
            value.rounded() == value
        {
            var whole = finish(value * 100 + second, index..<end, generous)
            if value <= 12, second < 60 {
                let half = halfOfDay(end)
                whole.readings.append(Self.time(Int(value), Int(second), after: half?.afternoon))
            }
            if generous { whole.readings += read.readings + finish(second, next..<end, true).readings }
            return whole
        }
        guard generous, value < 10 else { return read }
        // Digits one by one.
        var (digits, end) = ("\(Int(value))", next)
        while let (more, after) = EnglishNumber.read(self, end), more < 10, after == end + 1 {
            digits += "\(Int(more))"
            read.readings += finish(more, end..<after, true).readings
            end = after
        }
        if digits.count > 1, let joined = Double(digits) {
            read.readings.append(.number(joined))
            read.tokens = read.tokens.lowerBound..<end
        }
        return read
    }

    /// What stands behind a value decides what it is.
    private func finish(_ value: Double, _ range: Range<Int>, _ generous: Bool) -> FaithfulnessNumber {
        var (value, next) = (value, range.upperBound)
        if word(next) == "and", word(next + 1) == "a", word(next + 2) == "half" {
            value += 0.5
            next += 3
        }
        while let scale = word(next).flatMap({ EnglishNumber.scales[$0] }) {
            value *= scale
            next += 1
        }
        if mark(next) == "%" { return FaithfulnessNumber(readings: [.percent(value)], tokens: range.lowerBound..<next + 1) }
        if word(next) == "percent" || word(next) == "pct" { return FaithfulnessNumber(readings: [.percent(value)], tokens: range.lowerBound..<next + 1) }
        if word(next) == "per", word(next + 1) == "cent" { return FaithfulnessNumber(readings: [.percent(value)], tokens: range.lowerBound..<next + 2) }
        let isHour = value.rounded() == value && 0...24 ~= value
        if isHour, let half = halfOfDay(next), 1...12 ~= value {
            return FaithfulnessNumber(
                readings: [Self.time(Int(value), 0, after: half.afternoon)] + (generous ? [.number(value)] : []), tokens: range.lowerBound..<half.next)
        }
        if isHour, word(next) == "o'clock" {
            return FaithfulnessNumber(readings: [Self.time(Int(value), 0, after: nil)] + (generous ? [.number(value)] : []), tokens: range.lowerBound..<next + 1)
        }
        var readings: [FaithfulnessFact] = [.number(value)]
        if generous, isHour, range.lowerBound > 0, let before = word(range.lowerBound - 1),
            ["at", "by", "until", "till", "from", "around", "before", "after", "to", "about"].contains(before)
        {
            readings.append(Self.time(Int(value), 0, after: nil))
        }
        return FaithfulnessNumber(readings: readings, tokens: range.lowerBound..<next)
    }
}

/// English number words.
enum EnglishNumber {
    static let scales: [String: Double] = [
        "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "dozen": 12, "dozens": 12,
    ]
    private static let small: [String: Double] = {
        let names = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen",
        ]
        let ordinals = [
            "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
            "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        ]
        return Dictionary(uniqueKeysWithValues: [names, ordinals].flatMap { $0.enumerated().map { ($1, Double($0)) } })
    }()
    private static let tens: [String: Double] = {
        let names = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        let ordinals = ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"]
        let decades = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
        return Dictionary(uniqueKeysWithValues: [names, ordinals, decades].flatMap { $0.enumerated().map { ($1, Double($0 + 2) * 10) } })
    }()

    static func isNumberWord(_ word: String) -> Bool { small[word] != nil || tens[word] != nil || scales[word] != nil }

    /// The longest number that begins at a token, and the place behind it.
    static func read(_ text: FaithfulnessText, _ start: Int) -> (Double, Int)? {
        var index = start
        var total = 0.0, current = 0.0, lastScale = Double.infinity
        var any = false
        /// What may still be added below a hundred: anything, a unit, nothing.
        var room = 100.0
        if let article = text.word(index), article == "a" || article == "an", let next = text.word(index + 1), scales[next] != nil, !next.hasSuffix("s") { index += 1 }
        else if text.word(index) == "half", text.word(index + 1) == "a", let scale = text.word(index + 2).flatMap({ scales[$0] }) { return (scale / 2, index + 3) }
        while true {
            var place = index
            if any, text.mark(place) == "-", !text.tokens[place].spaced, place + 1 < text.tokens.count, !text.tokens[place + 1].spaced { place += 1 }
            else if any, text.word(place) == "and", current >= 100 || total > 0, let next = text.word(place + 1), small[next] != nil || tens[next] != nil { place += 1 }
            guard let word = text.word(place) else { break }
            if let value = small[word], value < 10 ? room >= 10 : room >= 100 {
                // A zero after something is a digit, not a part.
                if any && value == 0 { break }
                current += value
                room = 0
            } else if let value = tens[word], room >= 100 {
                current += value
                room = 10
            } else if word == "hundred" || word == "hundreds", any || place > start || word == "hundreds", current < 100 {
                current = max(1, current) * 100
                room = 100
            } else if let scale = scales[word], scale != 100, any || place > start, scale < lastScale {
                if scale == 12 {
                    current = max(1, current) * 12
                    room = 0
                } else {
                    total += max(1, current) * scale
                    (current, room, lastScale) = (0, 100, scale)
                }
            } else {
                break
            }
            any = true
            index = place + 1
        }
        guard any else { return nil }
        var value = total + current
        // two point five
        if text.word(index) == "point" {
            var (fraction, place) = ("", index + 1)
            while let digit = text.word(place).flatMap({ small[$0] }), digit < 10 {
                fraction += "\(Int(digit))"
                place += 1
            }
            if !fraction.isEmpty, let whole = Double("\(Int(value)).\(fraction)") { (value, index) = (whole, place) }
        }
        return (value, index)
    }
}
