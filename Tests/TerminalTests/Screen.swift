import Terminal

/// A small terminal: what the bytes of `LiveView` make of it. Knows the few commands that it may use, and no other.
struct Screen {
    let columns: Int
    let rows: Int
    private(set) var lines: [[(character: Character, attributes: String)?]]
    /// What scrolled out at the top.
    private(set) var history: [String] = []
    private var x = 0
    private var y = 0
    private var attributes = "0"
    private(set) var unknown: [String] = []
    /// Characters that were written, to see how little a change costs.
    private(set) var painted = 0

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        lines = Array(repeating: Array(repeating: nil, count: columns), count: rows)
    }

    mutating func resetPainted() { painted = 0 }

    mutating func write(_ text: String) {
        // Swift takes \r\n for one character; a terminal does not.
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": x = 0
            case "\n": feed()
            case "\u{1B}":
                var command = ""
                _ = rest.popFirst()
                while let next = rest.popFirst() {
                    command.unicodeScalars.append(next)
                    if ("@"..."~").contains(next) { break }
                }
                obey(command)
            default:
                var character = String(scalar)
                while let next = rest.first, next != "\r", next != "\n", next != "\u{1B}", (character + String(next)).count == 1 {
                    character.unicodeScalars.append(next)
                    rest.removeFirst()
                }
                put(Character(character))
            }
        }
    }

    private mutating func put(_ character: Character) {
        painted += 1
        let width = character.columns
        if x + width > columns {
            unknown.append("wrote past the right edge")
            return
        }
        if width == 0 { return }
        lines[y][x] = (character, attributes)
        if width == 2 { lines[y][x + 1] = nil }
        x += width
    }

    private mutating func feed() {
        if y + 1 < rows {
            y += 1
            return
        }
        history.append(text(lines[0]))
        lines.removeFirst()
        lines.append(Array(repeating: nil, count: columns))
    }

    private mutating func obey(_ command: String) {
        let number = Int(command.dropLast()) ?? 1
        switch command.last {
        case "A":
            if number > y { unknown.append("moved above the screen") }
            y = max(0, y - number)
        case "C": x = min(columns - 1, x + number)
        case "K": for column in x..<columns { lines[y][column] = nil }
        case "J":
            for column in x..<columns { lines[y][column] = nil }
            for row in (y + 1)..<max(y + 1, rows) { lines[row] = Array(repeating: nil, count: columns) }
        case "m": attributes = String(command.dropLast())
        case "h", "l": break
        default: unknown.append(command)
        }
    }

    private func text(_ line: [(character: Character, attributes: String)?]) -> String {
        var text = ""
        var skip = false
        for cell in line {
            if skip {
                skip = false
                continue
            }
            text.append(cell?.character ?? " ")
            skip = cell.map { $0.character.columns == 2 } ?? false
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Every line ever written, without the empty ones at the end.
    var all: [String] {
        var result = history + lines.map { text($0) }
        while result.last == "" { result.removeLast() }
        return result
    }

    /// The attributes of a line's characters, a letter each: d(im), b(old), c(yan), y(ellow), . (plain).
    func looks(_ row: Int) -> String {
        String(
            lines[row].prefix { $0 != nil }.map { cell -> Character in
                switch cell!.attributes {
                case "0;2": "d"
                case "0;1": "b"
                case "0;36": "c"
                case "0;33": "y"
                default: "."
                }
            })
    }
}
