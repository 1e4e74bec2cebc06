internal import Wire

/// Where watched captions go.
protocol CaptionSink: Actor {
    func begin() throws
    func show(_ event: Event) throws
    /// A remark of this program's.
    func notice(_ text: String) throws
    /// The terminal has another size now.
    func resize() throws
    /// Writes what still waits and leaves everything in order.
    func end() throws
}
