internal import Media
internal import Tracking
internal import Wire

/// Who is near what, in the picture's plane: the gap between two boxes against their sizes, and their feet about equally far down, since what stands
/// much further up stands further away. It is a picture's judgement; the depth between two things is not known.
struct Nearness: Sendable {
    private struct Pair: Hashable, Sendable {
        var low: Int
        var high: Int
    }

    /// In mean sides of the two boxes: near is closer than the first, and stays so up to the second.
    private static let (becomes, remains) = (0.2, 0.35)
    /// Difference of the feet, in heights of the taller box.
    private static let feet = 0.5
    /// Neighbours of one thing that are told; in a crowd everybody is near to dozens.
    private static let most = 8

    private var pairs: [Pair: Settling<Bool>] = [:]

    /// Takes where things are now, by id. Those that are not among them are near to nothing.
    mutating func observe(_ boxes: [(id: Int, box: RelativeBox)], aspect: Double, at now: MediaInstant, for seconds: Double) {
        var next: [Pair: Settling<Bool>] = [:]
        for (index, a) in boxes.enumerated() {
            for b in boxes[(index + 1)...] {
                let pair = Pair(low: min(a.id, b.id), high: max(a.id, b.id))
                let gap = Self.gap(a.box, b.box, aspect)
                // Whoever is far from being near needs no memory: of a crowd only the close pairs are kept.
                guard gap < Self.remains || pairs[pair]?.value == true else { continue }
                var state = pairs[pair] ?? Settling(false)
                state.observe(gap < (state.value ? Self.remains : Self.becomes), at: now, for: seconds)
                next[pair] = state
            }
        }
        pairs = next
    }

    /// Ids of what is near to each, the nearest first, `most` at most.
    func neighbours(_ boxes: [(id: Int, box: RelativeBox)], aspect: Double) -> [Int: [Int]] {
        let places = Dictionary(uniqueKeysWithValues: boxes.map { ($0.id, $0.box) })
        var found: [Int: [(gap: Double, id: Int)]] = [:]
        for (pair, state) in pairs where state.value {
            guard let low = places[pair.low], let high = places[pair.high] else { continue }
            let gap = Self.distance(low, high, aspect)
            found[pair.low, default: []].append((gap, pair.high))
            found[pair.high, default: []].append((gap, pair.low))
        }
        return found.mapValues { $0.sorted { ($0.gap, $0.id) < ($1.gap, $1.id) }.prefix(Self.most).map(\.id) }
    }

    /// Between the boxes' edges in mean sides; infinite where the feet are too different.
    private static func gap(_ a: RelativeBox, _ b: RelativeBox, _ aspect: Double) -> Double {
        guard abs(a.bottom - b.bottom) <= feet * max(a.height, b.height) else { return .infinity }
        let across = max(0, max(a.x, b.x) - min(a.right, b.right)) * aspect
        let down = max(0, max(a.y, b.y) - min(a.bottom, b.bottom))
        return (across * across + down * down).squareRoot() / (((a.area * aspect).squareRoot() + (b.area * aspect).squareRoot()) / 2)
    }

    /// Between the middles of the feet, in heights of the picture.
    private static func distance(_ a: RelativeBox, _ b: RelativeBox, _ aspect: Double) -> Double {
        let (across, down) = ((a.centreX - b.centreX) * aspect, a.bottom - b.bottom)
        return (across * across + down * down).squareRoot()
    }
}
