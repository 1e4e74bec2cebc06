/// Readings that hang on what stands beside a character rather than on one word.
enum MandarinNeighbours {
    /// - Parameters:
    ///   - place: of the character in `text`, a run of simplified characters.
    ///   - word: the places of the word that it is in.
    /// - Returns: nil where no rule applies.
    static func reading(of place: Int, in text: [Unicode.Scalar], word: Range<Int>) -> MandarinSyllable? {
        let before = place > 0 ? text[place - 1] : nil
        let after = place + 1 < text.count ? text[place + 1] : nil
        switch text[place] {
        case "地": return particleDe(place, in: text, word)
        case "得" where word.count == 1 || place == word.upperBound - 1:
            guard let after else { return nil }
            if let before, subjects.contains(before) || before == "," { return MandarinSyllable("dei", tone: 3) }
            return before == nil ? MandarinSyllable(after.isHan ? "dei" : "de", tone: 3) : MandarinSyllable("de", tone: 5)
        case "了":
            // 走不了, 办得了: can.
            if before == "不", place > 1, !subjects.contains(text[place - 2]) { return MandarinSyllable("liao", tone: 3) }
            if before == "得", place > 1, after == nil || "吗的呢吧么".unicodeScalars.contains(after!) { return MandarinSyllable("liao", tone: 3) }
            return nil
        // Thin by itself is báo, within words it is bó.
        case "薄" where word.count > 1: return MandarinSyllable("bo", tone: 2)
        case "教" where word.count == 1: return MandarinSyllable("jiao", tone: 1)
        case "为":
            // 以…为: to take as.
            let clause = text[max(0, place - 10)..<place]
            return word.count == 1 && (clause.contains("以") || clause.contains("被")) ? MandarinSyllable("wei", tone: 2) : nil
        case "子" where word.count > 1 && place == word.upperBound - 1: return MandarinSyllable("zi", tone: 5)
        default: return nil
        }
    }

    /// 地 after an adverb is the particle: 高兴地说, but 在地上.
    private static func particleDe(_ place: Int, in text: [Unicode.Scalar], _ word: Range<Int>) -> MandarinSyllable? {
        let particle = MandarinSyllable("de", tone: 5)
        guard place == word.upperBound - 1, place >= 2 else { return nil }
        if text[place - 1] == text[place - 2] || text[place - 1] == "然" { return particle }
        guard word.count == 1, place + 1 < text.count else { return nil }
        // One character before it rather makes a noun: 绿地.
        let follows = text[place + 1]
        return "上下里面中的是有和与在点图带势理址区段产".unicodeScalars.contains(follows) || "的在到一这那各每此该某两".unicodeScalars.contains(text[place - 1]) ? nil : particle
    }

    private static let subjects = Set("我你他她它们咱您谁也都就总还可非必只".unicodeScalars)

    /// Whether 儿 after this character only curls it: 玩儿, but 女儿, and 这|儿子.
    static func isCurled(_ before: Unicode.Scalar, then after: Unicode.Scalar?) -> Bool {
        if let after, "子童女歌科媳时孙戏化园".unicodeScalars.contains(after) { return false }
        return curling.contains(before)
    }

    private static let curling = Set("玩这那哪会花事点今明昨味劲头活块门鸟馅空孩画字词名个样份伴圈边面口根串盆塞尖盖绳猫狗曲弯趟阵片本棍眼球瓶勺架对缝座号牌亮身心嗓响早慢".unicodeScalars)
}
