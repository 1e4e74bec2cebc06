internal import Wire

/// The scene's facts in English sentences.
enum English {
    static func sentence(_ fact: SceneFact) -> String {
        switch fact {
        case .present(let kinds): present(kinds)
        case .doing(let doing): sentence(doing)
        case .salient(let thing): "\(capitalized(definite(thing))) stands out most."
        case .text(_, let text, let on): "“\(text)” can be read\(on.map { " on \(definite($0))" } ?? "")."
        case .left(let kind): "\(capitalized(counted(kind))) \(kind.ids.count == 1 ? "has" : "have") left the picture."
        }
    }

    private static func present(_ kinds: [SceneFact.Kind]) -> String {
        guard !kinds.isEmpty else { return "Nothing known is in the picture." }
        let shown = kinds.prefix(Wording.kinds)
        var items = shown.map(counted)
        let rest = kinds.dropFirst(shown.count).reduce(0) { $0 + $1.ids.count }
        if rest > 0 { items.append(rest == 1 ? "one other thing" : "\(number(rest)) other things") }
        return "The picture shows \(list(items))."
    }

    private static func sentence(_ doing: SceneFact.Doing) -> String {
        let noun = Noun(label: doing.group.label)
        let isOne = doing.group.ids.count == 1
        var parts: [String] = []
        if doing.posture.contains(.sitting) { parts.append("sitting") }
        if doing.posture.contains(.standing) { parts.append("standing") }
        switch doing.near {
        case .thing(let thing): parts.append("near \(thing.isOnly ? definite(thing) : single(thing.label))")
        case .eachOther: parts.append("near each other")
        case .others(let ids): parts.append(isOne || ids.count == 1 ? "near another \(noun.singular)" : "near other \(noun.plural)")
        case nil: break
        }
        if !doing.zones.isEmpty { parts.append("in the zone\(doing.zones.count > 1 ? "s" : "") \(list(doing.zones.map { "“\($0)”" }))") }
        let subject = capitalized(subject(doing.group, of: doing.total))
        let isArmRaised = doing.posture.contains(.armRaised)
        guard !parts.isEmpty else { return "\(subject) \(isOne ? "has" : "have") an arm raised." }
        if isArmRaised { parts.append("with an arm raised") }
        return "\(subject) \(isOne ? "is" : "are") \(parts.joined(separator: " "))."
    }

    /// `the person`, `both people`, `all three people`, `one of the people`.
    private static func subject(_ group: SceneFact.Kind, of total: Int) -> String {
        let noun = Noun(label: group.label)
        let count = group.ids.count
        if count < total { return "\(number(count)) of the \(noun.plural)" }
        switch count {
        case 1: return "the \(noun.singular)"
        case 2: return "both \(noun.plural)"
        default: return "all \(number(count)) \(noun.plural)"
        }
    }

    /// `the dog`, or `one of the dogs` where there are others.
    private static func definite(_ thing: SceneFact.Named) -> String {
        let noun = Noun(label: thing.label)
        return thing.isOnly ? "the \(noun.singular)" : "one of the \(noun.plural)"
    }

    private static func single(_ label: String) -> String {
        let noun = Noun(label: label)
        return "\(noun.article) \(noun.singular)"
    }

    private static func counted(_ kind: SceneFact.Kind) -> String {
        kind.ids.count == 1 ? single(kind.label) : "\(number(kind.ids.count)) \(Noun(label: kind.label).plural)"
    }

    /// `a`, `a and b`, `a, b and c`.
    private static func list(_ items: [String]) -> String {
        guard items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
    }

    /// In words up to ten.
    private static func number(_ count: Int) -> String {
        let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return count < words.count ? words[count] : "\(count)"
    }

    private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
