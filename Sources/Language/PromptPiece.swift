/// A part of a prompt: a special token, or text in which nothing is one.
package enum PromptPiece: Sendable, Equatable, Decodable {
    case token(Int64)
    case text(String)

    /// A number or a string.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let token = try? value.decode(Int64.self) {
            self = .token(token)
        } else {
            self = .text(try value.decode(String.self))
        }
    }
}

extension [PromptPiece] {
    /// With neighbouring texts joined: a tokenizer may make one token of the end of one and the beginning of the next.
    var joined: [PromptPiece] {
        reduce(into: []) { joined, piece in
            if case .text(let text) = piece, case .text(let before) = joined.last {
                joined[joined.count - 1] = .text(before + text)
            } else {
                joined.append(piece)
            }
        }
    }
}
