internal import Media

/// A value that believes a change only once it has held for a while: hysteresis in time.
struct Settling<Value: Equatable & Sendable>: Sendable {
    private(set) var value: Value
    private var candidate: Value?
    private var since = MediaInstant(nanoseconds: 0)

    init(_ value: Value) {
        self.value = value
    }

    /// - Returns: whether the value changed with this.
    @discardableResult
    mutating func observe(_ seen: Value, at now: MediaInstant, for seconds: Double) -> Bool {
        guard seen != value else {
            candidate = nil
            return false
        }
        // A source that began anew is behind what was seen of it before.
        if candidate != seen || now < since {
            candidate = seen
            since = now
        }
        guard now.seconds(since: since) >= seconds else { return false }
        value = seen
        candidate = nil
        return true
    }
}
