private let chineseDigits: [Character: Double] = [
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
]
private let chineseUnits: [Character: Double] = ["十": 10, "百": 100, "千": 1000]
private let chineseScales: [Character: Double] = ["万": 1e4, "亿": 1e8]

/// What numbers count with: behind one of these, even a single character is a number and not a part of a word.
private let measures: Set<Character> = Set("个名位人天年月日号点分秒块元美欧英次家本台辆只条张件岁周小倍成层楼站米里斤克吨升度间所座支篇页项种类组批套份场轮届章节亩户口步课期代千百公万亿%")

extension FaithfulnessText {
    /// A number that begins at a Chinese character, or at digits that Chinese follows: 三百五十万, 3万, 百分之五, 下午三点半, 3月5日, 星期五.
    func chineseNumber(_ index: Int, _ generous: Bool) -> FaithfulnessNumber? {
        if let weekday = chineseWeekday(index) { return weekday }
        if generous, han(index) == "一" && han(index + 1) == "半" || han(index) == "半" && han(index + 1) == "数" {
            return FaithfulnessNumber(readings: [.percent(50), .number(0.5)], tokens: index..<index + 2)
        }
        if han(index) == "百", han(index + 1) == "分", han(index + 2) == "之" {
            guard let value = chineseValue(index + 3) else { return nil }
            return FaithfulnessNumber(readings: value.readings.map { .percent($0) }, tokens: index..<value.next)
        }
        guard let value = chineseValue(index) else { return nil }
        var next = value.next
        let first = value.readings[0]
        if han(next) == "月", first.rounded() == first, 1...12 ~= first {
            return FaithfulnessNumber(readings: [.month(Int(first))], tokens: index..<next + 1)
        }
        if let clock = chineseTime(index, value, generous) { return clock }
        if mark(next) == "%" { return FaithfulnessNumber(readings: value.readings.map { .percent($0) }, tokens: index..<next + 1) }
        if case .digits = tokens[index].kind, next == index + 1, han(next) == nil { return nil }
        var readings = value.readings.map { FaithfulnessFact.number($0) }
        if han(next) == "成", first <= 10 { readings.append(.percent(first * 10)) }
        if generous {
            // Digit by digit, too: 三四个 are three or four.
            if value.isPlain { readings += (index..<next).compactMap { han($0).flatMap { chineseDigits[$0] } }.map { .number($0) } }
            return FaithfulnessNumber(readings: readings, tokens: index..<next)
        }
        if !isSure(index, value) { readings = [] }
        // One is everywhere.
        if case .han = tokens[index].kind, first == 1 { readings = [] }
        next = max(next, index + 1)
        return FaithfulnessNumber(readings: readings, tokens: index..<next)
    }

    private struct ChineseValue {
        var readings: [Double]
        var next: Int
        /// Digits alone, without a unit.
        var isPlain: Bool
    }

    /// Whether the characters are a number and not a part of a word: 三亚, 万一, 十分, 千万.
    private func isSure(_ index: Int, _ value: ChineseValue) -> Bool {
        guard case .han = tokens[index].kind else { return true }
        let run = (index..<value.next).compactMap { han($0) }
        let follower = han(value.next)
        if run == ["十"], follower == "分", han(value.next + 1) != "钟" { return false }
        let counts = follower.map(measures.contains) ?? false
        if run.count == 1 { return counts || han(index - 1) == "第" }
        // 万一, 千万不要; 三三两两.
        guard chineseDigits[run[0]] != nil || run[0] == "十", !["三三两两", "一一", "一五一十", "两两"].contains(String(run)) else { return false }
        return !value.isPlain || counts || run.count > 2 || mark(value.next) != nil
    }

    private func chineseValue(_ index: Int) -> ChineseValue? {
        if let digits = digits(index) {
            // 3万, 1.5亿, 20多万.
            var (value, next) = (digits, index + 1)
            while let scale = han(next).flatMap({ chineseScales[$0] ?? chineseUnits[$0] }), han(next) != "十" {
                value *= scale
                next += 1
            }
            return ChineseValue(readings: [value], next: next, isPlain: false)
        }
        var run: [Character] = [], next = index
        while let character = han(next), chineseDigits[character] != nil || chineseUnits[character] != nil || chineseScales[character] != nil {
            run.append(character)
            next += 1
        }
        guard !run.isEmpty else { return nil }
        if run.allSatisfy({ chineseDigits[$0] != nil }) {
            let digits = run.map { String(Int(chineseDigits[$0]!)) }.joined()
            var readings = [Double(digits) ?? .infinity]
            // 三点五
            if han(next) == "点", let fraction = fraction(next + 1), !isTimeUnit(fraction.next) {
                readings = [Double("\(digits).\(fraction.digits)") ?? .infinity]
                next = fraction.next
                while let scale = han(next).flatMap({ chineseScales[$0] }) {
                    readings[0] *= scale
                    next += 1
                }
                return ChineseValue(readings: readings, next: next, isPlain: false)
            }
            return ChineseValue(readings: readings, next: next, isPlain: true)
        }
        var readings = [Self.value(run)]
        // 三百五 is 350.
        if run.count >= 3, let last = chineseDigits[run[run.count - 1]], last > 0, let unit = chineseUnits[run[run.count - 2]] ?? chineseScales[run[run.count - 2]], unit >= 100 {
            readings.append(readings[0] - last + last * unit / 10)
        }
        if han(next) == "点", let fraction = fraction(next + 1), !isTimeUnit(fraction.next) {
            readings = [Double("\(Int(readings[0])).\(fraction.digits)") ?? .infinity]
            next = fraction.next
            while let scale = han(next).flatMap({ chineseScales[$0] }) {
                readings[0] *= scale
                next += 1
            }
        }
        return ChineseValue(readings: readings, next: next, isPlain: false)
    }

    private func isTimeUnit(_ index: Int) -> Bool { han(index) == "分" && han(index + 1) != "之" || han(index) == "刻" || han(index).map { chineseUnits[$0] != nil } ?? false }

    private func fraction(_ index: Int) -> (digits: String, next: Int)? {
        var (digits, next) = ("", index)
        while let digit = han(next).flatMap({ chineseDigits[$0] }) {
            digits += String(Int(digit))
            next += 1
        }
        return digits.isEmpty ? nil : (digits, next)
    }

    /// 一千二百三十四万五千: sections below ten thousand, each times its scale.
    private static func value(_ run: [Character]) -> Double {
        var total = 0.0, section = 0.0, digit = 0.0, hasDigit = false
        for character in run {
            if let value = chineseDigits[character] {
                digit = hasDigit && value != 0 ? digit * 10 + value : value
                hasDigit = true
            } else if let unit = chineseUnits[character] {
                section += (hasDigit ? digit : 1) * unit
                (digit, hasDigit) = (0, false)
            } else if let scale = chineseScales[character] {
                let sum = section + digit
                // 一万亿
                if scale == 1e8 && total > 0 { total = (total + sum) * scale } else { total += (sum == 0 && total == 0 ? 1 : sum) * scale }
                (section, digit, hasDigit) = (0, 0, false)
            }
        }
        return total + section + digit
    }

    // MARK: Time and calendar

    private func chineseWeekday(_ index: Int) -> FaithfulnessNumber? {
        var next: Int
        if han(index) == "周" { next = index + 1 }
        else if han(index) == "星" && han(index + 1) == "期" || han(index) == "礼" && han(index + 1) == "拜" { next = index + 2 } else { return nil }
        guard let day = han(next), let number = ["一", "二", "三", "四", "五", "六", "日", "天"].firstIndex(of: String(day)) else { return nil }
        next += 1
        // 一周三次 counts.
        if index > 0, let before = han(index - 1), chineseDigits[before] != nil || "每上下个".contains(before) && "次个天".contains(han(next) ?? " ") { return nil }
        return FaithfulnessNumber(readings: [.weekday(min(number + 1, 7))], tokens: index..<next)
    }

    /// 三点, 三点半, 15点30分, 三点一刻, with 上午 or 下午 before.
    private func chineseTime(_ index: Int, _ value: ChineseValue, _ generous: Bool) -> FaithfulnessNumber? {
        guard let hour = value.readings.first, hour.rounded() == hour, 0...24 ~= hour, han(value.next) == "点" || han(value.next) == "时" && han(value.next + 1) != "候" else {
            return nil
        }
        var next = value.next + 1, minute = 0.0, isSure = false
        if han(next) == "半" {
            (minute, next, isSure) = (30, next + 1, true)
        } else if let more = chineseValue(next), let minutes = more.readings.first, 0..<60 ~= minutes {
            next = more.next
            isSure = true
            if han(next) == "刻" {
                (minute, next) = (minutes * 15, next + 1)
            } else {
                minute = minutes
                if han(next) == "分" { next += 1 }
            }
        } else if han(next) == "钟" || han(next) == "整" {
            next += 1
            isSure = true
        }
        let time = chineseClock(index, Int(hour), Int(minute))
        var readings = [time]
        // 三点建议 are three points.
        if !isSure || generous { readings.append(.number(hour)) }
        if generous && minute > 0 { readings.append(.number(minute)) }
        return FaithfulnessNumber(readings: readings, tokens: index..<next)
    }

    /// A time of day with what stands before it.
    func chineseClock(_ index: Int, _ hour: Int, _ minute: Int) -> FaithfulnessFact {
        guard let first = han(index - 2), let second = han(index - 1), hour <= 12 else { return Self.time(hour, minute, after: nil) }
        switch String([first, second]) {
        case "上午", "早上", "凌晨", "清晨", "早晨": return Self.time(hour, minute, after: false)
        case "下午", "晚上", "傍晚", "中午", "夜里": return Self.time(hour, minute, after: true)
        default: return Self.time(hour, minute, after: nil)
        }
    }
}
