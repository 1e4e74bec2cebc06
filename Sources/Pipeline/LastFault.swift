/// The last fault that was told: one that comes again with each block, picture or second is told once.
struct LastFault {
    private var text = ""

    /// Whether a fault is another than the last; from now on it is the last.
    mutating func isNews(_ text: String) -> Bool {
        defer { self.text = text }
        return self.text != text
    }

    /// It works again: the same fault would be news.
    mutating func clear() { text = "" }
}
