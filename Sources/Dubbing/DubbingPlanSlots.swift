/// The cues in order, and what time each line has.
struct DubbingPlanSlots {
    struct Slot {
        var index: Int
        var cueStart: Double
        var cueEnd: Double
        var natural: Double
        /// The pause until the next cue; infinite after the last.
        var pause = Double.infinity
        var start = 0.0
        /// The least rate that keeps the rules.
        var leastRate = 1.0
    }

    private(set) var slots: [Slot] = []
    private(set) var notes: [DubbingPlanNote] = []
    private let length: Double
    private let options: DubbingPlanOptions

    init(_ cues: [DubbingPlanCue], length: Double, options: DubbingPlanOptions) {
        self.length = length
        self.options = options
        for (index, cue) in cues.enumerated() {
            guard cue.start.isFinite, cue.end.isFinite, cue.natural.isFinite, cue.start >= 0, cue.natural >= 0 else {
                notes.append(.init(problem: .invalid, index: index, seconds: 0))
                continue
            }
            if let last = slots.last, cue.start < last.cueStart { notes.append(.init(problem: .unordered, index: index, seconds: last.cueStart - cue.start)) }
            slots.append(Slot(index: index, cueStart: cue.start, cueEnd: cue.end, natural: cue.natural))
        }
        slots.sort { ($0.cueStart, $0.index) < ($1.cueStart, $1.index) }
        for place in slots.indices {
            let next = place + 1 < slots.count ? slots[place + 1].cueStart : .infinity
            if slots[place].cueEnd <= slots[place].cueStart {
                notes.append(.init(problem: .empty, index: slots[place].index, seconds: 0))
                slots[place].cueEnd = min(slots[place].cueStart + slots[place].natural, max(slots[place].cueStart, next))
            }
            if next < slots[place].cueEnd { notes.append(.init(problem: .overlapping, index: slots[place + 1].index, seconds: slots[place].cueEnd - next)) }
            slots[place].pause = next - slots[place].cueEnd
        }
    }

    /// Starts and least rates, in two walks.
    mutating func place() {
        let fastest = options.rates.upperBound
        // Backwards: how early each line wants to begin, because it does not fit otherwise.
        var wishes = slots.map(\.cueStart)
        for place in slots.indices.reversed() {
            let end = place + 1 < slots.count ? wishes[place + 1] - options.gap : length
            let lacking = slots[place].natural / fastest - (end - slots[place].cueStart)
            wishes[place] -= min(max(0, lacking), options.lead, slots[place].cueStart)
        }
        var free = 0.0
        for place in slots.indices {
            var slot = slots[place]
            slot.start = max(wishes[place], free)
            // How far the line may go: into the next one's way never, into the pause by a share.
            let next = place + 1 < slots.count ? wishes[place + 1] - options.gap : length
            let slack = slot.pause > 0 ? min(options.hang, options.pauseShare * slot.pause) : 0
            let limit = min(slot.cueEnd + slack, next)
            let needed = Self.rate(slot.natural, in: limit - slot.start)
            // Slower than usual only as long as it stays within the cue.
            let unhurried = min(1, Self.rate(slot.natural, in: min(slot.cueEnd, next) - slot.start))
            slot.leastRate = min(max(needed, unhurried, options.rates.lowerBound), fastest)
            let end = slot.start + slot.natural / slot.leastRate
            if place + 1 < slots.count, end > slots[place + 1].cueStart - options.gap + 0.0005 {
                notes.append(.init(problem: .tooLong, index: slot.index, seconds: end + options.gap - slots[place + 1].cueStart))
            }
            free = slot.natural > 0 ? max(free, end > next ? end + options.gap : 0) : free
            slots[place] = slot
        }
    }

    private static func rate(_ natural: Double, in time: Double) -> Double {
        natural == 0 ? 0 : time > 0 ? natural / time : .infinity
    }
}
