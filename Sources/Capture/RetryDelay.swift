/// Seconds to wait between tries to open a device again: doubling from a quarter to five.
package struct RetryDelay {
    static let shortest = 0.25
    static let longest = 5.0
    private var current = RetryDelay.shortest

    package init() {}

    package mutating func next() -> Double {
        defer { current = min(current * 2, Self.longest) }
        return current
    }

    /// The device worked again.
    package mutating func reset() {
        current = Self.shortest
    }
}
