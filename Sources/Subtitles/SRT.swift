/// SubRip, as players agree on it: number, times with a comma, lines, an empty line.
package enum SRT {
    package static func cue(_ cue: Cue, number: Int, label: String? = nil) -> String {
        var lines = cue.lines
        if let label, !lines.isEmpty { lines[0] = "[\(label)] \(lines[0])" }
        // The arrow would be taken for a line of times.
        let text = lines.map { neutralized($0) }.joined(separator: "\n")
        return "\(number)\n\(Timecode.text(cue.start, decimal: ",")) --> \(Timecode.text(cue.end, decimal: ","))\n\(text)\n\n"
    }

    private static func neutralized(_ line: String) -> String {
        var text = ""
        for character in line {
            if character == ">", text.hasSuffix("--") {
                text.removeLast(2)
                text += "→"
            } else {
                text.append(character)
            }
        }
        return text
    }
}

enum Timecode {
    /// `HH:MM:SS` and milliseconds; hours grow beyond two digits.
    static func text(_ seconds: Double, decimal: String) -> String {
        let total = Int((max(0, seconds) * 1000).rounded())
        func padded(_ value: Int, _ digits: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return "\(padded(total / 3_600_000, 2)):\(padded(total / 60_000 % 60, 2)):\(padded(total / 1000 % 60, 2))\(decimal)\(padded(total % 1000, 3))"
    }
}
