/// A clause's sound, in pieces, made ready to be joined to others: without the silence that the network put around it, its ends faded.
struct ClauseShape {
    /// Silence that is kept before and behind what is heard.
    private static let margin = 0.015
    private static let fade = 0.005
    /// Below this part of the clause's highest sample nothing is heard (−46 dB).
    private static let threshold: Float = 0.005

    private let margin: Int
    private let fade: Int
    /// The highest sample so far; at first what speech usually reaches.
    private var peak: Float
    private var hasBegun = false
    /// What may still be the silence behind it, and before that what would be faded if it were.
    private var waiting: [Float] = []
    /// Samples that were given out.
    private var given = 0

    /// - Parameter usualPeak: what speech that is as loud as this reaches: a breath before the first word is no word.
    init(sampleRate: Int, usualPeak: Float) {
        margin = Int(Self.margin * Double(sampleRate))
        fade = Int(Self.fade * Double(sampleRate))
        peak = usualPeak
    }

    /// What of it is finished.
    mutating func add(_ samples: [Float]) -> [Float] {
        waiting += samples
        peak = max(peak, samples.lazy.map(abs).max() ?? 0)
        let threshold = Self.threshold * peak
        if !hasBegun {
            guard let first = waiting.firstIndex(where: { abs($0) > threshold }) else {
                // Of silence only what may become the margin is kept.
                waiting.removeFirst(max(0, waiting.count - margin))
                return []
            }
            hasBegun = true
            waiting.removeFirst(max(0, first - margin))
        }
        guard let last = waiting.lastIndex(where: { abs($0) > threshold }) else { return [] }
        // The first samples wait for as long as they may be all that there is: then both fades are shorter.
        let end = last + 1 - fade
        guard end > 0, given > 0 || end >= 2 * fade else { return [] }
        return give(end)
    }

    /// The rest, at the clause's end; nothing where it was silent.
    mutating func finish() -> [Float] {
        guard hasBegun, let last = waiting.lastIndex(where: { abs($0) > Self.threshold * peak }) ?? (given > 0 ? -1 : nil) else { return [] }
        waiting.removeLast(max(0, waiting.count - (last + 1 + margin)))
        let length = min(fade, (given + waiting.count) / 2, waiting.count)
        for index in 0..<length { waiting[waiting.count - 1 - index] *= Float(index) / Float(length) }
        return give(waiting.count)
    }

    /// The first so many that wait; from silence, where they are the clause's first.
    private mutating func give(_ count: Int) -> [Float] {
        var result = Array(waiting[..<count])
        if given == 0 {
            let length = min(fade, result.count / 2)
            for index in 0..<length { result[index] *= Float(index) / Float(length) }
        }
        waiting.removeFirst(count)
        given += count
        return result
    }
}
