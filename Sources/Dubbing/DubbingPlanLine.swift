/// Where a line goes.
package struct DubbingPlanLine: Equatable, Sendable {
    /// Its cue's place in the list that was given.
    package var index: Int
    /// The cue's own times, put right where they were not.
    package var cueStart: Double
    package var cueEnd: Double
    /// When the new voice begins, in seconds.
    package var start: Double
    /// How fast it speaks: 1.2 takes a sixth less time.
    package var rate: Double
    /// When it ends: start + natural / rate.
    package var end: Double

    /// Seconds by which it begins after its cue; negative where it begins before.
    package var drift: Double { start - cueStart }
    /// Seconds by which it goes on after its cue.
    package var overrun: Double { max(0, end - cueEnd) }
    /// Seconds of its cue in which nobody speaks any more.
    package var hole: Double { max(0, cueEnd - end) }
}

/// What was wrong with the cues, and what was done about it.
package struct DubbingPlanNote: Equatable, Sendable, CustomStringConvertible {
    package enum Problem: String, Sendable {
        /// It stood before one that begins earlier: it was put in order.
        case unordered
        /// It begins while the one before still runs: its line waits for the other's end.
        case overlapping
        /// It ends where it begins, or before: its line takes what time it needs.
        case empty
        /// Its times are no numbers, or before zero, or its line has no length that can be: it is left out.
        case invalid
        /// Its line goes on after the picture's end: nothing is cut, the sound is longer than the picture.
        case beyondEnd
        /// It does not fit even at the highest rate: the lines after it begin late until a pause has made up for it.
        case tooLong
    }

    package var problem: Problem
    /// The cue's place in the list that was given.
    package var index: Int
    /// Seconds that say how much: of overlap, beyond the end, too long.
    package var seconds: Double

    package var description: String {
        let much = String(Int((seconds * 1000).rounded())) + " ms"
        return switch problem {
        case .unordered: "cue \(index + 1): begins before the one before it in the list; put in order"
        case .overlapping: "cue \(index + 1): overlaps the one before by \(much); its line waits for the other's end"
        case .empty: "cue \(index + 1): ends where it begins; its line takes what time it needs"
        case .invalid: "cue \(index + 1): times or length of speech are not numbers from zero on; left out"
        case .beyondEnd: "cue \(index + 1): its line ends \(much) after the picture; nothing is cut"
        case .tooLong: "cue \(index + 1): its line is \(much) too long even at the highest rate; the next begins that much later"
        }
    }
}
