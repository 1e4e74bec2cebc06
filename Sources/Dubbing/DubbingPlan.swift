/// Where each line of a dubbing begins, and how fast it is spoken.
///
/// **Starts.** A line begins with its cue. Only two things move it: the line before is still speaking (then it begins `gap` after
/// that one's end), or it would not fit before the next line even at the highest rate (then it begins up to `lead` early, if the
/// line before can be over by then). So drift never adds up: whatever a line that is too long takes from its successors, the first
/// pause gives back, since those hurry until they are on time again.
///
/// **Least rates.** From a line's start follows the least rate at which it keeps the rules: over by `hang` after its cue and by
/// `pauseShare` of the pause after it, and `gap` before the next line; slower than 1 only while it stays within its cue. Where the
/// highest rate does not do, the line is spoken at that and runs over: words are never cut. Any rate from the least on leaves all starts
/// as they are, so that rates can be chosen by themselves:
///
/// **Rates.** Among all rates r of the lines within those bounds, the ones that minimise
///
///     Σ ln(rᵢ)²  +  4 Σ holeᵢ(rᵢ)²  +  Σ cᵢ · (2 dᵢ² + 1000 · max(0, |dᵢ| − ln(1 + jump))²)
///
/// with dᵢ = ln rᵢ₊₁ − ln rᵢ, holeᵢ the part of the cue, beyond 1 − `filling`, in which nothing is spoken, and cᵢ = exp(−pauseᵢ / 5 s):
/// what lies far apart need not match. The first term wants the voice's own rate, the second no holes, the third neighbours that
/// sound alike. The sum is a chain, so that dynamic programming over rates in steps of 0.01 finds its minimum exactly, in time linear
/// in the lines.
package struct DubbingPlan: Equatable, Sendable {
    /// In order of time.
    package var lines: [DubbingPlanLine]
    package var notes: [DubbingPlanNote]

    /// - Parameters:
    ///   - cues: in any order; broken ones are put right or left out, and told in `notes`.
    ///   - length: of the picture, in seconds.
    package init(cues: [DubbingPlanCue], length: Double, options: DubbingPlanOptions = .init()) {
        var slots = DubbingPlanSlots(cues, length: length, options: options)
        slots.place()
        let rates = DubbingPlanRates.best(slots.slots, options: options)
        lines = zip(slots.slots, rates).map { slot, rate in
            DubbingPlanLine(index: slot.index, cueStart: slot.cueStart, cueEnd: slot.cueEnd, start: slot.start, rate: rate, end: slot.start + slot.natural / rate)
        }
        notes = slots.notes
        for line in lines where line.end > length + 0.0005 { notes.append(.init(problem: .beyondEnd, index: line.index, seconds: line.end - length)) }
    }

    /// The largest drift, in seconds, early or late.
    package var worstDrift: Double { lines.map { abs($0.drift) }.max() ?? 0 }
}
