/// Hidden states of an encoder's last layer: a row a frame, in order, without holes.
package struct EncodedRows: Sendable, Equatable {
    /// The first row's frame, counted from the utterance's start.
    package private(set) var firstFrame = 0
    /// Values a row.
    package let width: Int
    /// [frames × width].
    package private(set) var values: [Float] = []

    package init(width: Int = FrontStream.width) {
        self.width = width
    }

    package var frames: Int { values.count / width }
    package var isEmpty: Bool { values.isEmpty }

    /// Adds the rows of `frame` and what follows it; the first ones decide where this begins.
    package mutating func append(_ rows: [Float], at frame: Int) {
        if isEmpty { firstFrame = frame }
        precondition(frame == firstFrame + frames, "rows of frame \(frame) cannot follow those up to \(firstFrame + frames)")
        values += rows
    }

    /// The rows from `start` up to (not including) `end`, as far as they are here.
    package func rows(from start: Int, to end: Int) -> EncodedRows {
        let first = max(start, firstFrame)
        let last = min(end, firstFrame + frames)
        var part = EncodedRows(width: width)
        guard first < last else { return part }
        part.append(Array(values[((first - firstFrame) * width)..<((last - firstFrame) * width)]), at: first)
        return part
    }
}
