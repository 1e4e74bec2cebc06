/// What a key's value may be.
package enum ProfileRule: Sendable {
    /// Any text for which `accepts` holds; `expected` says in words which.
    case text(expected: String, accepts: @Sendable (String) -> Bool)
    case choice([String])
    /// Some of these, none twice.
    case choices([String], allowsNone: Bool = false)
    case integer(ClosedRange<Int>, multipleOf: Int = 1)
    case number(ClosedRange<Double>)
    case flag

    static let anyText = ProfileRule.text(expected: "text") { _ in true }

    /// What was expected, in words.
    package var expectation: String {
        switch self {
        case .text(let expected, _): expected
        case .choice(let names): "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
        case .choices(let names, _): "a list of " + names.map { "\"\($0)\"" }.joined(separator: ", ") + ", each at most once"
        case .integer(let range, 1): "\(range.lowerBound) to \(range.upperBound)"
        case .integer(let range, let step): "a multiple of \(step) from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        }
    }

    package var typeName: String {
        switch self {
        case .text, .choice: "a string"
        case .choices: "an array of strings"
        case .integer: "an integer"
        case .number: "a number"
        case .flag: "true or false"
        }
    }

    /// The value, if it has the right type and is allowed.
    func value(of node: TOMLNode) throws(ProfileRuleViolation) -> ProfileValue {
        switch (self, node.content) {
        case (.text(_, let accepts), .text(let text)):
            guard accepts(text) else { throw .notAllowed(.text(text)) }
            return .text(text)
        case (.choice(let names), .text(let text)):
            guard names.contains(text) else { throw .notAllowed(.text(text)) }
            return .text(text)
        case (.choices(let names, let allowsNone), .array(let elements)):
            var chosen: [String] = []
            for element in elements {
                guard case .text(let text) = element.content else { throw .wrongType }
                chosen.append(text)
            }
            guard allowsNone || !chosen.isEmpty, Set(chosen).count == chosen.count, Set(chosen).isSubset(of: names) else {
                throw .notAllowed(.list(chosen))
            }
            return .list(chosen)
        case (.integer(let range, let step), .integer(let integer)):
            guard range.contains(integer), integer.isMultiple(of: step) else { throw .notAllowed(.integer(integer)) }
            return .integer(integer)
        case (.number(let range), .number(let number)):
            guard range.contains(number) else { throw .notAllowed(.number(number)) }
            return .number(number)
        case (.number(let range), .integer(let integer)):
            guard range.contains(Double(integer)) else { throw .notAllowed(.integer(integer)) }
            return .number(Double(integer))
        case (.flag, .flag(let flag)):
            return .flag(flag)
        default:
            throw .wrongType
        }
    }
}

enum ProfileRuleViolation: Error, Equatable {
    case wrongType
    case notAllowed(ProfileValue)
}
