internal import Wire

/// The scene's facts in Chinese sentences.
enum Chinese {
    static func sentence(_ fact: SceneFact) -> String {
        switch fact {
        case .present(let kinds): present(kinds)
        case .doing(let doing): sentence(doing)
        case .salient(let thing): "最显眼的是\(definite(thing))。"
        case .text(_, let text, let on): "\(on.map { "\(definite($0))上" } ?? "画面中")可以看到文字“\(text)”。"
        case .left(let kind): "\(counted(kind.ids.count, kind.label))离开了画面。"
        }
    }

    private static func present(_ kinds: [SceneFact.Kind]) -> String {
        guard !kinds.isEmpty else { return "画面中没有认出任何东西。" }
        let shown = kinds.prefix(Wording.kinds)
        var items = shown.map { counted($0.ids.count, $0.label) }
        let rest = kinds.dropFirst(shown.count).reduce(0) { $0 + $1.ids.count }
        if rest > 0 { items.append("另外\(number(rest))样东西") }
        return "画面中有\(list(items))。"
    }

    private static func sentence(_ doing: SceneFact.Doing) -> String {
        let label = doing.group.label
        let count = doing.group.ids.count
        let subject =
            if count < doing.total { "其中\(counted(count, label))" } else if count == 1 { that(label) } else { "\(counted(count, label))都" }
        let place: String? =
            switch doing.near {
            case .thing(let thing): "\(thing.isOnly ? that(thing.label) : counted(1, thing.label))旁边"
            case .others: count == 1 ? "另\(counted(1, label))旁边" : "其他\(Noun(label: label).chinese)旁边"
            case .eachOther, nil: nil
            }
        let zone = doing.zones.isEmpty ? nil : "\(list(doing.zones.map { "“\($0)”" }))区域里"
        var clauses: [String] = []
        if let verb = doing.posture.contains(.sitting) ? "坐" : doing.posture.contains(.standing) ? "站" : nil {
            switch (zone, place) {
            case (nil, nil): clauses.append("\(verb)着")
            case (let zone?, nil): clauses.append("\(verb)在\(zone)")
            case (nil, let place?): clauses.append("\(verb)在\(place)")
            case (let zone?, let place?): clauses.append("在\(zone)\(verb)在\(place)")
            }
        } else {
            clauses += [zone, place].compactMap { $0.map { "在\($0)" } }
        }
        if doing.near == .eachOther { clauses.append("彼此挨得很近") }
        if doing.posture.contains(.armRaised) { clauses.append("举着手") }
        return "\(subject)\(clauses.joined(separator: "，"))。"
    }

    /// `那只狗`, or `其中一只狗` where there are others.
    private static func definite(_ thing: SceneFact.Named) -> String {
        thing.isOnly ? that(thing.label) : "其中\(counted(1, thing.label))"
    }

    private static func that(_ label: String) -> String {
        let noun = Noun(label: label)
        return "那\(noun.measure)\(noun.chinese)"
    }

    private static func counted(_ count: Int, _ label: String) -> String {
        let noun = Noun(label: label)
        return "\(number(count))\(noun.measure)\(noun.chinese)"
    }

    /// `甲`, `甲和乙`, `甲、乙和丙`.
    private static func list(_ items: [String]) -> String {
        guard items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: "、") + "和" + items[items.count - 1]
    }

    /// In characters up to ten; two is 两 before a measure word.
    private static func number(_ count: Int) -> String {
        let words = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"]
        return count < words.count ? words[count] : "\(count)"
    }
}
