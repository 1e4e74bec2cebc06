/// The tokens of a CTC head: which of them is no text, which ends a word, and how the others make words.
package struct CTCVocabulary: Sendable {
    /// What a token does to the text.
    enum Kind: UInt8, Sendable {
        /// Blank, padding, start, end, unknown: no text.
        case silent
        /// Ends a word; a space stands for it.
        case delimiter
        /// Goes on with a word, or begins one.
        case letter
        /// A word by itself: a character of a script that is written without spaces.
        case whole
        /// A mark or punctuation: belongs to what stands before it.
        case attached
    }

    /// Text of each token, by id.
    package let tokens: [String]
    package let blank: Int
    package let wordDelimiter: Int?
    let kinds: [Kind]
    /// The tokens' texts as they are shown.
    private let shown: [String]
    private let ids: [String: Int]
    private let longestToken: Int

    /// - Parameters:
    ///   - blank: id of the CTC blank.
    ///   - wordDelimiter: the token that means a space, usually "|".
    ///   - special: further ids that are never text.
    ///   - lowerCase: show the text in lower case.
    package init(tokens: [String], blank: Int, wordDelimiter: String? = nil, special: [Int] = [], lowerCase: Bool = false) throws(CTCError) {
        func wrong(_ what: String) -> CTCError { CTCError(code: .vocabulary, what) }
        guard !tokens.isEmpty else { throw wrong("the vocabulary is empty; expected the texts of all tokens") }
        guard tokens.indices.contains(blank) else {
            throw wrong("the vocabulary has no blank: id \(blank) is none of its \(tokens.count) tokens; CTC needs one, usually the padding token")
        }
        if let outside = special.first(where: { !tokens.indices.contains($0) }) {
            throw wrong("special token \(outside) is none of the vocabulary's \(tokens.count) tokens")
        }
        var ids: [String: Int] = [:]
        for (id, token) in tokens.enumerated() where ids[token] == nil { ids[token] = id }
        var delimiter: Int?
        if let wordDelimiter {
            guard let id = ids[wordDelimiter] else {
                throw wrong("the word delimiter \"\(wordDelimiter)\" is none of the vocabulary's \(tokens.count) tokens")
            }
            guard id != blank else { throw wrong("the word delimiter \"\(wordDelimiter)\" is the blank as well; expected two tokens") }
            delimiter = id
        }
        let silent = Set(special + [blank]).subtracting(delimiter.map { [$0] } ?? [])
        // Without a delimiter and without a script that needs none, nothing says where words end: each token is one.
        let isSpaceless = tokens.contains(where: Self.isSpaceless)
        let separates = delimiter != nil || isSpaceless
        kinds = tokens.enumerated().map { id, token in
            if silent.contains(id) || token.isEmpty { return .silent }
            if id == delimiter { return .delimiter }
            if Self.isSpaceless(token) { return .whole }
            if Self.isAttached(token) { return .attached }
            return separates ? .letter : .whole
        }
        guard kinds.contains(where: { $0 == .letter || $0 == .whole }) else {
            throw wrong("none of the vocabulary's \(tokens.count) tokens is text; expected letters or characters")
        }
        self.tokens = tokens
        self.blank = blank
        self.wordDelimiter = delimiter
        self.ids = ids
        shown = lowerCase ? tokens.map { $0.lowercased() } : tokens
        longestToken = tokens.reduce(1) { max($0, $1.count) }
    }

    /// Whether most tokens are Chinese characters, and none is Japanese.
    package var isChinese: Bool {
        func count(_ ranges: ClosedRange<UInt32>...) -> Int {
            tokens.count { token in token.unicodeScalars.count == 1 && token.unicodeScalars.contains { scalar in ranges.contains { $0.contains(scalar.value) } } }
        }
        return count(0x3400...0x9FFF, 0x20000...0x3FFFF) * 2 > tokens.count && count(0x3040...0x30FF) == 0
    }

    package var count: Int { tokens.count }

    func text(_ id: Int) -> String { shown[id] }

    /// The ids of a phrase, spaces as delimiters; nil where a letter of it is in no token.
    ///
    /// A phrase in the other case is brought into that of the vocabulary. Where the vocabulary has no punctuation, hyphens are
    /// spaces and the rest is left out.
    package func ids(of phrase: String) -> [Int]? {
        ids(exactly: phrase) ?? ids(exactly: phrase.uppercased()) ?? ids(exactly: phrase.lowercased())
    }

    private func ids(exactly phrase: String) -> [Int]? {
        let characters = Array(phrase)
        var found: [Int] = []
        var place = 0
        func space() {
            if let wordDelimiter, let last = found.last, last != wordDelimiter { found.append(wordDelimiter) }
        }
        search: while place < characters.count {
            for length in stride(from: min(longestToken, characters.count - place), to: 0, by: -1) {
                guard let id = ids[String(characters[place..<(place + length)])], kinds[id] != .silent, kinds[id] != .delimiter else { continue }
                found.append(id)
                place += length
                continue search
            }
            let character = characters[place]
            guard !character.isLetter, !character.isNumber else { return nil }
            if character.isWhitespace || character == "-" || character == "/" { space() }
            place += 1
        }
        if let last = found.last, last == wordDelimiter { found.removeLast() }
        return found.isEmpty ? nil : found
    }

    /// Scripts that are written without spaces; their captions have a word a character.
    private static func isSpaceless(_ token: String) -> Bool {
        guard let first = token.unicodeScalars.first, !isMark(first), !first.properties.isWhitespace else { return false }
        return switch first.value {
        case 0x0E00...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isAttached(_ token: String) -> Bool {
        guard let first = token.unicodeScalars.first else { return false }
        return isMark(first) || !token.contains { $0.isLetter || $0.isNumber || $0.isSymbol }
    }
}
