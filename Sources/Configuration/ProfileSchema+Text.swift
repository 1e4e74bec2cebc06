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
            case "language": text += table(section.heading, section.about, language, profile.language)
            case "history": text += table(section.heading, section.about, history, profile.history)
            case "voice": text += table(section.heading, section.about, voice, profile.voice)
            case "vision": text += table(section.heading, section.about, vision, profile.vision)
            case "camera": text += tables(section.heading, section.about, camera, profile.cameras, none: Profile.Camera())
            case "zone": text += tables(section.heading, section.about, zone, profile.zones, none: Profile.Zone())
            default: text += tables(section.heading, section.about, source, profile.sources, none: Profile.Source())
            }
        }
        return text
    }

    /// Sections of which there may be several. Where there are none, one is written as a comment: its keys are to be known, too.
    private static func tables<Section>(
        _ heading: String, _ about: String, _ keys: [ProfileKey<Section>], _ sections: [Section], none: Section
    ) -> String {
        guard !sections.isEmpty else {
            return table(heading, about, keys, none).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.isEmpty || line.hasPrefix("#") ? String(line) : "# " + line
            }.joined(separator: "\n")
        }
        return sections.enumerated().map { index, one in
            // The explanations once are enough.
            index == 0 ? table(heading, about, keys, one) : "\n\(heading)\n" + keys.map { "\($0.name) = \($0.get(one).toml)\n" }.joined()
        }.joined()
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
