/// A name in a summary.
struct FaithfulnessName: Equatable {
    enum Kind: Equatable {
        /// One word in Latin letters. In doubt: it has a capital where any word would have one, so forms of it will do.
        case latin(String, inDoubt: Bool)
        /// Chinese characters that must stand there as they are.
        case han(String)
        /// A work: its words must follow one another.
        case title(String)
    }
    var kind: Kind
    var text: String
    var place: Int
}

extension FaithfulnessText {
    func names() -> [FaithfulnessName] {
        let titles = titles()
        let covered = Set(titles.flatMap { $0.range })
        var names = titles.map(\.name)
        names += latinNames().filter { !covered.contains($0.place) }
        names += FaithfulnessChineseNames.names(in: self).filter { !covered.contains($0.place) }
        return names
    }

    /// What stands between 《 and 》.
    private func titles() -> [(name: FaithfulnessName, range: Range<Int>)] {
        var found: [(FaithfulnessName, Range<Int>)] = []
        var open: Int?
        for index in tokens.indices {
            if mark(index) == "《" { open = index }
            if mark(index) == "》", let start = open {
                let inside = start + 1..<index
                if !inside.isEmpty { found.append((FaithfulnessName(kind: .title(compact(inside)), text: text(inside), place: start), start..<index + 1)) }
                open = nil
            }
        }
        return found
    }

    /// Letters, digits and characters alone, in one piece.
    func compact(_ range: Range<Int>) -> String {
        range.reduce(into: "") { text, index in
            switch tokens[index].kind {
            case .word(let word): text += word.filter { $0 != "'" }
            case .digits: text += tokens[index].raw
            case .han(let character): text.append(character)
            case .mark: break
            }
        }
    }

    /// Whether a word has a capital merely because a sentence, a line, a quotation or a list item begins with it.
    func isInitial(_ index: Int) -> Bool {
        var before = index - 1
        if tokens[index].opensLine { return true }
        while before >= 0, let mark = mark(before), "\"'“‘(*-–—•#".contains(mark) {
            if tokens[before].opensLine { return true }
            // A dash inside a word or between words begins nothing.
            if "-–—".contains(mark), before > 0 { return false }
            before -= 1
        }
        guard before >= 0, let mark = mark(before) else { return before < 0 }
        return ".!?:;…。！？：；".contains(mark)
    }

    /// A headline: most of its longer words have capitals.
    private var isTitleCase: Bool {
        let words = tokens.indices.filter { word($0) != nil && tokens[$0].raw.count > 3 }
        guard words.count >= 3 else { return false }
        let capitals = words.filter { tokens[$0].raw.first!.isUppercase }
        return capitals.count * 10 >= words.count * 7
    }

    private func latinNames() -> [FaithfulnessName] {
        let isTitleCase = isTitleCase
        let characters = tokens.indices.count { han($0) != nil }, words = tokens.indices.count { word($0) != nil }
        let isChinese = characters > words * 2
        var names: [FaithfulnessName] = []
        var index = 0
        while index < tokens.count {
            defer { index += 1 }
            guard let folded = word(index) else { continue }
            let raw = tokens[index].raw
            if let dotted = dottedLetters(index) {
                let letters = dotted.letters
                if letters.allSatisfy(\.isUppercase) { names.append(FaithfulnessName(kind: .latin(letters.lowercased(), inDoubt: false), text: letters, place: index)) }
                index = dotted.last
                continue
            }
            guard raw.count > 1, isChinese || raw.contains(where: \.isUppercase) else { continue }
            let plain = folded.hasSuffix("'s") ? String(folded.dropLast(2)) : folded
            // A quarter, which is a number.
            if plain.count == 2, plain.first == "q", plain.last!.isDigit { continue }
            if Self.ignored.contains(plain) || Self.isCalendarWord(plain) || EnglishNumber.isNumberWord(plain) || plain.hasPrefix("i'") { continue }
            let inDoubt = !raw.dropFirst().contains(where: \.isUppercase) && (isTitleCase || isInitial(index))
            if inDoubt, FaithfulnessCommonWords.contain(plain) { continue }
            // A part of a word that stands behind a number, such as 5km, is a unit.
            if index > 0, digits(index - 1) != nil, !tokens[index].spaced { continue }
            names.append(FaithfulnessName(kind: .latin(plain, inDoubt: inDoubt), text: raw, place: index))
        }
        return names
    }

    /// U.S., e.g.: the letters in one piece, and the last one's place.
    func dottedLetters(_ index: Int) -> (letters: String, last: Int)? {
        guard word(index)?.count == 1 else { return nil }
        var letters = tokens[index].raw, last = index
        while mark(last + 1) == ".", let letter = word(last + 2), letter.count == 1, !tokens[last + 2].spaced {
            letters += tokens[last + 2].raw
            last += 2
        }
        return last > index ? (letters, last) : nil
    }

    /// Titles before names, and what has a capital wherever it stands.
    private static let ignored: Set = ["i", "mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir", "madam", "ok", "am", "pm", "tv", "pdf", "etc", "eg", "ie"]
}

/// A source, prepared for looking names and values up in it.
struct FaithfulnessSource {
    private let text: FaithfulnessText
    private let facts: Set<FaithfulnessFact>
    private let times: [(minutes: Int, exact: Bool)]
    private let words: Set<String>
    private let compact: String
    /// Chinese as it would be spelled in Latin letters, for a summary in another language.
    private let spelled: String

    init(_ text: FaithfulnessText) {
        self.text = text
        facts = Set(text.numbers(generous: true).flatMap(\.readings))
        times = facts.compactMap { if case .time(let minutes, let exact) = $0 { (minutes, exact) } else { nil } }
        let dotted = text.tokens.indices.compactMap { text.dottedLetters($0)?.letters.lowercased() }
        words = Set(text.tokens.indices.compactMap { text.word($0) }.flatMap { [Self.stem($0), $0] } + dotted)
        compact = text.compact(text.tokens.startIndex..<text.tokens.endIndex)
        spelled = FaithfulnessChineseNames.spelled(text)
    }

    func supports(_ number: FaithfulnessNumber) -> Bool {
        // A date in digits names three values, of which each must be there.
        if number.readings.count == 3, case .month = number.readings[1] { return number.readings.allSatisfy { supports($0) } }
        return number.readings.contains { supports($0) }
    }

    private func supports(_ fact: FaithfulnessFact) -> Bool {
        switch fact {
        case .time(let minutes, let exact):
            times.contains { exact && $0.exact ? $0.minutes == minutes : $0.minutes % 720 == minutes % 720 }
        case .number(let value): facts.contains(fact) || facts.contains { if case .number(let other) = $0 { abs(other - value) <= abs(value) * 1e-9 } else { false } }
        case .percent(let value): facts.contains { if case .percent(let other) = $0 { abs(other - value) <= abs(value) * 1e-9 } else { false } }
        default: facts.contains(fact)
        }
    }

    func supports(_ name: FaithfulnessName) -> Bool {
        switch name.kind {
        case .han(let characters), .title(let characters): return compact.contains(characters)
        case .latin(let word, let inDoubt):
            let plain = word.filter { $0 != "'" }
            if words.contains(word) || words.contains(Self.stem(word)) || words.contains(plain) { return true }
            // "git hub" for GitHub, "open source" for OpenSource.
            if plain.count >= 5, compact.contains(plain) { return true }
            if plain.count >= 2, spelled.contains(" " + plain + " ") || plain.count >= 4 && spelled.replacing(" ", with: "").contains(plain) { return true }
            if inDoubt, words.contains(where: { ContentWords.areKin($0, word) }) { return true }
            return isOfThatPlace(word) || isAcronym(plain)
        }
    }

    /// American and America, Chinese and China.
    private func isOfThatPlace(_ word: String) -> Bool {
        let word = Self.stem(word)
        return words.contains { other in
            let (short, long) = other.count < word.count ? (other, word) : (word, other)
            guard short.count >= 4, long.count - short.count <= 3, ["n", "ese", "ish", "i", "ic"].contains(where: long.hasSuffix) else { return false }
            return zip(short, long).prefix { $0 == $1 }.count >= max(4, short.count - 1)
        }
    }

    /// WHO and World Health Organization.
    private func isAcronym(_ word: String) -> Bool {
        guard word.count >= 3, word.count <= 6 else { return false }
        let initials = String(text.tokens.indices.compactMap { text.word($0) }.filter { !["of", "the", "for", "and"].contains($0) }.compactMap(\.first))
        return initials.contains(word)
    }

    private static func stem(_ word: String) -> String {
        let word = word.hasSuffix("'s") ? String(word.dropLast(2)) : word
        return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
    }
}
