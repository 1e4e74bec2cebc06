/// Finds the quietest moment near a place in a stretch of sound.
package enum QuietPlace {
    /// What is looked at to both sides, in samples: 128 ms.
    private static let reach = 2_048
    /// Length of a moment, and the step from one to the next: 30 ms, 5 ms.
    private static let width = 480
    private static let step = 80

    /// The middle of the quietest moment within reach of `place` (both counted from the first sample); `place` itself where there
    /// is no room.
    package static func near(_ place: Int, in samples: ArraySlice<Float>) -> Int {
        let first = max(0, place - reach)
        let last = min(samples.count, place + reach) - width
        guard first <= last else { return place }
        var best = place
        var least = Float.infinity
        for start in stride(from: first, through: last, by: step) {
            let from = samples.startIndex + start
            let power = samples[from..<(from + width)].reduce(Float(0)) { $0 + $1 * $1 }
            if power < least { (least, best) = (power, start + width / 2) }
        }
        return best
    }
}
