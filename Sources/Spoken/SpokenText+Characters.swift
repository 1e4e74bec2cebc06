extension SpokenText {
    /// Text character by character, each by its name: what a reader of the screen says for a key, a letter, a password.
    ///
    /// - Parameter namesCapitals: say that a letter is a capital one.
    package static func characters(_ text: String, language: SpokenLanguage, namesCapitals: Bool = false) -> String {
        let names = text.map { name($0, language, namesCapitals) }.filter { !$0.isEmpty }
        return names.joined(separator: language == .mandarin ? "，" : ", ")
    }

    private static func name(_ character: Character, _ language: SpokenLanguage, _ namesCapitals: Bool) -> String {
        guard let scalar = character.unicodeScalars.first else { return "" }
        if character.unicodeScalars.count == 1, scalar.isDigit {
            return language == .mandarin ? MandarinNumbers.digits[Int(scalar.value) - 48] : EnglishNumbers.ones[Int(scalar.value) - 48]
        }
        if scalar.isASCIILetter {
            let letter = EnglishWords.letters(String(character))
            return namesCapitals && scalar.isUppercase ? (language == .mandarin ? "大写 " : "capital ") + letter : letter
        }
        if let index = signs[character] { return language == .mandarin ? index.mandarin : index.english }
        return character.isWhitespace ? (language == .mandarin ? "空格" : "space") : String(character)
    }

    private static let signs: [Character: (english: String, mandarin: String)] = [
        " ": ("space", "空格"), "\t": ("tab", "制表符"), "\n": ("new line", "换行"), ".": ("dot", "点"), ",": ("comma", "逗号"), ";": ("semicolon", "分号"), ":": ("colon", "冒号"), "!": ("exclamation mark", "感叹号"), "?": ("question mark", "问号"),
        "'": ("apostrophe", "单引号"), "\"": ("quote", "双引号"), "`": ("backtick", "反引号"), "(": ("left parenthesis", "左括号"), ")": ("right parenthesis", "右括号"), "[": ("left bracket", "左方括号"), "]": ("right bracket", "右方括号"),
        "{": ("left brace", "左花括号"), "}": ("right brace", "右花括号"), "<": ("less than", "小于号"), ">": ("greater than", "大于号"), "/": ("slash", "斜杠"), "\\": ("backslash", "反斜杠"), "|": ("vertical bar", "竖线"), "-": ("dash", "减号"),
        "_": ("underscore", "下划线"), "+": ("plus", "加号"), "=": ("equals", "等号"), "*": ("star", "星号"), "&": ("and", "和号"), "%": ("percent", "百分号"), "$": ("dollar", "美元符号"), "#": ("hash", "井号"), "@": ("at", "艾特"), "^": ("caret", "脱字符"),
        "~": ("tilde", "波浪号"), "€": ("euro", "欧元符号"), "£": ("pound", "英镑符号"), "¥": ("yen", "元符号"), "°": ("degree", "度"), "…": ("ellipsis", "省略号"), "—": ("em dash", "破折号"), "–": ("en dash", "连接号"),
        "。": ("full stop", "句号"), "，": ("comma", "逗号"), "、": ("comma", "顿号"), "；": ("semicolon", "分号"), "：": ("colon", "冒号"), "？": ("question mark", "问号"), "！": ("exclamation mark", "感叹号"),
        "（": ("left parenthesis", "左括号"), "）": ("right parenthesis", "右括号"), "“": ("left quote", "左双引号"), "”": ("right quote", "右双引号"), "《": ("left title mark", "左书名号"), "》": ("right title mark", "右书名号"),
    ]
}
