/// One line on a terminal that says how far a long work is.
package struct ProgressBar: Sendable {
    private var lastShown = ""

    package init() {}

    /// The bytes to write, empty when nothing visible changed.
    ///
    /// - Parameters:
    ///   - done: seconds of media that are through; `total`: of how many, nil when unknown.
    ///   - speed: seconds of media a second of work, nil while unknown.
    package mutating func show(name: String, done: Double, total: Double?, speed: Double?, columns: Int) -> String {
        var tail = " " + Self.clock(done)
        var share: Double?
        if let total, total > 0 {
            share = min(1, max(0, done / total))
            tail = " \(Int(share! * 100)) %\(tail) of \(Self.clock(total))"
        }
        if let speed, speed.isFinite, speed > 0 { tail += ", \(Int(speed))× as fast as it plays" }
        let room = max(0, columns - 1 - tail.count)
        let label = String(name.map { Cell($0, .stable).character }.prefix(max(0, room / 2)))
        var text = label
        if let share, room - label.count >= 8 {
            let width = min(30, room - label.count - 3)
            let filled = Int(share * Double(width))
            text += " [" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]"
        }
        text += tail
        text = String(text.prefix(max(0, columns - 1)))
        guard text != lastShown else { return "" }
        lastShown = text
        return "\r\(text)\u{1B}[K"
    }

    /// Takes the bar away.
    package mutating func clear() -> String {
        defer { lastShown = "" }
        return lastShown.isEmpty ? "" : "\r\u{1B}[K"
    }

    private static func clock(_ seconds: Double) -> String {
        let total = Int(max(0, min(seconds, 1e9)))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return total >= 3600 ? "\(total / 3600):\(two(total / 60 % 60)):\(two(total % 60))" : "\(total / 60):\(two(total % 60))"
    }
}
