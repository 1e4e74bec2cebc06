/// The words of a text that say what it is about.
///
/// Latin script: words without the commonest ones, lower case. Chinese, Japanese: pairs of neighbouring characters, since words have no spaces between them.
package enum ContentWords {
    package static func of(_ text: String) -> [String] {
        tokens(of: text).flatMap { token -> [String] in
            switch token {
            case .word(let word): common.contains(word) ? [] : [word]
            case .ideographs(let run): pairs(run)
            case .end: []
            }
        }
    }

    /// A text's pieces in their order.
    enum Token: Equatable {
        case word(String)
        case ideographs(String)
        /// Punctuation: no phrase goes on over it.
        case end
    }

    static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var word = "", run = ""
        func close() {
            if !word.isEmpty { tokens.append(.word(word.lowercased())) }
            if !run.isEmpty { tokens.append(.ideographs(run)) }
            word = ""
            run = ""
        }
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            if character.isIdeograph {
                if !word.isEmpty { close() }
                run.append(character)
            } else if character.isLetter || character.isNumber {
                if !run.isEmpty { close() }
                word.append(character)
            } else if (character == "'" || character == "’" || character == "-" || character == "."), !word.isEmpty, index + 1 < characters.count,
                characters[index + 1].isLetter || characters[index + 1].isNumber, !characters[index + 1].isIdeograph
            {
                // It stands inside a word: don't, well-known, 3.5.
                word.append(character == "’" ? "'" : character)
            } else {
                close()
                if !character.isWhitespace { tokens.append(.end) }
            }
        }
        close()
        return tokens
    }

    private static func pairs(_ run: String) -> [String] {
        let characters = Array(run)
        guard characters.count > 1 else { return [] }
        return (1..<characters.count).compactMap { index in
            let pair = [characters[index - 1], characters[index]]
            return pair.contains(where: particles.contains) ? nil : String(pair)
        }
    }

    /// Whether two words are forms of one: "plan", "plans", "planning".
    package static func areKin(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let short = min(left.count, right.count), long = max(left.count, right.count)
        guard short >= 3, !left.contains(where: \.isIdeograph) else { return false }
        let shared = zip(left, right).prefix { $0 == $1 }.count
        return shared >= max(3, short - 1) && long - shared <= 4 && shared * 10 >= long * 5
    }

    /// Words of English, German, French, Spanish and Italian that stand in any text.
    static let common: Set<String> = Set(
        """
        a about above actually after again against all almost also although always am among an and another any anything are aren't around as at away back be became because become been before \
        being below between both but by can can't cannot come could couldn't did didn't do does doesn't doing don't done down during each either else enough especially even ever every everything \
        few for from further get gets getting go goes going gonna got had hadn't has hasn't have haven't having he he's her here here's hers herself him himself his how however i i'd i'll i'm \
        i've if in indeed instead into is isn't it it's its itself just kind know least less let let's like lot lots made make makes many may maybe me mean might mine more most much must my \
        myself need never next no nor not nothing now of off often oh ok okay on once one ones only onto or other others our ours ourselves out over own per perhaps please put quite rather \
        really right said same say says see seem seems seen shall she she's should shouldn't since so some something sort still such sure take than thank thanks that that's the their theirs \
        them themselves then there there's these they they'd they'll they're they've thing things think this those though through thus to together too toward towards uh um under until up upon \
        us use used using very want was wasn't way we we'd we'll we're we've well went were weren't what what's when where whether which while who who's whole whom whose why will with within \
        without won't would wouldn't yeah yes yet you you'd you'll you're you've your yours yourself \
        der die das und ist nicht ein eine einen dem den des mit auf für von zu im auch es sie er wir ich aber als an bei \
        le la les un une des et est pas que qui dans pour sur avec il elle nous vous je ne se ce au aux du de en \
        el los las una y no por con para se su al lo como más \
        il gli una e non che di da per con si è
        """.split(separator: " ").map(String.init))

    /// Characters that join other words and say nothing alone.
    static let particles: Set<Character> = Set("的了是在和与及或也都就而但这那有我你他她它们个不一上下来去会要说到得着过把被让对从为以于之其吗呢吧啊嗯哦呀很还又再已所并则么什怎样些")
}

extension Character {
    /// Characters of Chinese, and of Japanese syllables.
    package var isIdeograph: Bool {
        guard let scalar = unicodeScalars.first else { return false }
        return scalar.properties.isIdeographic || (0x3041...0x30FF).contains(scalar.value)
    }
}

extension ContentWords {
    /// How much a text says: its words; of Chinese, half its characters.
    package static func size(of text: String) -> Int {
        tokens(of: text).reduce(0) { sum, token in
            switch token {
            case .word: sum + 1
            case .ideographs(let run): sum + (run.count + 1) / 2
            case .end: sum
            }
        }
    }
}
