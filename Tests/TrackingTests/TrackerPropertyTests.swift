import Media
import Testing
import Tracking
import Wire

/// What holds whatever comes in.
struct TrackerPropertyTests {
    /// A street: things that come, go, cross and hide, found with errors. The same for a seed.
    private static func street(_ seed: Int, frames: Int = 150) -> [[Detection]] {
        var dice = Dice(UInt64(seed))
        struct Walker {
            var x, y, dx, dy: Double
            var label: String
        }
        var walkers: [Walker] = []
        return (0..<frames).map { _ in
            if walkers.count < 8, Int.random(in: 0..<8, using: &dice) == 0 {
                let fromLeft = Bool.random(using: &dice)
                walkers.append(
                    Walker(
                        x: fromLeft ? 0 : 1, y: .random(in: 0.3...0.7, using: &dice), dx: (fromLeft ? 1 : -1) * .random(in: 0.003...0.02, using: &dice),
                        dy: 0.002 * dice.jitter(), label: ["person", "dog", "car"].randomElement(using: &dice)!))
            }
            var found: [Detection] = []
            for index in walkers.indices {
                walkers[index].x += walkers[index].dx
                walkers[index].y += walkers[index].dy
                guard Int.random(in: 0..<6, using: &dice) > 0 else { continue }
                let walker = walkers[index]
                found.append(
                    person(
                        walker.x + 0.005 * dice.jitter(), walker.y + 0.005 * dice.jitter(), score: .random(in: 0.2...1, using: &dice), label: walker.label))
            }
            walkers.removeAll { !(-0.1...1.1).contains($0.x) }
            if Int.random(in: 0..<4, using: &dice) == 0 {
                found.append(person(.random(in: 0...1, using: &dice), .random(in: 0...1, using: &dice), score: .random(in: 0.2...0.8, using: &dice)))
            }
            return found
        }
    }

    @Test(arguments: 0..<12) func idsAreNeverSharedAndNeverComeBack(seed: Int) {
        let street = Self.street(seed)
        var highest = 0
        var ended: Set<Int> = []
        for frame in Film().run(street.count, { street[$0] }) {
            let ids = frame.ids.compactMap(\.self)
            #expect(Set(ids).count == ids.count)
            let alive = (frame.seen + frame.hidden).map(\.id)
            #expect(Set(alive).count == alive.count && ended.isDisjoint(with: alive))
            #expect(Set(ids) == Set(frame.seen.map(\.id)))
            for id in alive where id > highest {
                #expect(id == highest + 1)
                highest = id
            }
            ended.formUnion(frame.ended.map(\.id))
        }
        #expect(highest > 3)
    }

    @Test(arguments: 0..<12) func theOrderOfAFramesDetectionsMakesNoDifference(seed: Int) {
        let street = Self.street(seed)
        var dice = Dice(UInt64(seed + 1000))
        let orders = street.map { Array($0.indices).shuffled(using: &dice) }
        let straight = Film().run(street.count) { street[$0] }
        let shuffled = Film().run(street.count) { frame in orders[frame].map { street[frame][$0] } }
        for (frame, (a, b)) in zip(straight, shuffled).enumerated() {
            #expect(a.seen == b.seen && a.hidden == b.hidden && a.ended == b.ended)
            #expect(orders[frame].map { a.ids[$0] } == b.ids)
        }
    }

    // MARK: bad input

    static let broken: [RelativeBox] = [
        RelativeBox(x: .nan, y: 0, width: 0.1, height: 0.1), RelativeBox(x: 0, y: .infinity, width: 0.1, height: 0.1),
        RelativeBox(x: 0, y: 0, width: .infinity, height: 0.1), RelativeBox(x: 0.5, y: 0.5, width: 0, height: 0.1),
        RelativeBox(x: 0.5, y: 0.5, width: -0.2, height: 0.1), RelativeBox(x: 1.5, y: 0.5, width: 0.2, height: 0.1),
        RelativeBox(x: -0.5, y: 0.5, width: 0.2, height: 0.1), RelativeBox(x: 0.5, y: 0.5, width: 1e-300, height: 1e-300),
    ]

    @Test(arguments: broken) func aBoxThatIsNoneIsCountedAndDisturbsNobody(box: RelativeBox) {
        let good = person(0.5)
        let frames = Film().run(10) { _ in [Detection(label: "person", score: 0.9, box: box), good] }
        #expect(frames.allSatisfy { $0.unusable == 1 })
        #expect(frames[9].ids == [nil, 1])
    }

    @Test func aBoxThatReachesOutOfThePictureIsItsPartInside() {
        let frames = Film().run(5) { _ in [Detection(label: "car", score: 2, box: RelativeBox(x: -0.2, y: -1, width: 0.5, height: 3))] }
        #expect(frames[4].seen[0].box == RelativeBox(x: 0, y: 0, width: 0.3, height: 1) && frames[4].seen[0].score == 1)
        #expect(Film().run(5) { _ in [Detection(label: "car", score: .nan, box: person(0.5).box)] }[4].unusable == 1)
    }

    @Test func emptyFramesAreNothing() {
        #expect(Film().run(20) { _ in [] }.allSatisfy { $0 == TrackedFrame() })
    }

    @Test func aLateFrameChangesNothing() {
        let film = Film()
        var tracker = Tracker()
        for frame in 0..<10 { _ = tracker.update([person(0.5)], at: film.instant(frame)) }
        for late in [9, 5] {
            let result = tracker.update([person(0.1)], at: film.instant(late))
            #expect(result.isLate && result.ids == [nil] && result.seen.isEmpty && result.ended.isEmpty)
        }
        #expect(tracker.update([person(0.5)], at: film.instant(10)).ids == [1])
    }

    @Test func aSourceThatBeginsAnewEndsWhatWasBefore() {
        let film = Film()
        var tracker = Tracker()
        for frame in 1000..<1010 { _ = tracker.update([person(0.5)], at: film.instant(frame)) }
        let first = tracker.update([person(0.5)], at: film.instant(0))
        #expect(first.ended.map(\.id) == [1] && !first.isLate && first.ids == [nil])
        _ = tracker.update([person(0.5)], at: film.instant(1))
        #expect(tracker.update([person(0.5)], at: film.instant(2)).ids == [2])
    }

    @Test func framesMinutesApartHaveNothingToDoWithEachOther() {
        let film = Film()
        var tracker = Tracker()
        for frame in 0..<10 { _ = tracker.update([person(0.5)], at: film.instant(frame)) }
        #expect(tracker.update([person(0.5)], at: film.instant(60 * 15)).ended.map(\.id) == [1])
    }

    @Test func fiveHundredThingsInAFrameAreFiveHundredTracks() {
        let frames = Film().run(8) { frame in
            (0..<500).map { index in
                person(
                    0.02 + 0.038 * Double(index % 25) + 0.0005 * Double(frame), 0.02 + 0.048 * Double(index / 25), width: 0.03, height: 0.04)
            }
        }
        #expect(frames[7].ids.compactMap(\.self).count == 500 && frames[7].ids == frames[3].ids)
    }

    @Test func fiveHundredBoxesInOnePlaceComeToAnEnd() {
        var dice = Dice(1)
        let crowd = (0..<500).map { _ in person(0.5 + 0.02 * dice.jitter(), 0.5 + 0.02 * dice.jitter()) }
        #expect(Film().run(6) { _ in crowd }[5].ids.compactMap(\.self).count == 500)
    }
}
