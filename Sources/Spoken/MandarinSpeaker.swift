struct MandarinSpeaker: Speaker {
    var rangeWord: String { "到" }

    func figure(_ figure: Figure, _ surroundings: Surroundings) -> String {
        switch figure {
        case .amount(let amount): return say(amount, surroundings)
        case .date(let year, let month, let day):
            return (year.map { MandarinNumbers.spelled($0) + "年" } ?? "") + MandarinNumbers.cardinal(UInt64(month)) + "月" + MandarinNumbers.cardinal(UInt64(day)) + "日"
        case .time(let hour, let minute, let second, let half):
            var words = (half.map { $0 == .morning ? "上午" : "下午" } ?? "") + (hour == 2 ? "两" : MandarinNumbers.cardinal(UInt64(hour))) + "点"
            if minute > 0 || second != nil { words += (minute < 10 && minute > 0 ? "零" : "") + MandarinNumbers.cardinal(UInt64(minute)) + "分" }
            if let second { words += MandarinNumbers.cardinal(UInt64(second)) + "秒" }
            return words
        case .ratio(let first, let second): return MandarinNumbers.cardinal(first) + "比" + MandarinNumbers.cardinal(second)
        case .fraction(let isNegative, let whole, let over, let under):
            let words = MandarinNumbers.cardinal(under) + "分之" + MandarinNumbers.cardinal(over)
            return (isNegative ? "负" : "") + (whole.map { MandarinNumbers.cardinal($0) + "又" } ?? "") + words
        case .dotted(let groups): return groups.map { $0.count > 1 && $0.hasPrefix("0") ? MandarinNumbers.spelled($0) : MandarinNumbers.cardinal($0) }.joined(separator: "点")
        case .phone(let groups, let isInternational):
            // A single group may be any number with zeros before it.
            let isPhone = isInternational || groups.count > 1
            return (isInternational ? "加" : "") + groups.map { isPhone ? MandarinNumbers.telephoned($0) : MandarinNumbers.spelled($0) }.joined(separator: isPhone ? "，" : "")
        case .ordinal(let digits): return "第" + MandarinNumbers.cardinal(digits)
        case .decade(let digits): return MandarinNumbers.spelled(digits) + "年代"
        }
    }

    // MARK: Amounts

    private func say(_ amount: Amount, _ surroundings: Surroundings) -> String {
        if let currency = amount.currency {
            var number = pair(amount, surroundings, isMoney: true, counted: true)
            if let scale = amount.scale { number += Self.scales[scale] ?? scale }
            return (amount.isNegative ? "负" : "") + number + currency.mandarin
        }
        if amount.unit == .percent || amount.unit == .permille {
            let head = amount.unit == .percent ? "百分之" : "千分之"
            return (amount.isNegative ? "负" : "") + head + number(amount.first) + (amount.second.map { "到" + head + number($0) } ?? "")
        }
        if let unit = amount.unit {
            let isTemperature = unit.mandarin.hasSuffix("氏度")
            let sign = amount.isNegative ? (isTemperature ? "零下" : "负") : ""
            return sign + pair(amount, surroundings, isMoney: false, counted: !isTemperature) + unit.mandarin
        }
        if let scale = amount.scale { return (amount.isNegative ? "负" : "") + pair(amount, surroundings, isMoney: false, counted: false) + (Self.scales[scale] ?? scale) }
        let isCounted = counts(surroundings)
        return (amount.isNegative ? "负" : "") + (bare(amount, surroundings) ?? pair(amount, surroundings, isMoney: surroundings.after.first == "元", counted: isCounted))
    }

    private static let scales = ["hundred": "百", "thousand": "千", "million": "百万", "billion": "十亿", "trillion": "万亿"]

    private func pair(_ amount: Amount, _ surroundings: Surroundings, isMoney: Bool, counted: Bool) -> String {
        let first = number(amount.first, isMoney: isMoney, counted: counted)
        guard let second = amount.second else { return first }
        return first + "到" + number(second, isMoney: isMoney, counted: counted)
    }

    private func number(_ number: Amount.Number, isMoney: Bool = false, counted: Bool = false) -> String {
        var part = number.part ?? ""
        // 3.50元 is 三点五元.
        if isMoney { while part.hasSuffix("0") { part.removeLast() } }
        if number.whole == "2", part.isEmpty, counted { return "两" }
        let whole = number.whole.count > 1 && number.whole.hasPrefix("0") ? MandarinNumbers.spelled(number.whole) : MandarinNumbers.cardinal(number.whole)
        return whole + (part.isEmpty ? "" : "点" + MandarinNumbers.spelled(part))
    }

    /// Years, numbers of emergency, numbers that touch letters; nil for the others.
    private func bare(_ amount: Amount, _ surroundings: Surroundings) -> String? {
        let number = amount.first
        guard number.part == nil, !number.isGrouped else { return nil }
        if surroundings.after.first == "年" {
            let isYear = isYear(number.whole) || (number.whole.count == 2 && surroundings.after.dropFirst().first?.isDigit ?? false)
            if let second = amount.second {
                guard isYear, second.part == nil else { return nil }
                return MandarinNumbers.spelled(number.whole) + "到" + MandarinNumbers.spelled(second.whole)
            }
            // 2000年代 as well; but 2000年来 and 2000年前 count.
            let isSpan = surroundings.after.dropFirst().first.map { "来间历".unicodeScalars.contains($0) } ?? false
            return isYear && !(isSpan && number.whole.hasSuffix("000")) ? MandarinNumbers.spelled(number.whole) : nil
        }
        if let second = amount.second {
            // 2024-2025赛季
            guard second.part == nil, number.whole >= "1900", second.whole.count == 4, number.whole.count == 4, second.whole > number.whole, second.whole <= "2100", !counts(surroundings) else { return nil }
            return MandarinNumbers.spelled(number.whole) + "到" + MandarinNumbers.spelled(second.whole)
        }
        // 205室
        if number.whole.count >= 3, surroundings.after.first == "室" { return MandarinNumbers.spelled(number.whole) }
        if number.whole.count == 3, number.whole.hasPrefix("1"), let last = surroundings.before.last(where: { !$0.isSpace }), "打拨叫".unicodeScalars.contains(last) { return MandarinNumbers.telephoned(number.whole) }
        return surroundings.isAttached && number.whole.count > 2 ? MandarinNumbers.spelled(number.whole) : nil
    }

    private func isYear(_ digits: String) -> Bool { digits.count == 4 && (1100...2199).contains(Int(digits) ?? 0) }

    /// Whether 2 is 两 here: before a measure word, not after 第.
    private func counts(_ surroundings: Surroundings) -> Bool {
        guard !(surroundings.before.last.map { "第初周期".unicodeScalars.contains($0) } ?? false), var next = surroundings.after.first else { return false }
        if next == " ", let second = surroundings.after.dropFirst().first { next = second }
        let following = surroundings.after.dropFirst().first
        if next == "年" { return !(following.map { "级月".unicodeScalars.contains($0) } ?? false) }
        if next == "分" { return following == "钟" }
        if next == "点" { return !(following?.isDigit ?? false) }
        if next == "周" || next == "天" || next == "层" { return true }
        return Self.measures.contains(next)
    }

    private static let measures = Set(
        "个只本张条位名件次小块元公里斤克米吨升倍种部台辆架座家对双杯瓶碗口句人国者头匹棵颗朵首篇页门节场趟遍回声步间套份封枚根支把面组批类顿秒万亿千百岁幅项起桶盒箱包袋片粒滴副盏艘列群排堆串段轮届代束美英欧港平立毫厘".unicodeScalars)

    // MARK: Signs

    func sign(_ sign: Unicode.Scalar, _ surroundings: Surroundings) -> String? {
        let before = surroundings.before.last, after = surroundings.after.first
        switch sign {
        case "&": return "和"
        case "+": return "加"
        case "=": return "等于"
        case "<": return after.map { $0.isSpace || $0.isDigit } ?? false ? "小于" : ""
        case ">": return before.map { $0.isSpace || $0.isDigit || $0.isHan } ?? false ? "大于" : ""
        case "×": return "乘以"
        case "÷": return "除以"
        case "±": return "正负"
        case "≈": return "约等于"
        case "≤": return "小于等于"
        case "≥": return "大于等于"
        case "≠": return "不等于"
        case "~", "～", "∼": return after?.isDigit ?? false ? "约" : ""
        case "*": return after.map { $0.isSpace || $0.isDigit } ?? false ? "乘以" : ""
        case "%": return "百分号"
        case "°": return "度"
        case "→": return "到"
        case "@": return "艾特"
        case "#": return before == "C" || before == "F" ? "sharp" : after?.isDigit ?? false ? "第" : ""
        case "§": return "第"
        default: return nil
        }
    }

    func addressSign(_ sign: Unicode.Scalar) -> String {
        switch sign {
        case ".": "点"
        case "/": "斜杠"
        case "@": "艾特"
        case "-": "杠"
        case "_": "下划线"
        case ":": "冒号"
        default: ""
        }
    }

    func numberWord() -> String { "第" }
    func chapter(_ number: Int) -> String { MandarinNumbers.cardinal(UInt64(number)) }
}
