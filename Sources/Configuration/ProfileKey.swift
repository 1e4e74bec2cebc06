/// One key of a section: its name, what it may hold, what it means, and which property it sets.
package struct ProfileKey<Section>: Sendable {
    package let name: String
    package let rule: ProfileRule
    /// "ms", "s", "Hz", …; empty for what has none.
    package let unit: String
    /// One line.
    package let meaning: String
    let get: @Sendable (Section) -> ProfileValue
    let set: @Sendable (inout Section, ProfileValue) -> Void
}

extension ProfileKey {
    typealias Property<Value> = any WritableKeyPath<Section, Value> & Sendable

    static func text(
        _ name: String, _ property: Property<String>,
        allowing rule: ProfileRule = .anyText, _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: rule, unit: "", meaning: meaning) { section in
            .text(section[keyPath: property])
        } set: { section, value in
            guard case .text(let text) = value else { preconditionFailure("\(name): the rule let through \(value)") }
            section[keyPath: property] = text
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String, _ property: Property<Choice>, _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: .choice(Choice.allCases.map(\.rawValue)), unit: "", meaning: meaning) { section in
            .text(section[keyPath: property].rawValue)
        } set: { section, value in
            guard case .text(let text) = value, let choice = Choice(rawValue: text) else {
                preconditionFailure("\(name): the rule let through \(value)")
            }
            section[keyPath: property] = choice
        }
    }

    static func choices(
        _ name: String, _ property: Property<[String]>, _ names: [String], allowsNone: Bool = false, _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: .choices(names, allowsNone: allowsNone), unit: "", meaning: meaning) { section in
            .list(section[keyPath: property])
        } set: { section, value in
            guard case .list(let texts) = value else { preconditionFailure("\(name): the rule let through \(value)") }
            section[keyPath: property] = texts
        }
    }

    static func integer(
        _ name: String, _ property: Property<Int>,
        _ range: ClosedRange<Int>, multipleOf step: Int = 1, unit: String = "", _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: .integer(range, multipleOf: step), unit: unit, meaning: meaning) { section in
            .integer(section[keyPath: property])
        } set: { section, value in
            guard case .integer(let integer) = value else { preconditionFailure("\(name): the rule let through \(value)") }
            section[keyPath: property] = integer
        }
    }

    static func number(
        _ name: String, _ property: Property<Double>,
        _ range: ClosedRange<Double>, unit: String = "", _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: .number(range), unit: unit, meaning: meaning) { section in
            .number(section[keyPath: property])
        } set: { section, value in
            guard case .number(let number) = value else { preconditionFailure("\(name): the rule let through \(value)") }
            section[keyPath: property] = number
        }
    }

    static func flag(
        _ name: String, _ property: Property<Bool>, _ meaning: String
    ) -> ProfileKey {
        ProfileKey(name: name, rule: .flag, unit: "", meaning: meaning) { section in
            .flag(section[keyPath: property])
        } set: { section, value in
            guard case .flag(let flag) = value else { preconditionFailure("\(name): the rule let through \(value)") }
            section[keyPath: property] = flag
        }
    }
}
