extension TextReader {
    /// A word, and with it the point of its abbreviation.
    mutating func readWord() {
        let start = position
        var end = start
        while end < text.count, text[end].isLetter || isInnerApostrophe(end) { end += 1 }
        let slice = text[start..<end]
        // Nothing that is written shorter is this long.
        guard slice.count <= 24 else { return keepWord(slice, end) }
        let word = String(String.UnicodeScalarView(slice))
        let small = word.lowercased()
        if let initials = initials(end, first: word) { return initials.isEmpty ? keepWord(slice, end) : () }
        // J. K. Rowling
        if word.count == 1, word != "I", slice.first!.isUppercase, peek(end) == ".", peek(end + 1) == " ", peek(end + 2)?.isUppercase ?? false, !EnglishWords.beginnings.contains(self.word(at: end + 2)) {
            return sayWord(EnglishWords.letters(word), end + 1, small)
        }
        if let (date, dateEnd) = dateFromMonth() { return sayDate(date, dateEnd) }
        if let spoken = abbreviation(word, small, end) { return sayWord(spoken.words, spoken.end, small) }
        if let number = EnglishWords.roman(word), let spoken = roman(number, word, end) { return sayWord(spoken, end, small) }
        if let spoken = acronym(word, end) { return sayWord(spoken, end, small) }
        keepWord(slice, end)
    }

    private func isInnerApostrophe(_ place: Int) -> Bool {
        (text[place] == "'" || text[place] == "’") && place > position && text[place - 1].isLetter && place + 1 < text.count && text[place + 1].isLetter
    }

    private mutating func keepWord(_ slice: ArraySlice<Unicode.Scalar>, _ end: Int) {
        keep(slice)
        note(String(String.UnicodeScalarView(slice.prefix(24))), end)
    }

    private mutating func sayWord(_ words: String, _ end: Int, _ small: String) {
        let written = String(String.UnicodeScalarView(text[position..<min(end, position + 24)]))
        say(words)
        note(written, end)
        previousWord = small
    }

    private mutating func note(_ written: String, _ end: Int) {
        let small = written.lowercased()
        let isCapital = written.unicodeScalars.first?.isUppercase ?? false
        let isFirst = previousWord.isEmpty
        let wasName = followsName
        let keepsYear = ["and", "or", "to"].contains(small)
        position = end
        let years = keepsYear && isYearBefore
        forget()
        previousWord = small
        followsName = isCapital && (!isFirst || wasName)
        if years { markYear() }
    }

    // MARK: Kinds

    /// e.g., U.S.A., p.m.: letters with points. nil: it is none; empty: it is none of those read otherwise.
    private mutating func initials(_ end: Int, first: String) -> String? {
        guard first.count == 1, peek(end) == ".", peek(end + 1)?.isLetter ?? false, peek(end + 2) == "." || !(peek(end + 2)?.isLetter ?? false) else { return nil }
        var letters = first, place = end
        while letters.count < 8, peek(place) == ".", let next = peek(place + 1), next.isLetter, !(peek(place + 2)?.isLetter ?? false) {
            letters.unicodeScalars.append(next)
            place += 2
        }
        guard letters.count > 1 else { return nil }
        let words: String
        switch letters.lowercased() {
        case "eg": words = "for example"
        case "ie": words = "that is"
        default: words = EnglishWords.letters(letters)
        }
        // The U.S. Army: a capital does not end the sentence here, unless it begins a word that begins sentences.
        let goesOn = peek(place + 1) == " " && (peek(place + 2)?.isLetter ?? false) && !EnglishWords.beginnings.contains(self.word(at: place + 2))
        sayWord(words, endOfPoint(place, isTitle: goesOn || ["eg", "ie"].contains(letters.lowercased())), letters.lowercased())
        return words
    }

    /// The place behind the point of an abbreviation; before it where it also ends the sentence.
    private func endOfPoint(_ place: Int, isTitle: Bool) -> Int {
        guard peek(place) == "." else { return place }
        if isTitle { return place + 1 }
        let next = peek(place + 1)
        return next == nil || next == "\n" || (next!.isSpace && (peek(place + 2).map { $0.isUppercase } ?? true)) ? place : place + 1
    }

    private func abbreviation(_ word: String, _ small: String, _ end: Int) -> (words: String, end: Int)? {
        let hasPoint = peek(end) == "."
        let next = peek(hasPoint ? end + 1 : end)
        let following = next == " " ? peek(hasPoint ? end + 2 : end + 1) : next
        let isBeforeCapital = next == " " && following?.isUppercase ?? false
        let isBeforeFigure = following?.isDigit ?? false
        switch word {
        case "Dr" where hasPoint || isBeforeCapital:
            // Mulholland Dr.: a name before it and none after.
            return followsName && !isBeforeCapital ? ("Drive", endOfPoint(end, isTitle: false)) : ("Doctor", hasPoint ? end + 1 : end)
        case "St" where hasPoint || isBeforeCapital:
            // Elm St. Mr. Jones: a name before it makes it a street.
            let isSaint = isBeforeCapital && (!followsName || EnglishWords.beforeSaints.contains(previousWord))
            return isSaint ? ("Saint", hasPoint ? end + 1 : end) : ("Street", endOfPoint(end, isTitle: false))
        case "No", "Nos", "no": if isBeforeFigure, hasPoint { return (speaker.numberWord(), skippingSpace(end + 1)) }
        case "p" where hasPoint && isBeforeFigure: return ("page", end + 1)
        case "Ph" where hasPoint && peek(end + 1) == "D": return ("P H D", peek(end + 2) == "." ? endOfPoint(end + 2, isTitle: false) : end + 2)
        case "v", "V", "ver", "Ver":
            if peek(end)?.isDigit ?? false { return ("version", end) }
            if hasPoint, isBeforeFigure { return ("version", end + 1) }
        case "Sec" where hasPoint && isBeforeFigure: return ("section", end + 1)
        case "w" where peek(end) == "/": return ("with", end + 1)
        default: break
        }
        if word == "and", peek(end) == "/", peek(end + 1) == "o" { return ("and", end + 1) }
        if ["he", "she", "his", "her", "him", "either", "yes", "no", "him"].contains(small), peek(end) == "/", peek(end + 1)?.isLetter ?? false { return (word + " or", end + 1) }
        if EnglishWords.month(word) != nil, word.count <= 4, word != "May", hasPoint || isBeforeFigure { return (EnglishWords.months[EnglishWords.month(word)! - 1], hasPoint ? endOfPoint(end, isTitle: isBeforeFigure) : end) }
        if let day = EnglishWords.days[word], hasPoint || next == "–" || next == "," || previousWord.isEmpty && position > 0 && text[position - 1] == "–" { return (day, hasPoint ? endOfPoint(end, isTitle: false) : end) }
        if hasPoint, let known = EnglishWords.abbreviations[small], !(known.word == "compare" && word != "cf"), !["max", "min", "temp", "ed", "al", "v", "ch", "est", "co", "sr", "gen", "col", "rep", "fig"].contains(small) || isAbbreviated(word, small, isBeforeCapital, isBeforeFigure, next) {
            return (known.word, endOfPoint(end, isTitle: known.isTitle))
        }
        if !hasPoint, EnglishWords.pointless.contains(word) { return (EnglishWords.abbreviations[small]!.word, end) }
        return nil
    }

    /// What may also be a word at the end of its sentence is an abbreviation only where the text goes on as after one.
    private func isAbbreviated(_ word: String, _ small: String, _ isBeforeCapital: Bool, _ isBeforeFigure: Bool, _ next: Unicode.Scalar?) -> Bool {
        switch small {
        case "gen", "col", "rep": isBeforeCapital && word.first!.isUppercase
        case "fig", "ch": isBeforeFigure
        case "co", "sr", "est": word.first!.isUppercase || small == "est" && isBeforeFigure
        case "al": previousWord == "et"
        case "v": isBeforeCapital && followsName
        default: next == " " && !isBeforeCapital
        }
    }

    private func skippingSpace(_ place: Int) -> Int { peek(place) == " " ? place + 1 : place }

    private func roman(_ number: Int, _ word: String, _ end: Int) -> String? {
        let before = position > 0 ? text[position - 1] : nil
        if before == "第" { return speaker.chapter(number) }
        if EnglishWords.numbered.contains(previousWord), word != "I" || !(peek(end) == " " && (peek(end + 1)?.isLowercase ?? false)) { return speaker.chapter(number) }
        guard EnglishWords.reigning.contains(previousWord) else { return nil }
        // Elizabeth I, but "as Mary I sang": a pronoun goes on with a word in small letters other than these.
        if word == "I", peek(end) == " ", peek(end + 1)?.isLowercase ?? false {
            let next = String(String.UnicodeScalarView(text[(end + 1)..<min(text.count, end + 8)].prefix { $0.isLetter }))
            guard ["of", "was", "and", "is", "in", "died", "became", "ruled", "reigned"].contains(next) else { return nil }
        }
        return "the " + EnglishNumbers.ordinal(String(number))
    }

    private func acronym(_ word: String, _ end: Int) -> String? {
        var letters = word
        var isPlural = false
        if letters.hasSuffix("'s") || letters.hasSuffix("’s") {
            letters.removeLast(2)
            isPlural = true
        } else if letters.count > 2, letters.last == "s" {
            letters.removeLast()
            isPlural = true
        }
        guard (2...6).contains(letters.count), letters.allSatisfy({ ("A"..."Z").contains($0) }) else { return nil }
        if let sound = EnglishWords.soundingAs[letters] { return sound + (isPlural ? "s" : "") }
        if EnglishWords.pronounced.contains(letters) || isShouted { return nil }
        // Long ones with vowels are words that someone stressed.
        if letters.count >= 4, letters.contains(where: { "AEIOU".contains($0) }), letters.contains(where: { !"AEIOU".contains($0) }), letters.count >= 5 || EnglishWords.stressed.contains(letters) { return nil }
        if EnglishWords.stressed.contains(letters) { return nil }
        return EnglishWords.letters(letters) + (isPlural ? "'s" : "")
    }

    /// The word that begins at a place, in small letters, as far as a dozen of them.
    private func word(at place: Int) -> String {
        String(String.UnicodeScalarView(text[place..<min(text.count, place + 12)].prefix { $0.isLetter })).lowercased()
    }

    func peek(_ place: Int) -> Unicode.Scalar? { place >= 0 && place < text.count ? text[place] : nil }
}
