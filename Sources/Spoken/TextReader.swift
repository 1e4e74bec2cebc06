/// Walks over text once, from the left, and writes it as it is read.
struct TextReader<Language: Speaker> {
    let text: [Unicode.Scalar]
    let speaker: Language
    let figures: FigureScanner
    var position = 0
    private(set) var output: [Unicode.Scalar] = []

    /// The word before, in small letters, while nothing but spaces stands between.
    var previousWord = ""
    /// It begins with a capital within a sentence, or follows one that does.
    var followsName = false
    /// A year came last, with only "and", "or", "to" or a sign since.
    private var followsYear = false
    private var isAfterFigure = false
    /// What comes next must not touch what was said.
    private var needsSpace = false
    /// The line has no small letter: its words are shouted, not spelled.
    var isShouted = false
    /// How far `isShouted` holds.
    private var lineEnd = 0

    init(_ text: [Unicode.Scalar], speaker: Language) {
        self.text = text
        self.speaker = speaker
        figures = FigureScanner(text: text)
        output.reserveCapacity(text.count * 2)
    }

    mutating func read() -> String {
        while position < text.count {
            if position >= lineEnd { beginLine() }
            let scalar = text[position]
            if scalar.isDigit || TextSigns.figures.contains(scalar), let (figure, end) = figures.scan(at: position) {
                read(figure, end)
            } else if scalar.isASCIILetter || scalar.isDigit, let address = AddressReader.address(in: text, at: position) {
                say(AddressReader.words(text[address], speaker))
                position = address.upperBound
                forget()
            } else if scalar.isLetter {
                readWord()
            } else {
                readSign(scalar)
            }
        }
        return tidied()
    }

    private mutating func beginLine() {
        lineEnd = position + 1
        var capitals = 0, hasSmall = false
        while lineEnd < text.count, text[lineEnd - 1] != "\n" { lineEnd += 1 }
        for scalar in text[position..<lineEnd] {
            if scalar.isLowercase || scalar.isHan { hasSmall = true }
            if scalar.isUppercase { capitals += 1 }
        }
        isShouted = !hasSmall && capitals > 6 && text[position..<lineEnd].contains(" ")
        followsName = false
    }

    // MARK: Saying

    /// Words that were not written so; they touch no letter before or after.
    mutating func say(_ words: String) {
        guard !words.isEmpty else { return }
        if let last = output.last, last.isLetter || last.isDigit || ",.;:?!%)".unicodeScalars.contains(last), words.unicodeScalars.first!.isLetter { output.append(" ") }
        output += words.unicodeScalars
        needsSpace = true
    }

    /// A scalar of the text as it is.
    private mutating func keep(_ scalar: Unicode.Scalar) {
        if needsSpace, scalar.isLetter || scalar.isDigit, output.last.map({ $0.isLetter }) ?? false { output.append(" ") }
        needsSpace = false
        output.append(scalar)
    }

    mutating func keep(_ word: ArraySlice<Unicode.Scalar>) { for scalar in word { keep(scalar) } }

    mutating func forget() {
        previousWord = ""
        followsName = false
        followsYear = false
        isAfterFigure = false
    }

    var isYearBefore: Bool { followsYear }
    mutating func markYear() { followsYear = true }

    private func surroundings(_ end: Int) -> Surroundings {
        Surroundings(
            before: text[max(0, position - 12)..<position], after: text[end..<min(text.count, end + 24)], previousWord: previousWord, followsName: followsName, followsYear: followsYear)
    }

    private mutating func read(_ figure: Figure, _ end: Int) {
        var figure = figure, end = end
        let surroundings = surroundings(end)
        // 28 November 2026; the day before its month.
        if case .amount(let amount) = figure, let (date, dateEnd) = dayBeforeMonth(amount, end) { (figure, end) = (date, dateEnd) }
        if case .ordinal(let digits) = figure, let (date, dateEnd) = dayBeforeMonth(Amount(first: .init(whole: digits)), end) { (figure, end) = (date, dateEnd) }
        // "the 4th of July" is read "July fourth".
        if case .date = figure, previousWord == "the", output.suffix(4).map(Character.init).map({ $0.lowercased() }).joined() == "the " { output.removeLast(4) }
        say(speaker.figure(figure, surroundings))
        var isYear = false
        if case .amount(let amount) = figure, amount.unit == nil, amount.currency == nil { isYear = EnglishSpeaker.isYear(amount.first, surroundings) }
        position = end
        forget()
        followsYear = isYear
        isAfterFigure = true
    }

    private func dayBeforeMonth(_ amount: Amount, _ end: Int) -> (Figure, Int)? {
        guard amount == Amount(first: .init(whole: amount.first.whole)), let day = Int(amount.first.whole), (1...31).contains(day), end < text.count, text[end] == " " else { return nil }
        var start = end + 1
        if text[start...].starts(with: "of ".unicodeScalars) { start += 3 }
        guard let (month, monthEnd) = month(at: start) else { return nil }
        let (year, yearEnd) = year(after: monthEnd)
        return (.date(year: year, month: month, day: day), yearEnd)
    }

    /// A month's name, with the point of its abbreviation.
    private func month(at start: Int) -> (Int, Int)? {
        var end = start
        while end < text.count, end - start < 10, text[end].isLetter { end += 1 }
        guard let month = EnglishWords.month(String(String.UnicodeScalarView(text[start..<end]))) else { return nil }
        return (month, end < text.count && text[end] == "." && end - start <= 4 ? end + 1 : end)
    }

    /// `, 2026` or ` 2026`.
    private func year(after start: Int) -> (String?, Int) {
        var begin = start
        if begin < text.count, text[begin] == "," { begin += 1 }
        if begin < text.count, text[begin] == " " { begin += 1 }
        guard begin > start, begin + 4 <= text.count, text[begin..<begin + 4].allSatisfy(\.isDigit), begin + 4 == text.count || !text[begin + 4].isDigit else { return (nil, start) }
        let digits = String(String.UnicodeScalarView(text[begin..<begin + 4]))
        return digits >= "1000" && digits <= "2199" ? (digits, begin + 4) : (nil, start)
    }

    /// `Nov 28, 2026`, from the month on; nil where no day follows.
    func dateFromMonth() -> (Figure, Int)? {
        guard let (month, monthEnd) = month(at: position), monthEnd < text.count, text[monthEnd] == " " else { return nil }
        var end = monthEnd + 1
        while end < text.count, end - monthEnd <= 3, text[end].isDigit { end += 1 }
        guard let day = Int(String(String.UnicodeScalarView(text[monthEnd + 1..<end]))), (1...31).contains(day), end - monthEnd <= 3 else { return nil }
        if end + 1 < text.count, ["st", "nd", "rd", "th"].contains(String(String.UnicodeScalarView(text[end..<end + 2]))) { end += 2 }
        // May 5:30, May 3.5, Mar 10%.
        if end < text.count, text[end].isLetter || ":%/-–".unicodeScalars.contains(text[end]) || (text[end] == "." && end + 1 < text.count && text[end + 1].isDigit) { return nil }
        let (year, yearEnd) = year(after: end)
        return (.date(year: year, month: month, day: day), yearEnd)
    }

    mutating func sayDate(_ date: Figure, _ end: Int) {
        say(speaker.figure(date, surroundings(end)))
        position = end
        forget()
    }

    // MARK: Signs

    private mutating func readSign(_ scalar: Unicode.Scalar) {
        let next = position + 1 < text.count ? text[position + 1] : nil
        let last = position > 0 ? text[position - 1] : nil
        defer { position += 1 }
        if scalar.isSpace {
            if let before = output.last, before != " ", before != "\n" { output.append(" ") }
            needsSpace = false
            return
        }
        let isRange = "-–—~～〜−".unicodeScalars.contains(scalar) && isAfterFigure && next.map { $0.isDigit || "$€£¥".unicodeScalars.contains($0) } ?? false
        if isRange {
            say(speaker.rangeWord)
            isAfterFigure = false
            return
        }
        let surroundings = surroundings(position + 1)
        if !(scalar == "'" || scalar == "’") { forget() }
        if let words = speaker.sign(scalar, surroundings) {
            if words.isEmpty { output.append(" ") } else { say(words) }
            return
        }
        switch scalar {
        case "-", "‐", "‑":
            // A joint between words; before a figure it is none, between spaces it is a dash.
            if let last, let next, last.isLetter, next.isLetter { keep("-") } else if last == " ", next == " " || next == "-" { keep("—") } else { output.append(" ") }
        case "–" where last.map { $0.isLetter } ?? false && next.map { $0.isLetter } ?? false: say(speaker.rangeWord)
        case "." where next.map { $0.isLowercase || $0.isDigit } ?? false && last.map { $0.isLetter || $0.isDigit } ?? false: say(speaker.addressSign("."))
        case "/", "\\": output.append(" ")
        case "|": keep(",")
        case "_", "^", "[", "]", "{", "}", "©", "®", "™", "¶", "•", "·", "`", "<", ">", "$", "€", "£", "¥": output.append(" ")
        case "’", "‘", "'":
            if let last, let next, last.isLetter, next.isLetter { keep("'") } else { output.append(" ") }
        default: keep(scalar)
        }
    }

    /// One space at most, none before punctuation or at the ends.
    private func tidied() -> String {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(output.count)
        for scalar in output {
            if scalar == " ", result.last.map({ $0 == " " || $0 == "\n" }) ?? true { continue }
            if result.last == " ", TextSigns.closing.contains(scalar) { result.removeLast() }
            // Dropped figures may leave their commas behind.
            if scalar == ",", result.last == "," { continue }
            result.append(scalar)
        }
        while let last = result.last, last == " " || last == "\n" { result.removeLast() }
        return String(String.UnicodeScalarView(result))
    }
}

private enum TextSigns {
    /// What a figure may begin with, beside digits.
    static let figures = Set("+-−($€£¥₩₹₽.½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞UHACR".unicodeScalars)
    /// No space stands before these.
    static let closing = Set(",.;:?!)%\n，。；：？！、）".unicodeScalars)
}
