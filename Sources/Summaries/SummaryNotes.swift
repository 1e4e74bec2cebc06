/// Notes on passages that were read, kept from summary to summary: a passage is read once. Those that nobody asked for the longest go when there are too many.
package struct SummaryNotes: Sendable {
    /// More than the passages of two transcripts of any length (`Digest`).
    private static let most = 128

    private var texts: [String: String] = [:]
    /// Passages, the one that was asked for last at the end.
    private var order: [String] = []

    package init() {}

    package var count: Int { texts.count }

    mutating func note(on passage: String) -> String? {
        guard let note = texts[passage] else { return nil }
        touch(passage)
        return note
    }

    mutating func keep(_ note: String, on passage: String) {
        texts[passage] = note
        touch(passage)
        if order.count > Self.most { texts[order.removeFirst()] = nil }
    }

    private mutating func touch(_ passage: String) {
        order.removeAll { $0 == passage }
        order.append(passage)
    }
}
