/// What waits to be played, as the player's thread and its feeders share it.
struct PlayerLines {
    struct Line {
        var id: UInt64
        var sampleRate: Int
        /// Sound that was not written yet, and how much of its first piece was.
        var pieces: [[Float]] = []
        var taken = 0
        /// Frames of the line that came in so far, and that were taken out.
        var received = 0
        var given = 0
        /// Marks by the frame before which they stand.
        var marks: [(frame: Int, name: String)] = []
        var isComplete = false

        var waiting: Int { received - given }

        /// The next frames, at most `count`.
        mutating func take(_ count: Int) -> [Float] {
            guard let piece = pieces.first else { return [] }
            let slice = Array(piece[taken..<min(piece.count, taken + count)])
            taken += slice.count
            given += slice.count
            if taken == piece.count {
                pieces.removeFirst()
                taken = 0
            }
            return slice
        }

        /// Frames that were taken but not played go back to the front.
        mutating func putBack(_ frames: [Float]) {
            guard !frames.isEmpty else { return }
            if taken > 0 {
                pieces[0].removeFirst(taken)
                taken = 0
            }
            pieces.insert(frames, at: 0)
            given -= frames.count
        }
    }

    var lines: [Line] = []
    /// Lines that were stopped and that the thread has to silence.
    var isStopping = false
    var isClosing = false
    /// The sample rate of a line that is to come soon, for which the sink can be opened already.
    var awaitedRate: Int?

    /// What the thread takes at once.
    struct Slice {
        var samples: [Float] = []
        var marks: [(frame: Int, name: String)] = []
        /// Nothing follows.
        var isComplete = true
    }

    mutating func slice(of id: UInt64, seconds: Double) -> Slice {
        var slice = Slice()
        edit(id) { line in
            slice.samples = line.take(Int(seconds * Double(line.sampleRate)))
            swap(&slice.marks, &line.marks)
            slice.isComplete = line.isComplete && line.waiting == 0
        }
        return slice
    }

    mutating func edit(_ id: UInt64, _ body: (inout Line) -> Void) {
        // A line that was stopped meanwhile gets what nobody hears.
        guard let index = lines.firstIndex(where: { $0.id == id }) else { return }
        body(&lines[index])
    }
}
