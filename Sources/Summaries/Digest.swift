/// A transcript that grows all day in a bounded number of lines: what was said last as it was said, what was said before in its sentences that say most, fewer the longer ago it was.
///
/// Finished parts are gone through once, however many summaries are made of them: each has `part` lines, and a quarter of its sentences stays. So do those that stayed, when there are
/// enough of them again, `depths` times over; of the oldest ones a quarter stays each time.
package struct Digest: Sendable {
    /// Lines that are gone through together, and that stay as they are at least.
    package static let part = 60
    private static let depths = 4
    /// Lines that there are at most, once nothing is left to be done.
    package static let mostLines = 2 * part * depths

    /// The last ones as they were said, then older ones, the oldest last; each in its order.
    private var byDepth: [[TranscriptLine]] = Array(repeating: [], count: Self.depths)
    /// Media seconds of the first that was ever said; nil when nothing was.
    package private(set) var from: Double?

    package init() {}

    /// Everything, the oldest first.
    package var lines: [TranscriptLine] { byDepth.reversed().flatMap { $0 } }
    package var isEmpty: Bool { from == nil }

    package mutating func append(_ line: TranscriptLine) {
        from = min(from ?? line.from, line.from)
        byDepth[0].insert(inTime: line)
    }

    /// A finished part, for somebody who makes `Digest.condensed` of it and brings it to `replace`; nil when there is none.
    package var finished: (depth: Int, lines: [TranscriptLine])? {
        guard let depth = byDepth.indices.last(where: { byDepth[$0].count >= 2 * Self.part }) else { return nil }
        return (depth, Array(byDepth[depth].prefix(Self.part)))
    }

    package mutating func replace(_ finished: (depth: Int, lines: [TranscriptLine]), by lines: [TranscriptLine]) {
        // Lines that came too late for their part are before it now.
        let known = Set(finished.lines.map(\.reference))
        byDepth[finished.depth].removeAll { known.contains($0.reference) }
        if finished.depth + 1 < Self.depths {
            byDepth[finished.depth + 1] += lines
        } else {
            byDepth[finished.depth].insert(contentsOf: lines, at: 0)
        }
    }

    /// The lines' sentences that say most, a quarter of them, each on its line.
    package static func condensed(_ lines: [TranscriptLine]) -> [TranscriptLine] {
        let sentences = lines.enumerated().flatMap { index, line in
            SentenceSplitting.sentences(line.text).filter { !SpokenOrders.isOrder($0) }.map { (text: $0, line: index) }
        }
        // Long speeches without a full stop are long lines: their number is bounded, whatever the sentences'.
        let kept = Extract(vectors: nil).key(sentences, count: max(1, min(sentences.count / 4, lines.count / 2)))
        return Dictionary(grouping: kept, by: \.line).sorted { $0.key < $1.key }.map { index, sentences in
            var line = lines[index]
            line.text = AnswerTidying.join(sentences.map(\.text))
            return line
        }
    }
}

extension [TranscriptLine] {
    /// Tracks end their utterances in any order; a transcript has them by time.
    package mutating func insert(inTime line: TranscriptLine) {
        var place = endIndex
        while place > 0, self[place - 1].from > line.from { place -= 1 }
        insert(line, at: place)
    }
}
