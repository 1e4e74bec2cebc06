/// `<say-as interpret-as="…">`
struct SSMLSayAs {
    private enum Kind { case characters, date(String), other }

    private let kind: Kind

    init(_ attributes: [String: String]) {
        kind =
            switch attributes["interpret-as"] {
            case "characters", "spell-out", "verbatim", "digits", "telephone": .characters
            case "date": .date(attributes["format"] ?? "")
            default: .other
            }
    }

    func content(_ text: String) -> SpokenPart.Content {
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return switch kind {
        case .characters: .characters(trimmed)
        case .date(let format): .text(Self.date(trimmed, format) ?? trimmed)
        case .other: .text(trimmed)
        }
    }

    /// `5/6/2026` with the format `dmy` as 2026-06-05, which is read one way only; nil where the text is no such date.
    private static func date(_ text: String, _ format: String) -> String? {
        let parts = text.split(whereSeparator: { !$0.isNumber }).map(String.init)
        guard format.count == 3, Set(format) == ["d", "m", "y"], parts.count == 3 else { return nil }
        let named = Dictionary(uniqueKeysWithValues: zip(format, parts))
        guard let day = Int(named["d"]!), let month = Int(named["m"]!), let year = named["y"], year.count == 4, (1...31).contains(day), (1...12).contains(month) else { return nil }
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
