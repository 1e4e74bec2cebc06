import Dubbing
import Testing

@Suite struct DubbingPlanTests {
    static func plan(_ cues: [(Double, Double, Double)], length: Double = 3600) -> DubbingPlan {
        DubbingPlan(cues: cues.map { DubbingPlanCue(start: $0.0, end: $0.1, natural: $0.2) }, length: length)
    }

    static func close(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 0.011 }

    @Test func aLineThatFitsIsSpokenAtItsOwnRate() {
        let plan = Self.plan([(1, 3, 1.95), (5, 8, 2.9)])
        #expect(plan.lines.map(\.start) == [1, 5])
        #expect(plan.lines.map(\.rate) == [1, 1])
        #expect(plan.notes == [])
    }

    /// 2.5 s of speech for a cue of 2 s with a pause of 2 s after it: the pause has room, so the rate stays.
    @Test func slackIsUsedBeforeRate() {
        let plan = Self.plan([(1, 3, 2.5), (5, 7, 1.95)])
        #expect(plan.lines[0].rate == 1)
        #expect(Self.close(plan.lines[0].overrun, 0.5))
        #expect(plan.lines[1].drift == 0)
    }

    /// Nothing hangs over a long silence for long: 3.2 s of speech for 2 s take 0.8 s of it, and hurry for the rest.
    @Test func aLineDoesNotHangOverSilenceForLong() {
        let plan = Self.plan([(1, 3, 3.2), (60, 62, 1.95)])
        #expect(Self.close(plan.lines[0].overrun, 0.8))
        #expect(Self.close(plan.lines[0].rate, 3.2 / 2.8))
    }

    @Test func aPauseStaysAPause() {
        let plan = Self.plan([(1, 3, 2.4), (3.5, 5, 1.45)])
        // 0.3 of the 0.5 s may be taken.
        #expect(plan.lines[0].end <= 3.3 + 0.001)
        #expect(plan.lines[1].start == 3.5)
    }

    @Test func aShortLineIsSlowedRatherThanLeavingAHole() {
        let plan = Self.plan([(1, 4, 2.6)])
        #expect(plan.lines[0].rate < 0.94)
        #expect(plan.lines[0].end > 1 + 0.92 * 3)
        // Not below 0.85, whatever the hole.
        #expect(Self.plan([(1, 9, 2)]).lines[0].rate >= 0.85)
    }

    /// The middle line needs 1.2; its neighbours go along with it instead of staying at 1.
    @Test func ratesAreSmoothOverNeighbours() {
        let plan = Self.plan([(0, 2, 1.8), (2.1, 4.1, 1.8), (4.2, 6.2, 2.28), (6.3, 8.3, 1.8), (8.4, 10.4, 1.8)])
        let rates = plan.lines.map(\.rate)
        #expect(Self.close(rates[2], 2.28 / 2))
        for (one, next) in zip(rates, rates.dropFirst()) { #expect(max(one, next) / min(one, next) <= 1.111) }
        #expect(rates[1] > 0.95)
    }

    /// 3.6 s of speech for 2 s: at 1.2 it is a second too long. The second line begins late and hurries, the third is on time.
    @Test func whatDoesNotFitIsCaughtUpAtOnce() {
        let plan = Self.plan([(0, 2, 3.6), (2.1, 6, 3), (6.1, 8, 1.9), (8.1, 10, 1.9)])
        #expect(plan.lines[0].rate == 1.2)
        #expect(Self.close(plan.lines[1].drift, 1))
        #expect(plan.lines[2].drift <= 0.001)
        #expect(plan.lines[3].drift == 0)
        #expect(plan.notes.map(\.problem) == [.tooLong])
    }

    /// A line that lacks 60 ms begins 60 ms early, when the one before is over.
    @Test func aSmallLeadHelpsALineThatLacksLittle() {
        let plan = Self.plan([(0, 2, 1), (5, 7, 1.2 * 1.96), (7, 9, 1.2 * 1.9)])
        #expect(Self.close(plan.lines[1].drift, -0.06))
        #expect(plan.lines[2].drift <= 0.001)
    }

    @Test func brokenCuesArePutRightAndTold() {
        let plan = Self.plan([(5, 7, 1.9), (1, 3, 1.9), (2.5, 4, 1.4), (8, 8, 1), (.nan, 9, 1), (-1, 2, 1), (9, 9.5, .infinity), (11, 10, 1)], length: 11.5)
        #expect(plan.lines.map(\.index) == [1, 2, 0, 3, 7])
        #expect(Set(plan.notes.map(\.problem)) == [.unordered, .invalid, .overlapping, .empty, .tooLong, .beyondEnd])
        // The overlapping line waits for the other.
        #expect(plan.lines[1].start >= plan.lines[0].end + 0.1 - 0.001)
        // The empty cue's line is not pressed into nothing.
        #expect(plan.lines[3].rate < 1.1)
        #expect(plan.notes.allSatisfy { !$0.description.contains("\n") })
    }

    @Test func nothingIsPlannedForNothing() {
        #expect(Self.plan([]).lines == [])
        #expect(Self.plan([(1, 2, 0)]).lines.map(\.end) == [1])
    }
}

@Suite struct DubbingPlanPropertyTests {
    struct Dice {
        var state: UInt64
        mutating func next(_ range: ClosedRange<Double>) -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state >> 11) / Double(1 << 53)
        }
    }

    /// Cues one after another; `stretch` is how long the new speech takes of its cue.
    static func cues(_ count: Int, seed: UInt64, pause: ClosedRange<Double>, stretch: ClosedRange<Double>) -> [DubbingPlanCue] {
        var dice = Dice(state: seed), time = 0.0
        return (0..<count).map { _ in
            let length = dice.next(0.6...6)
            defer { time += length + dice.next(pause) }
            return DubbingPlanCue(start: time, end: time + length, natural: length * dice.next(stretch))
        }
    }

    @Test(arguments: 1...60)
    func allRulesHold(seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 977)
        let cues = Self.cues(80, seed: UInt64(seed), pause: (seed % 3 == 0 ? -0.5 : 0.1)...dice.next(0.2...3), stretch: 0.3...dice.next(1.1...2))
        let options = DubbingPlanOptions()
        let plan = DubbingPlan(cues: cues, length: 10_000, options: options)
        #expect(plan.lines.count == cues.count)
        var lateness = 0.0
        for (place, line) in plan.lines.enumerated() {
            #expect(options.rates.contains(line.rate))
            #expect(abs(line.end - line.start - cues[line.index].natural / line.rate) < 1e-9)
            #expect(line.drift >= -options.lead - 1e-9)
            // As late as it must be at the highest rate, and no later.
            #expect(line.drift <= lateness + 1e-6)
            if place + 1 < plan.lines.count {
                let next = plan.lines[place + 1]
                #expect(next.start >= line.end + options.gap - 1e-6)
                lateness = max(0, lateness + cues[line.index].natural / 1.2 + options.gap - (next.cueStart - line.cueStart))
            }
            // It hangs over silence no longer than it may, unless it is at the highest rate.
            if line.rate < 1.2 - 1e-9 { #expect(line.overrun <= options.hang + 1e-6) }
            if line.rate < 1 { #expect(line.overrun < 1e-6) }
        }
    }

    /// An hour of lines of which each fits at 1.2, some only just: none drifts, none adds up.
    @Test(arguments: 1...8)
    func anHourDoesNotDrift(seed: Int) {
        let cues = Self.cues(1000, seed: UInt64(seed), pause: 0.12...1, stretch: 0.5...1.19)
        #expect(cues.last!.end > 3000)
        let plan = DubbingPlan(cues: cues, length: 10_000)
        #expect(plan.worstDrift <= 0.08)
        #expect(plan.lines.filter { abs($0.drift) > 0.001 }.count < 5)
    }

    /// Lines that are far too long here and there: the lines a little later are on time again, to the end of the hour.
    @Test(arguments: 1...8)
    func driftIsGivenBack(seed: Int) {
        var cues = Self.cues(1000, seed: UInt64(seed), pause: 0.3...1.5, stretch: 0.5...1.0)
        for place in stride(from: 10, to: 1000, by: 25) { cues[place].natural = (cues[place].end - cues[place].start) * 1.7 }
        let plan = DubbingPlan(cues: cues, length: 10_000)
        for place in stride(from: 10, to: 975, by: 25) {
            #expect(plan.lines[place].drift <= 0.001)
            #expect(plan.lines[(place + 12)..<(place + 25)].allSatisfy { $0.drift <= 0.001 })
        }
    }

    /// Jumps are larger than 10 % only where the least rates leave no choice.
    @Test(arguments: 1...20)
    func jumpsAreRare(seed: Int) {
        let cues = Self.cues(200, seed: UInt64(seed), pause: 0.1...0.6, stretch: 0.75...1.2)
        let plan = DubbingPlan(cues: cues, length: 10_000)
        for (one, next) in zip(plan.lines, plan.lines.dropFirst()) {
            let ratio = max(one.rate, next.rate) / min(one.rate, next.rate)
            #expect(ratio < 1.125, "\(one.rate) \(next.rate)")
        }
    }

    /// One line that needs 1.15 among lines that want 0.9: its neighbours rise towards it, evenly on both sides.
    @Test func theChainIsSolvedAsAWhole() {
        let wanting = DubbingPlanCue(start: 0, end: 2, natural: 1.71)
        var cues: [DubbingPlanCue] = []
        for place in 0..<9 {
            var cue = wanting
            cue.start = Double(place) * 2.1
            cue.end = cue.start + 2
            if place == 4 { cue.natural = 2.3 }
            cues.append(cue)
        }
        let rates = DubbingPlan(cues: cues, length: 100).lines.map(\.rate)
        for place in 0..<4 {
            #expect(rates[place] <= rates[place + 1] + 1e-9)
            #expect(abs(rates[place] - rates[8 - place]) < 0.021)
        }
    }

    @Test func tenThousandLinesArePlannedAtOnce() {
        let cues = Self.cues(10_000, seed: 3, pause: 0...1, stretch: 0.5...1.4)
        let plan = DubbingPlan(cues: cues, length: 100_000)
        #expect(plan.lines.count == 10_000)
    }
}
