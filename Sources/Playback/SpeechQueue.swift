/// Who speaks next. Pure decisions: whoever plays does what they say and reports back.
///
/// An urgent line stops whatever is said, at once, and what it stopped is over. A normal line waits its turn, and stops idle talk. An idle line is said when nothing else waits; a newer one
/// of the same topic takes the place of one that still waits. Whatever is not said, or not to its end, is reported.
package struct SpeechQueue: Sendable {
    package enum Priority: Int, Comparable, Codable, Sendable, CaseIterable {
        case idle, normal, urgent

        package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }

    package struct Line: Hashable, Sendable {
        package var id: UInt64
        package var priority: Priority
        package var text: String
        /// Of lines with the same topic only the newest waits; nil: each stands for itself.
        package var topic: String?

        package init(id: UInt64, priority: Priority = .normal, text: String, topic: String? = nil) {
            self.id = id
            self.priority = priority
            self.text = text
            self.topic = topic
        }
    }

    /// Why a line is not said, or not to its end.
    package enum Reason: Hashable, Sendable {
        /// A more urgent line, or a newer urgent one, came.
        case interrupted(by: UInt64)
        /// A newer line of its topic came.
        case replaced(by: UInt64)
        /// Too many waited.
        case full
        case cancelled
    }

    package enum Decision: Hashable, Sendable {
        /// Begin to say it.
        case start(Line)
        /// Silence it, now.
        case stop(Line, Reason)
        /// It waited and is not said.
        case drop(Line, Reason)
    }

    package private(set) var current: Line?
    package private(set) var waiting: [Line] = []
    /// The last mark of the current line that was heard.
    package private(set) var lastMark: String?
    private let most: Int

    /// - Parameter most: lines that wait at most; then the least urgent, of these the oldest, goes.
    package init(most: Int = 64) {
        precondition(most > 0)
        self.most = most
    }

    package mutating func add(_ line: Line) -> [Decision] {
        var decisions: [Decision] = []
        if let topic = line.topic {
            waiting.removeAll { other in
                guard other.topic == topic, other.priority <= line.priority else { return false }
                decisions.append(.drop(other, .replaced(by: line.id)))
                return true
            }
        }
        if let current, line.priority == .urgent || current.priority == .idle && line.priority > .idle {
            decisions.append(.stop(current, .interrupted(by: line.id)))
            self.current = nil
        }
        // Behind its equals, before the less urgent; of urgent ones the newest is next.
        let index = waiting.firstIndex { line.priority == .urgent ? $0.priority <= line.priority : $0.priority < line.priority } ?? waiting.count
        waiting.insert(line, at: index)
        if waiting.count > most, let least = waiting.map(\.priority).min(), let place = waiting.firstIndex(where: { $0.priority == least }) {
            decisions.append(.drop(waiting.remove(at: place), .full))
        }
        return decisions + next()
    }

    /// The current line was said to its end.
    package mutating func ended(_ id: UInt64) -> [Decision] {
        // One that was stopped meanwhile is no longer waited for.
        guard current?.id == id else { return [] }
        current = nil
        return next()
    }

    package mutating func reached(mark: String, in id: UInt64) {
        if current?.id == id { lastMark = mark }
    }

    package mutating func cancel(_ id: UInt64) -> [Decision] {
        if let line = current, line.id == id {
            current = nil
            return [.stop(line, .cancelled)] + next()
        }
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return [] }
        return [.drop(waiting.remove(at: index), .cancelled)]
    }

    package mutating func cancelAll() -> [Decision] {
        defer {
            current = nil
            waiting = []
        }
        return (current.map { [.stop($0, .cancelled)] } ?? []) + waiting.map { .drop($0, .cancelled) }
    }

    private mutating func next() -> [Decision] {
        guard current == nil, !waiting.isEmpty else { return [] }
        let line = waiting.removeFirst()
        current = line
        lastMark = nil
        return [.start(line)]
    }
}
