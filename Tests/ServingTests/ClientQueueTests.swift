import Serving
import Testing
import Wire

/// Lines are written as `p0a` (a partial of segment 0), `f0` (its final), `h` (figures), `r` (a reply), `x` (hidden states), `s`
/// (a scene), `m1` (a move of thing 1).
@Suite struct ClientQueueTests {
    private func kind(_ line: String) -> LineKind {
        func segment() -> SegmentKey {
            SegmentKey(track: "t", task: .transcribe, segment: line.dropFirst().first!.wholeNumberValue!)
        }
        switch line.first {
        case "p": return .partial(segment())
        case "f": return .final(segment())
        case "h": return .health
        case "x": return .features
        case "s": return .scene(track: "t")
        case "m": return .move(track: "t", id: line.dropFirst().first!.wholeNumberValue!)
        default: return .required
        }
    }

    private func run(limit: Int, _ lines: String, preload: String = "") -> (admissions: [Bool], delivered: String) {
        var queue = ClientQueue<String>(limit: limit)
        for line in preload.split(separator: " ").map(String.init) { queue.preload(line, kind: kind(line)) }
        let admissions = lines.split(separator: " ").map(String.init).map { queue.enqueue($0, kind: kind($0)) == .accepted }
        return (admissions, drain(&queue))
    }

    private func drain(_ queue: inout ClientQueue<String>) -> String {
        var delivered: [String] = []
        while let delivery = queue.next() {
            switch delivery {
            case .line(let line): delivered.append(line)
            case .lost(let lost): delivered.append("(\(lost.partials)p \(lost.health)h\(lost.features > 0 ? " \(lost.features)x" : "")\(lost.scenes > 0 ? " \(lost.scenes)s" : ""))")
            }
        }
        #expect(queue.isEmpty && queue.count == 0)
        return delivered.joined(separator: " ")
    }

    /// limit, lines in, lines out
    static let table: [(Int, String, String)] = [
        // Room for all: nothing is touched, not even what was overtaken.
        (4, "p0a p0b p0c f0", "p0a p0b p0c f0"),
        // One too many: overtaken partials go, the newest stays.
        (3, "p0a p0b p0c p0d", "(3p 0h) p0d"),
        // The newest state of each segment wins.
        (3, "p0a p1a p0b p1b", "(2p 0h) p0b p1b"),
        // A final overtakes its segment's partials, also those before other lines.
        (3, "p0a p0b f0 r", "(2p 0h) f0 r"),
        // Finals and replies are kept in order, partials of open segments among them.
        (3, "f0 p1a r p1b", "(1p 0h) f0 r p1b"),
        // No room even for the newest partial: it goes too, and is counted.
        (2, "f0 r p1a", "(1p 0h) f0 r"),
        // The oldest of several newest states goes first.
        (2, "p0a p1a p2a", "(1p 0h) p1a p2a"),
        // Figures are overtaken like partials, and counted by themselves.
        (2, "h h p0a", "(0p 1h) h p0a"),
        (1, "h p0a r", "(1p 1h) r"),
        // Hidden states go before anything else does, the oldest first, and only as many as there is no room for.
        (3, "x1 p0a x2 p0b", "(0p 0h 1x) p0a x2 p0b"),
        (3, "x1 p0a p0b p0c p0d", "(3p 0h 1x) p0d"),
        (2, "f0 r x1", "(0p 0h 1x) f0 r"),
        // A scene is whole: the newest is enough. Of a thing's moves it is the last, of another thing's as well.
        (3, "s s r s", "(0p 0h 2s) r s"),
        (3, "m1a m2a m1b r", "(0p 0h 1s) m2a m1b r"),
    ]

    @Test(arguments: table) func overtakenLinesGoFirst(limit: Int, lines: String, delivered: String) {
        let result = run(limit: limit, lines)
        #expect(result.admissions.allSatisfy { $0 })
        #expect(result.delivered == delivered)
    }

    @Test func whenOnlyFinalsAreLeftTheClientIsTooSlow() {
        #expect(run(limit: 2, "f0 p1a f1 f2").admissions == [true, true, true, false])
    }

    @Test func aReplayDoesNotCountAndIsNeverDropped() {
        let result = run(limit: 2, "p4a p4b p4c", preload: "f0 f1 f2 f3 p4z")
        #expect(result.admissions == [true, true, true])
        #expect(result.delivered == "(2p 0h) f0 f1 f2 f3 p4z p4c")
    }

    @Test func lossIsToldOnceAndBeforeWhatCameAfterIt() {
        var queue = ClientQueue<String>(limit: 1)
        for line in ["p0a", "p0b", "p0c"] { #expect(queue.enqueue(line, kind: kind(line)) == .accepted) }
        #expect(drain(&queue) == "(2p 0h) p0c")
        #expect(queue.enqueue("p0d", kind: kind("p0d")) == .accepted)
        #expect(drain(&queue) == "p0d")
    }

    /// Whatever comes and whenever the client reads: what must arrive arrives once and in order, what is lost is
    /// counted, the bound holds, and the last partial of a segment without a final is never lost while there is room.
    @Test(arguments: 0..<200) func nothingIsLostSilently(seed: Int) {
        var generator = SplitMix(state: UInt64(seed) &* 0x9E37)
        let limit = Int.random(in: 1...6, using: &generator)
        var queue = ClientQueue<String>(limit: limit)
        var sent: [String] = []
        var received: [String] = []
        var lost = 0
        func read(_ count: Int) {
            for _ in 0..<count {
                switch queue.next() {
                case .line(let line): received.append(line)
                case .lost(let told): lost += told.partials + told.health + told.features
                case nil: return
                }
            }
        }
        for number in 0..<300 {
            let segment = number / 40
            let line = switch Int.random(in: 0..<10, using: &generator) {
            case 0: "f\(segment)#\(number)"
            case 1: "r#\(number)"
            case 2: "h#\(number)"
            case 3: "x#\(number)"
            default: "p\(segment)#\(number)"
            }
            guard queue.enqueue(line, kind: kind(line)) == .accepted else { return }
            #expect(queue.count <= limit)
            sent.append(line)
            if Int.random(in: 0..<3, using: &generator) == 0 { read(Int.random(in: 0..<4, using: &generator)) }
        }
        read(.max)
        func mustArrive(_ lines: [String]) -> [String] { lines.filter { $0.hasPrefix("f") || $0.hasPrefix("r") } }
        #expect(mustArrive(received) == mustArrive(sent))
        #expect(received.count + lost == sent.count)
        var rest = sent[...]
        for line in received {
            guard let index = rest.firstIndex(of: line) else {
                Issue.record("\(line) came out of order")
                return
            }
            rest = rest[(index + 1)...]
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
