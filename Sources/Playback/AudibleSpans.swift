package import Media

/// When our own sound could be heard, so that a microphone's stage knows what not to take for somebody's speech. The last minutes; spans do not overlap.
package struct AudibleSpans: Sendable {
    package struct Span: Hashable, Sendable {
        package var from: MediaInstant
        package var to: MediaInstant

        package init(from: MediaInstant, to: MediaInstant) {
            self.from = from
            self.to = to
        }
    }

    package private(set) var spans: [Span] = []
    private let keptSeconds: Double
    /// Spans this near are one: a room needs as long to be quiet again.
    private static let joined = 0.05

    package init(keptSeconds: Double = 300) {
        self.keptSeconds = keptSeconds
    }

    package mutating func add(from: MediaInstant, to: MediaInstant) {
        guard to > from else { return }
        if let last = spans.last, from <= last.to.advanced(bySeconds: Self.joined) {
            spans[spans.count - 1] = Span(from: min(last.from, from), to: max(last.to, to))
        } else {
            spans.append(Span(from: from, to: to))
        }
        let oldest = to.advanced(bySeconds: -keptSeconds)
        spans.removeAll { $0.to < oldest }
    }

    /// From then on it was quiet after all.
    package mutating func cut(at instant: MediaInstant) {
        spans.removeAll { $0.from >= instant }
        if let last = spans.last, last.to > instant { spans[spans.count - 1].to = instant }
    }

    /// Whether any of our sound was heard in between. What leaves a loudspeaker reaches a microphone somewhat later, and echoes: the caller widens what it asks for.
    package func overlap(from: MediaInstant, to: MediaInstant) -> Bool {
        spans.contains { $0.from < to && from < $0.to }
    }
}
