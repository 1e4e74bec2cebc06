/// Numbers in Chinese characters, as they are said: 两千, 一百零二, 十二万.
enum MandarinNumbers {
    static let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]

    static func cardinal(_ digits: String) -> String {
        guard let number = UInt64(digits), digits.count <= FigureScanner.mostDigits else { return spelled(digits) }
        return cardinal(number)
    }

    /// By groups of four places: 万, 亿, 万亿, and 亿亿 from there on.
    static func cardinal(_ number: UInt64) -> String {
        if number == 0 { return "零" }
        let scales = ["", "万", "亿", "万亿", "亿亿"]
        var groups: [Int] = [], rest = number
        while rest > 0 {
            groups.append(Int(rest % 10_000))
            rest /= 10_000
        }
        var words = "", isGap = false
        for (scale, group) in groups.enumerated().reversed() {
            if group == 0 {
                isGap = true
                continue
            }
            if !words.isEmpty, isGap || group < 1000 { words += "零" }
            // 两万, but 十二万; 两千 within a group is below.
            words += group == 2 && scale > 0 ? "两" : belowTenThousand(group, isFirst: words.isEmpty)
            words += scales[scale]
            isGap = false
        }
        // 一万亿零五亿 is said 一万零五亿.
        if groups.count > 3, groups[3] > 0, groups[2] > 0 { words = words.replacing("万亿", with: "万", maxReplacements: 1) }
        return words
    }

    private static func belowTenThousand(_ number: Int, isFirst: Bool) -> String {
        var words = "", isGap = false
        for (place, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = number / place % 10
            if digit == 0 {
                isGap = !words.isEmpty
                continue
            }
            if isGap { words += "零" }
            isGap = false
            if place == 10, digit == 1, words.isEmpty, isFirst {
                words += name
            } else {
                words += (digit == 2 && place >= 100 ? "两" : digits[digit]) + name
            }
        }
        return words
    }

    /// Digit by digit.
    static func spelled(_ digits: String) -> String {
        digits.unicodeScalars.map { $0.isDigit ? Self.digits[Int($0.value) - 48] : String($0) }.joined()
    }

    /// As numbers are read over the telephone: 1 is 幺, which is not taken for 七.
    static func telephoned(_ digits: String) -> String { spelled(digits).replacing("一", with: "幺") }
}
