internal import Foundation

/// The rates that minimise a plan's sum, by dynamic programming along the lines.
enum DubbingPlanRates {
    private static let step = 0.01

    static func best(_ slots: [DubbingPlanSlots.Slot], options: DubbingPlanOptions) -> [Double] {
        guard !slots.isEmpty else { return [] }
        let steps = max(1, Int(((options.rates.upperBound - options.rates.lowerBound) / step).rounded()))
        // The same rates for every line; those below its least are raised to it.
        let grid = (0...steps).map { index in min(options.rates.upperBound, options.rates.lowerBound + Double(index) * step) }
        func rates(_ slot: DubbingPlanSlots.Slot) -> [Double] { grid.map { max($0, slot.leastRate) } }
        let jump = log(1 + options.jump)

        var sums = rates(slots[0]).map { cost($0, slots[0], options) }
        var choices: [[Int16]] = []
        choices.reserveCapacity(slots.count)
        var last = rates(slots[0]).map { log($0) }
        for place in slots.indices.dropFirst() {
            let own = rates(slots[place])
            let logs = own.map { log($0) }
            let closeness = exp(-max(0, slots[place - 1].pause) / 5)
            var nextSums: [Double] = [], choice: [Int16] = []
            for index in own.indices {
                var least = Double.infinity, from = 0
                for before in last.indices {
                    let difference = abs(logs[index] - last[before])
                    let excess = max(0, difference - jump)
                    let sum = sums[before] + closeness * (2 * difference * difference + 1000 * excess * excess)
                    if sum < least { (least, from) = (sum, before) }
                }
                nextSums.append(least + cost(own[index], slots[place], options))
                choice.append(Int16(from))
            }
            choices.append(choice)
            (sums, last) = (nextSums, logs)
        }
        var index = sums.indices.min { sums[$0] < sums[$1] }!
        var result = [rates(slots.last!)[index]]
        for place in slots.indices.dropLast().reversed() {
            index = Int(choices[place][index])
            result.append(max(grid[index], slots[place].leastRate))
        }
        return result.reversed()
    }

    private static func cost(_ rate: Double, _ slot: DubbingPlanSlots.Slot, _ options: DubbingPlanOptions) -> Double {
        let length = slot.cueEnd - slot.start
        let hole = length > 0 ? max(0, options.filling - slot.natural / rate / length) : 0
        return log(rate) * log(rate) + 4 * hole * hole
    }
}
