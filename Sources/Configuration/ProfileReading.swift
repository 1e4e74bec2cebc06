/// One walk over a document against the schema. It goes on after a problem, so that a person sees them all at once.
struct ProfileReading {
    struct Finding {
        let place: TextPlace
        let message: String
    }

    private(set) var findings: [Finding] = []

    mutating func profile(from root: TOMLNode) -> Profile {
        var profile = Profile()
        guard case .table(let members) = root.content else { return profile }
        var checks = SourceChecks()
        // Who wants to be seen only did not ask for the microphone.
        if members.contains(where: { $0.key == "camera" }) { profile.sources = [] }
        for member in members {
            switch member.key {
            case "daemon": readTable(member, ProfileSchema.daemon, into: &profile.daemon)
            case "source":
                profile.sources = sections(member, ProfileSchema.source, new: Profile.Source(), what: "source") { checks.problems(with: $0, at: $1) }
            case "camera":
                profile.cameras = sections(member, ProfileSchema.camera, new: Profile.Camera(), what: "camera") { checks.problems(with: $0, at: $1) }
            case "vision": readTable(member, ProfileSchema.vision, into: &profile.vision)
            case "zone":
                profile.zones = sections(member, ProfileSchema.zone, new: Profile.Zone(), what: "zone") { checks.problems(with: $0, at: $1) }
            case "speech": readTable(member, ProfileSchema.speech, into: &profile.speech)
            case "language": readTable(member, ProfileSchema.language, into: &profile.language)
            case "history": readTable(member, ProfileSchema.history, into: &profile.history)
            case "voice": readTable(member, ProfileSchema.voice, into: &profile.voice)
            case "inference": readTable(member, ProfileSchema.inference, into: &profile.inference)
            default: reportUnknownSection(member)
            }
        }
        for message in checks.zonesWithoutCamera(profile.cameras) { report(message.place, message.text) }
        return profile
    }

    // MARK: Sections

    private mutating func readTable<Section>(_ member: TOMLMember, _ keys: [ProfileKey<Section>], into section: inout Section) {
        switch member.value.content {
        case .table(let members):
            read(members, keys, section: "[\(member.key)]", into: &section)
        case .array(let elements) where elements.allSatisfy(\.isTable):
            report(elements.first?.place ?? member.keyPlace, "there is one [\(member.key)]; write it with single brackets, and once")
        default:
            report(member.keyPlace, "\"\(member.key)\" is \(member.value.typeName), expected a section: write [\(member.key)] on a line of its own")
        }
    }

    mutating func sections<Section>(
        _ member: TOMLMember, _ keys: [ProfileKey<Section>], new: Section, what: String,
        problems: (Section, TextPlace) -> [(key: String, text: String)]
    ) -> [Section] {
        let heading = "[[\(member.key)]]"
        guard case .array(let elements) = member.value.content, elements.allSatisfy(\.isTable) else {
            report(member.keyPlace, "a \(what) is written \(heading), with double brackets: a profile may have several")
            return []
        }
        var sections: [Section] = []
        for element in elements {
            guard case .table(let members) = element.content else { continue }
            var section = new
            let before = findings.count
            read(members, keys, section: heading, into: &section)
            // A section with a broken key would only bring messages about what follows from it.
            if findings.count == before {
                for message in problems(section, element.place) {
                    report(members.first { $0.key == message.key }?.keyPlace ?? element.place, message.text)
                }
            }
            sections.append(section)
        }
        return sections
    }

    private mutating func reportUnknownSection(_ member: TOMLMember) {
        let names = ProfileSchema.sections.map(\.name)
        let isSection = member.value.isTable || member.value.isTableArray
        if !isSection, let section = ProfileSchema.section(having: member.key) {
            let heading = ProfileSchema.sections.first { $0.name == section }?.heading ?? section
            report(member.keyPlace, "\"\(member.key)\" stands outside any section; it belongs under \(heading)")
            return
        }
        let what = isSection ? "section [\(member.key)]" : "key \"\(member.key)\""
        if let nearest = nearestName(to: member.key, among: names), isSection {
            report(member.keyPlace, "unknown \(what); did you mean [\(nearest)]?")
        } else {
            report(member.keyPlace, "unknown \(what); the sections are " + ProfileSchema.sections.map(\.heading).joined(separator: ", "))
        }
    }

    // MARK: Keys

    mutating func read<Section>(
        _ members: [TOMLMember], _ keys: [ProfileKey<Section>], section name: String, into section: inout Section
    ) {
        for member in members {
            guard let key = keys.first(where: { $0.name == member.key }) else {
                reportUnknownKey(member, names: keys.map(\.name), section: name)
                continue
            }
            do {
                key.set(&section, try key.rule.value(of: member.value))
            } catch {
                switch error {
                case .wrongType:
                    report(member.value.place, "\(key.name) is \(describe(member.value)), expected \(expected(key))")
                case .notAllowed(let value):
                    report(member.value.place, "\(key.name) = \(value.toml) is not possible, expected \(expected(key))")
                }
            }
        }
    }

    private mutating func reportUnknownKey(_ member: TOMLMember, names: [String], section: String) {
        if let nearest = nearestName(to: member.key, among: names) {
            report(member.keyPlace, "unknown key \"\(member.key)\" in \(section); did you mean \"\(nearest)\"?")
        } else if let other = ProfileSchema.section(having: member.key) {
            let heading = ProfileSchema.sections.first { $0.name == other }?.heading ?? other
            report(member.keyPlace, "unknown key \"\(member.key)\" in \(section); it belongs under \(heading)")
        } else {
            report(member.keyPlace, "unknown key \"\(member.key)\" in \(section); its keys are \(names.joined(separator: ", "))")
        }
    }

    private func describe(_ node: TOMLNode) -> String {
        if case .array(let elements) = node.content, let odd = elements.first(where: { if case .text = $0.content { false } else { true } }) {
            return "an array that holds \(odd.typeName)"
        }
        return node.typeName
    }

    private func expected<Section>(_ key: ProfileKey<Section>) -> String {
        let unit = key.unit.isEmpty ? "" : " \(key.unit)"
        switch key.rule {
        case .flag: return key.rule.typeName
        case .text(let expected, _) where expected == "text": return key.rule.typeName
        case .choices: return key.rule.expectation
        default: return "\(key.rule.typeName): \(key.rule.expectation)\(unit)"
        }
    }

    mutating func report(_ place: TextPlace, _ message: String) {
        findings.append(Finding(place: place, message: message))
    }
}

extension TOMLNode {
    var isTable: Bool {
        if case .table = content { true } else { false }
    }

    var isTableArray: Bool {
        if case .array(let elements) = content { !elements.isEmpty && elements.allSatisfy(\.isTable) } else { false }
    }
}
