/// One value of a TOML document, and where it stands.
struct TOMLNode: Equatable, Sendable {
    indirect enum Content: Equatable, Sendable {
        case table([TOMLMember])
        case array([TOMLNode])
        case text(String)
        case integer(Int)
        case number(Double)
        case flag(Bool)
        case date
    }

    let content: Content
    let place: TextPlace

    /// What a person calls a value of this type.
    var typeName: String {
        switch content {
        case .table: "a table"
        case .array: "an array"
        case .text: "a string"
        case .integer: "an integer"
        case .number: "a fraction"
        case .flag: "true or false"
        case .date: "a date or time"
        }
    }
}

/// A named value of a table.
struct TOMLMember: Equatable, Sendable {
    let key: String
    let keyPlace: TextPlace
    let value: TOMLNode
}

struct TOMLSyntaxError: Error, Equatable {
    let message: String
    let place: TextPlace
}
