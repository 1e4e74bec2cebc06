/// English words that are written shorter than they are read.
enum EnglishWords {
    static let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]

    /// The month of a name or its abbreviation, which begin with a capital; 1 … 12.
    static func month(_ word: String) -> Int? {
        guard word.unicodeScalars.first?.isUppercase ?? false else { return nil }
        if word == "Sept" { return 9 }
        return months.firstIndex { word.count >= 3 && ($0 == word || (word.count == 3 && $0.hasPrefix(word))) }.map { $0 + 1 }
    }

    static let days = ["Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"]

    /// Letter by letter. A is written as it sounds: by itself it would be read as the article.
    static func letters(_ word: String) -> String {
        word.map { $0 == "A" || $0 == "a" ? "eigh" : $0.uppercased() }.joined(separator: " ")
    }

    /// With a point. `isTitle`: a name follows, so that the point never ends a sentence.
    static let abbreviations: [String: (word: String, isTitle: Bool)] = {
        var all: [String: (word: String, isTitle: Bool)] = [:]
        for (list, isTitle) in [(titles, true), (others, false)] {
            for line in list.split(separator: ",") {
                let sides = line.split(separator: "=").map { $0.split(separator: " ").joined(separator: " ") }
                all[sides[0]] = (sides[1], isTitle)
            }
        }
        return all
    }()

    private static let titles = """
        mr=Mister, mrs=Missus, ms=Miz, mx=Mix, prof=Professor, gen=General, capt=Captain, lt=Lieutenant, col=Colonel, sgt=Sergeant, rev=Reverend, hon=Honorable, gov=Governor, \
        sen=Senator, rep=Representative, pres=President, mt=Mount, ft=Fort, fig=figure, figs=figures, eq=equation, approx=approximately, ca=circa, cf=compare, vol=volume, pp=pages, ch=chapter, vs=versus, v=versus, \
        messrs=Messers, maj=Major, cmdr=Commander, adm=Admiral, mme=Madame, mlle=Mademoiselle
        """
    private static let others = """
        etc=et cetera, inc=Incorporated, ltd=Limited, corp=Corporation, co=Company, bros=Brothers, jr=Junior, sr=Senior, ave=Avenue, blvd=Boulevard, rd=Road, dept=department, est=established, \
        ed=edition, al=al, assn=Association, univ=University, misc=miscellaneous, max=maximum, min=minimum, temp=temperature, tel=telephone, ext=extension, hrs=hours, mins=minutes, secs=seconds, \
        govt=government, intl=international, esp=especially, incl=including, excl=excluding, resp=respectively, viz=namely, esq=Esquire
        """

    /// Read the same without their point.
    static let pointless: Set<String> = ["Mr", "Mrs", "Ms", "Prof", "vs", "Jr", "Sgt", "Capt", "etc", "approx"]

    /// All in capitals, yet read as words.
    static let pronounced: Set<String> = [
        "NASA", "NATO", "UNESCO", "UNICEF", "OPEC", "AIDS", "LASER", "RADAR", "SCUBA", "PIN", "SIM", "RAM", "ROM", "GIF", "LAN", "WAN", "OK", "COVID", "SARS", "ASEAN", "FIFA", "UEFA",
        "NAFTA", "BASIC", "COBOL", "FORTRAN", "CAPTCHA", "JPEG", "BRICS", "SWAT", "AWOL", "YOLO", "BERT", "DRAM", "SRAM", "ASAP", "LED", "NAND", "SOAP", "REST", "CRISPR", "NOAA", "ELISA", "WIMAX", "PETA",
        "NASDAQ", "INTERPOL", "MERS", "TED", "IKEA", "LEGO", "VISA", "SONY", "DARPA", "ARPA", "ICANN", "POSIX", "LIDAR", "SONAR", "EBITDA", "ZIP", "NIMBY",
    ]
    /// Ordinary words in capitals, stressed rather than shortened.
    static let stressed: Set<String> = [
        "NOT", "NO", "YES", "AND", "OR", "BUT", "ALL", "ANY", "NEVER", "ONLY", "MUST", "VERY", "THE", "IS", "ARE", "WAS", "DO", "DON", "STOP", "GO", "NOW", "NEW", "BIG", "OUT", "OFF", "ON", "IN", "IF", "THIS", "THAT", "HERE", "WILL",
        "MORE", "LESS", "BEST", "FREE", "HELP", "READ", "NOTE", "OPEN", "HOT", "TOP", "END", "YOU", "WE", "ME", "MY", "SO", "TO", "BE", "AT", "BY", "OF", "FOR", "WITH", "FROM", "JUST", "EVER", "EVEN", "ALSO", "BOTH", "EACH", "MANY",
    ]
    /// Words that often begin sentences.
    static let beginnings: Set<String> = [
        "the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "there", "in", "on", "at", "but", "and", "so", "then", "when", "if", "his", "her", "its", "our", "my", "your", "their", "what", "who", "how",
        "why", "where", "no", "yes", "however", "after", "before", "as", "for", "with", "to", "by", "from", "now", "some", "many", "most", "all", "one", "two", "is", "are", "was", "do", "did", "please",
    ]
    /// St. after one of these is a saint's, though they begin with a capital.
    static let beforeSaints: Set<String> = ["mount", "mt", "port", "old", "east", "west", "new", "north", "south", "fort", "bay", "church", "cathedral", "hospital", "and", "lake", "cape", "college", "king's", "the", "of"]
    static let soundingAs = ["ASCII": "askey", "JPEG": "jay peg", "MPEG": "em peg", "SQL": "sequel", "OK": "okay", "WWW": "triple W", "NASDAQ": "Nasdaq"]

    /// A year follows rather than a count.
    static let beforeYears: Set<String> = Set(
        ["in", "since", "by", "until", "till", "during", "year", "circa", "early", "late", "mid", "summer", "winter", "spring", "autumn", "fall", "copyright", "class", "season"] + months.map { $0.lowercased() })
    /// What a number before it counts, without an s at its end.
    static let counted: Set<String> = ["people", "men", "women", "children", "feet", "percent", "yen", "yuan", "euro", "hertz", "police", "staff", "fish", "sheep", "or", "more", "of", "and a half"]
    static let endingInS: Set<String> = ["was", "has", "this", "its", "across", "less", "versus", "thus", "always", "perhaps", "plus", "is", "as", "olympics", "elections", "does", "christmas", "census", "crisis", "sees", "saw"]

    /// 2.10 after one of these is a version.
    static let versioned: Set<String> = [
        "version", "release", "build", "python", "swift", "ios", "android", "ubuntu", "debian", "fedora", "linux", "kernel", "chrome", "firefox", "safari", "node", "java", "ruby", "perl", "php", "go", "rust",
        "gcc", "clang", "llvm", "cuda", "macos", "windows", "http", "tls", "usb", "bluetooth", "django", "rails", "react", "postgres", "postgresql", "mysql", "openvino", "pytorch", "tensorflow", "numpy", "qt", "gnome", "kde", "chapter", "section",
        "figure", "table", "appendix",
    ]

    /// A Roman numeral after one of these is a number.
    static let numbered: Set<String> = [
        "chapter", "part", "volume", "act", "scene", "section", "article", "book", "appendix", "phase", "type", "war", "title", "stage", "unit", "level", "episode", "canto", "table", "figure", "grade", "round", "step", "class", "season", "mark",
        "bowl", "psalm", "symphony", "schedule", "annex", "division", "group", "vatican", "apollo", "saturn", "rocky", "fantasy",
    ]
    /// A Roman numeral after one of these is a rank in a line.
    static let reigning: Set<String> = [
        "henry", "louis", "elizabeth", "charles", "george", "edward", "william", "james", "richard", "paul", "pius", "benedict", "leo", "gregory", "napoleon", "philip", "ferdinand", "frederick", "wilhelm",
        "nicholas", "catherine", "alexander", "peter", "francis", "mary", "ramesses", "darius", "xerxes", "ptolemy", "ivan", "carl", "gustav", "christian", "haakon", "otto", "leopold", "umberto", "emmanuel", "alfonso",
        "innocent", "clement", "urban", "sixtus", "boniface", "julius", "john", "victoria", "joseph", "franz", "maximilian", "rudolf", "sigismund", "harald", "olaf", "margrethe", "baldwin", "pedro", "juan", "felipe", "robert", "david", "malcolm",
        "edmund", "harold", "stephen", "isabella", "mehmed", "selim", "murad", "suleiman", "cyrus", "artaxerxes", "thutmose", "amenhotep", "seti", "constantine", "theodosius", "justinian", "basil", "leopold", "albert", "rama", "hassan",
        "abdullah", "mohammed", "elisabeth", "friedrich", "karl", "heinrich", "ludwig", "king", "queen", "pope",
    ]

    /// The value of a Roman numeral in its usual form, up to 99 (C, D and M make words: MIX, CIVIL, DIM); nil for others.
    static func roman(_ word: String) -> Int? {
        guard (1...8).contains(word.count), word.allSatisfy({ "IVXL".contains($0) }) else { return nil }
        let values: [Character: Int] = ["I": 1, "V": 5, "X": 10, "L": 50]
        let numbers = word.map { values[$0]! }
        var total = 0
        for (index, number) in numbers.enumerated() { total += index + 1 < numbers.count && number < numbers[index + 1] ? -number : number }
        // Only the usual way of writing it: IIX is none.
        return total > 0 && written(total) == word ? total : nil
    }

    private static func written(_ number: Int) -> String {
        var rest = number, result = ""
        for (value, sign) in [(90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
            while rest >= value {
                result += sign
                rest -= value
            }
        }
        return result
    }
}
