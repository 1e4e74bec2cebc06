/// Makes whole characters of the bytes of an answer as they come, and ends it where a stop string begins. What may become a stop string is held back until it did or did not.
package struct AnswerText {
    private let stops: [[UInt8]]
    /// Bytes that were not shown yet.
    private var held: [UInt8] = []
    /// Whether a stop string came. Nothing is shown afterwards.
    package private(set) var stopped = false

    package init(stops: [String]) {
        self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
    }

    /// What can be shown now.
    package mutating func append(_ bytes: [UInt8]) -> String {
        guard !stopped else { return "" }
        held += bytes
        if let start = firstStop() {
            stopped = true
            held.removeSubrange(start...)
            return show(held.count - Self.openCharacter(held[...]))
        }
        // In UTF-8 no character begins inside another: a stop string begins where a character does.
        let possible = held.count - longestBeginningOfAStop()
        return show(possible - Self.openCharacter(held[..<possible]))
    }

    /// The rest of an answer that ended otherwise. A character that never became whole is left out.
    package mutating func finish() -> String {
        guard !stopped else { return "" }
        return show(held.count - Self.openCharacter(held[...]))
    }

    /// Bytes that can be no part of a character are left out.
    private mutating func show(_ count: Int) -> String {
        defer { held.removeFirst(count) }
        var parser = UTF8.ForwardParser(), bytes = held[..<count].makeIterator(), text = ""
        while true {
            switch parser.parseScalar(from: &bytes) {
            case .valid(let character): text.unicodeScalars.append(UTF8.decode(character))
            case .error: break
            case .emptyInput: return text
            }
        }
    }

    private func firstStop() -> Int? {
        held.indices.first { start in stops.contains { held[start...].starts(with: $0) } }
    }

    private func longestBeginningOfAStop() -> Int {
        stops.map { stop in
            (0...min(stop.count - 1, held.count)).last { held.suffix($0) == stop.prefix($0) } ?? 0
        }.max() ?? 0
    }

    /// Bytes at the end that are the beginning of a character and not yet the whole of it.
    private static func openCharacter(_ bytes: ArraySlice<UInt8>) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.endIndex - back]
            if byte & 0b1100_0000 == 0b1000_0000 { continue }
            let length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }
}
