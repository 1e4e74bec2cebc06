/// Cuts a byte stream into lines of a bounded length, holding at most that many bytes whatever the other side does.
///
/// A line over the limit is reported once for every `limit` bytes of it (so that a stream without any newline counts as
/// a series of broken lines, not as one) and is otherwise thrown away up to its newline.
package struct LineSplitter: Sendable {
    package enum Piece: Equatable, Sendable {
        /// A line without its newline (nor the carriage return before it). Never empty: empty lines are keep-alives.
        case line([UInt8])
        case oversized
    }

    private let limit: Int
    private var held: [UInt8] = []
    private var discarding = false
    private var discarded = 0

    package init(limit: Int) {
        self.limit = limit
    }

    /// Bytes of the unfinished line that are kept.
    package var heldBytes: Int { held.count }

    package mutating func push(_ bytes: some Collection<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let newline = rest.firstIndex(of: 0x0A)
            take(rest[..<(newline ?? rest.endIndex)], into: &pieces)
            guard let newline else { break }
            endLine(into: &pieces)
            rest = rest[rest.index(after: newline)...]
        }
        return pieces
    }

    private mutating func take(_ part: some Collection<UInt8>, into pieces: inout [Piece]) {
        if !discarding {
            if held.count + part.count <= limit {
                held.append(contentsOf: part)
                return
            }
            discarding = true
            // A piece is reported as soon as it is known to be too long; the rest of this part counts towards the next.
            discarded = held.count + part.count - limit
            held.removeAll()
            pieces.append(.oversized)
        } else {
            discarded += part.count
        }
        while discarded > limit {
            discarded -= limit
            pieces.append(.oversized)
        }
    }

    private mutating func endLine(into pieces: inout [Piece]) {
        if discarding {
            discarding = false
            discarded = 0
            return
        }
        if held.last == 0x0D { held.removeLast() }
        if !held.isEmpty { pieces.append(.line(held)) }
        held.removeAll(keepingCapacity: held.capacity <= 4096)
    }
}
