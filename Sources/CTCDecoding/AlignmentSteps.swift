/// The tokens of likeliest alignments, with the frames that they rest on: chains that share their beginnings.
struct AlignmentSteps: Sendable {
    /// A token; those before it are behind `earlier`.
    struct Step {
        /// Index of the step before; −1 for none.
        var earlier: Int32
        var start: Int32
        var end: Int32
        var posterior: Float
    }

    private var steps: [Step] = []
    /// Length at which it is time to clear away what nothing needs.
    private var limit = minimum
    private static let minimum = 4_096

    var isFull: Bool { steps.count > limit }

    subscript(_ index: Int32) -> Step { steps[Int(index)] }

    /// A token that begins at `frame`.
    mutating func begin(after earlier: Int32, frame: Int32, posterior: Float) -> Int32 {
        append(Step(earlier: earlier, start: frame, end: frame + 1, posterior: posterior))
    }

    /// The token of `step` goes on over `frame`.
    mutating func goOn(_ step: Int32, frame: Int32, posterior: Float) -> Int32 {
        let last = self[step]
        return append(Step(earlier: last.earlier, start: last.start, end: frame + 1, posterior: max(last.posterior, posterior)))
    }

    private mutating func append(_ step: Step) -> Int32 {
        steps.append(step)
        return Int32(steps.count - 1)
    }

    /// Drops what none of the chains from `ends` runs through. Returns the new place of each old step; −1 of those that went.
    mutating func clear(keeping ends: [Int32]) -> [Int32] {
        var isUsed = [Bool](repeating: false, count: steps.count)
        for end in ends {
            var step = end
            while step >= 0, !isUsed[Int(step)] {
                isUsed[Int(step)] = true
                step = steps[Int(step)].earlier
            }
        }
        var places = [Int32](repeating: -1, count: steps.count)
        var kept: [Step] = []
        for index in steps.indices where isUsed[index] {
            var step = steps[index]
            if step.earlier >= 0 { step.earlier = places[Int(step.earlier)] }
            places[index] = Int32(kept.count)
            kept.append(step)
        }
        steps = kept
        limit = max(Self.minimum, 2 * kept.count)
        return places
    }
}
