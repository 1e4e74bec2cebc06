/// Lays text out in rows: breaks at spaces and between full-width characters, cuts words that no row can hold.
package enum Wrapping {
    /// - Parameters:
    ///   - label: stands before the first row; the others are indented by as much.
    ///   - columns: what a row may fill.
    package static func rows(_ text: [Cell], label: [Cell] = [], columns: Int) -> [Row] {
        let labelColumns = label.reduce(0) { $0 + $1.columns }
        // On a very narrow screen the text matters more than who said it.
        let indent = labelColumns * 2 <= columns ? labelColumns : 0
        let room = max(2, columns - indent)
        var lines: [[Cell]] = []
        var line: [Cell] = []
        var width = 0
        var lastBreak: Int?
        for cell in text {
            if cell.character == " " {
                // Spaces at a row's edge are not shown.
                if width == 0 { continue }
                lastBreak = line.count
                line.append(cell)
                width += 1
                continue
            }
            if cell.columns == 2, let before = line.last, before.character != " ", !cell.isClosing { lastBreak = line.count }
            if let before = line.last, before.columns == 2, cell.columns == 1, !cell.isClosing { lastBreak = line.count }
            line.append(cell)
            width += cell.columns
            guard width > room else { continue }
            let split = lastBreak.flatMap { $0 > 0 ? $0 : nil } ?? line.count - 1
            lines.append(trimmed(line[..<split]))
            line = Array(line[split...].drop { $0.character == " " })
            width = line.reduce(0) { $0 + $1.columns }
            lastBreak = nil
        }
        let rest = trimmed(line[...])
        if !rest.isEmpty || lines.isEmpty { lines.append(rest) }
        return lines.enumerated().map { index, line in
            guard indent > 0 else { return line }
            return (index == 0 ? label : Array(repeating: Cell(" ", .stable), count: indent)) + line
        }
    }

    private static func trimmed(_ line: ArraySlice<Cell>) -> [Cell] {
        var line = line
        while line.last?.character == " " { line.removeLast() }
        return Array(line)
    }
}

extension Cell {
    /// Punctuation that does not begin a row.
    var isClosing: Bool { "，。！？、；：」』）】》〉…,.!?;:)".contains(character) }
}
