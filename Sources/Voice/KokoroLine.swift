package import Spoken

/// What Kokoro is to say, as symbols, and where the tones of its Mandarin are: cut into parts that the network takes in one, and turned into its numbers.
package struct KokoroLine {
    package private(set) var symbols: [Unicode.Scalar] = []
    /// Of each run of Mandarin, places among `symbols`.
    private var tones: [[MandarinTone]] = []

    package init() {}

    /// A run of one language behind those before it.
    package mutating func add(_ run: String, tones: [MandarinTone] = []) {
        guard !run.isEmpty else { return }
        if let last = symbols.last, last != " " { symbols.append(" ") }
        if !tones.isEmpty { self.tones.append(tones.map { $0.moved(to: { [offset = symbols.count] in $0 + offset }) }) }
        symbols += run.unicodeScalars
    }

    /// Cut at spaces where there are more symbols than `longest`, and inside a word that is longer than that; whoever cuts clauses sees to it that this is rare.
    package func parts(longest: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = [], start = 0, space: Int?
        for index in symbols.indices {
            if symbols[index] == " " { space = index }
            if index - start >= longest {
                let end = space.map { $0 > start ? $0 : index } ?? index
                parts.append(start..<end)
                start = end == space ? end + 1 : end
            }
        }
        return start < symbols.count ? parts + [start..<symbols.count] : parts
    }

    /// A part in numbers, and its tones of each run with places among these. What the network does not know is left out, and what is behind it moves up.
    package func numbers(of part: Range<Int>, known: [Unicode.Scalar: Int64]) -> (numbers: [Int64], tones: [[MandarinTone]]) {
        var numbers: [Int64] = [], places: [Int] = []
        for symbol in symbols[part] {
            places.append(numbers.count)
            if let number = known[symbol] { numbers.append(number) }
        }
        places.append(numbers.count)
        let inside = tones.map { run in
            run.filter { part.lowerBound <= $0.start && $0.place.upperBound <= part.upperBound }.map { $0.moved(to: { places[$0 - part.lowerBound] }) }
        }
        return (numbers, inside.filter { !$0.isEmpty })
    }
}

extension MandarinTone {
    fileprivate func moved(to place: (Int) -> Int) -> MandarinTone {
        MandarinTone(start: place(start), place: place(self.place.lowerBound)..<place(self.place.upperBound), tone: tone)
    }
}
