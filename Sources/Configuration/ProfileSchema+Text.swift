extension ProfileSchema {
    /// A profile with every key, its default and what it means.
    package static func defaultText() -> String {
        text(of: Profile())
    }

    /// `profile` as TOML with every key written out and explained; reading it back gives the same profile.
    package static func text(of profile: Profile) -> String {
        var text = "# A Taichu profile with every key. A key that is left out has the value of `taichu profile show`.\n"
        for section in sections {
            switch section.name {
            case "daemon": text += table(section.heading, section.about, daemon, profile.daemon)
            case "speech": text += table(section.heading, section.about, speech, profile.speech)
            case "inference": text += table(section.heading, section.about, inference, profile.inference)
            default:
                for (index, one) in profile.sources.enumerated() {
                    // The explanations once are enough.
                    text += index == 0
                        ? table(section.heading, section.about, source, one)
                        : "\n\(section.heading)\n" + source.map { "\($0.name) = \($0.get(one).toml)\n" }.joined()
                }
            }
        }
        return text
    }

    private static func table<Section>(_ heading: String, _ about: String, _ keys: [ProfileKey<Section>], _ section: Section) -> String {
        var text = "\n# \(about)\n\(heading)\n"
        for key in keys {
            text += "\n# \(key.meaning)\n"
            let allowed = allowedText(key)
            if !allowed.isEmpty { text += "# Allowed: \(allowed)\n" }
            text += "\(key.name) = \(key.get(section).toml)\n"
        }
        return text
    }

    /// What a key allows, with its unit; empty when its type says it all.
    static func allowedText<Section>(_ key: ProfileKey<Section>) -> String {
        switch key.rule {
        case .flag: "true or false"
        case .text(let expected, _) where expected == "text": ""
        default: key.rule.expectation + (key.unit.isEmpty ? "" : " \(key.unit)")
        }
    }
}
