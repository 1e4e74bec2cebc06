import Media
import Scene
import Testing
import Tracking
import Wire

struct SceneStateTests {
    // MARK: coming and going

    @Test func aThingEntersOnceItIsSurelyThereAndLeavesOnceItIsSurelyGone() throws {
        var stage = Stage()
        #expect(stage.play(0.2, [thing("person", 0.5)]).objects == [])
        #expect(stage.play(0.2, [thing("person", 0.5)]).objects == ["enter person 1"])
        #expect(stage.play(5, [thing("person", 0.5)]).objects == [])
        #expect(stage.play(1.9, []).objects == [])
        #expect(stage.play(0.5, []).objects == ["leave person 1"])
        let left = try #require(stage.events.compactMap(\.left).first)
        // Seen in 81 frames from media second 0 on; gone once two seconds had passed.
        #expect(left.firstSeen == 0 && abs(left.lastSeen - 80 / 15.0) < 1e-6 && abs(left.at - left.lastSeen - 2) < 0.1)
        #expect(left.track == "camera" && left.place.box == stage.events.compactMap(\.entered)[0].place.box)
    }

    @Test func whatFlickersIsNoEvent() {
        var stage = Stage()
        // A false detection of two frames, again and again; a true thing that the detector misses in every third frame.
        stage.play(10) { time in
            let frame = Int((time * 15).rounded())
            return .init(detections: (frame % 20 < 2 ? [thing("cat", 0.2)] : []) + (frame % 3 > 0 ? [thing("person", 0.7)] : []))
        }
        #expect(stage.events.objects == ["enter person 1"])
    }

    @Test func whoWalksBehindAPillarNeverLeft() {
        var stage = Stage()
        stage.play(8) { time in .init(detections: (3..<4.5).contains(time) ? [] : [thing("person", 0.1 + 0.1 * time)]) }
        #expect(stage.events.objects.filter { !$0.hasPrefix("move") } == ["enter person 1"])
    }

    @Test func theSourcesEndIsEverybodysEnd() {
        var stage = Stage()
        stage.play(1, [thing("person", 0.3), thing("dog", 0.7)])
        #expect(stage.state.finish().events.objects.sorted() == ["leave dog 1", "leave person 2"])
        #expect(stage.state.finish().events.objects == [])
    }

    @Test func whoAsksIsToldWhatIsThereNow() throws {
        var stage = Stage { $0.languages = [.en, .zh] }
        #expect(stage.state.describe() == nil)
        stage.play(1, [])
        let empty = try #require(stage.state.describe())
        #expect(empty.objects.isEmpty && empty.words.map(\.language) == ["en", "zh"] && !empty.words[0].text.isEmpty)
        // Told once: whoever asks later hears it all the same, and asking changes nothing that is told.
        stage.play(3, [thing("person", 0.3), thing("dog", 0.7)])
        let told = stage.events.compactMap { if case .scene(let scene) = $0 { scene } else { nil } }
        let asked = try #require(stage.state.describe())
        #expect(asked.objects.map(\.id) == [1, 2] && asked.revision == told.last?.revision && asked.words == told.last?.words)
        #expect(asked.at > (told.last?.at ?? .infinity))
        // What left is no longer part of it.
        stage.play(3, [thing("dog", 0.7)])
        #expect(stage.state.describe()?.counts == ["dog": 1])
    }

    @Test func aFrameASecondIsEnough() {
        var stage = Stage(rate: 1)
        stage.play(6, [thing("person", 0.5)])
        stage.play(6, [])
        #expect(stage.events.objects == ["enter person 1", "leave person 1"])
    }

    @Test func aPictureThatStandsStillKeepsWhatIsInIt() {
        var stage = Stage()
        stage.play(1, [thing("person", 0.5)])
        for frame in 1...200 { #expect(stage.state.hold(at: stage.instant(15 + frame * 15)).events.objects == []) }
    }

    // MARK: moving

    @Test func jitterIsNoMove() {
        var dice = Seeded(state: 5)
        var stage = Stage()
        stage.play(20) { _ in
            .init(detections: [thing("person", 0.5 + .random(in: -0.008...0.008, using: &dice), 0.5 + .random(in: -0.01...0.01, using: &dice))])
        }
        #expect(stage.events.objects == ["enter person 1"])
    }

    @Test func aWalkIsToldInStepsThatJoin() {
        var stage = Stage()
        stage.play(2, [thing("person", 0.2)])
        stage.play(6) { time in .init(detections: [thing("person", 0.2 + 0.1 * (time - 2))]) }
        stage.play(2, [thing("person", 0.8)])
        let moves = stage.events.compactMap(\.moved)
        // One a second at most, and the last is where it stands.
        #expect((4...7).contains(moves.count))
        #expect(zip(moves, moves.dropFirst()).allSatisfy { $0.after == $1.before && $1.at - $0.at >= 0.999 })
        #expect(moves.first?.before == stage.events.compactMap(\.entered)[0].place)
        #expect(abs((moves.last?.after.box.x ?? 0) + 0.05 - 0.8) < 0.06)
    }

    @Test func whatComesNearerMovesToo() {
        var stage = Stage()
        stage.play(2, [thing("car", 0.5, width: 0.1, height: 0.1)])
        stage.play(3) { time in .init(detections: [thing("car", 0.5, width: 0.1 + 0.1 * (time - 2), height: 0.1 + 0.1 * (time - 2))]) }
        #expect(stage.events.objects.contains("move car 1"))
    }

    // MARK: zones

    static let door = try! SceneZone(name: "door", corners: [.init(x: 0, y: 0), .init(x: 0.3, y: 0), .init(x: 0.3, y: 1), .init(x: 0, y: 1)])

    @Test func whoStepsIntoAZoneMovesIntoIt() throws {
        var stage = Stage { $0.zones = [Self.door] }
        stage.play(2, [thing("person", 0.32)])
        #expect(stage.events.compactMap(\.entered)[0].place.zones == [])
        stage.play(2, [thing("person", 0.28)])
        let move = try #require(stage.events.compactMap(\.moved).first)
        #expect(move.before.zones == [] && move.after.zones == ["door"])
    }

    @Test func whoStandsOnAZonesEdgeDoesNotDanceInAndOut() {
        var stage = Stage { $0.zones = [Self.door] }
        stage.play(10) { time in .init(detections: [thing("person", Int((time * 15).rounded()) % 4 < 2 ? 0.29 : 0.31)]) }
        #expect(stage.events.objects == ["enter person 1"])
    }

    @Test func aZoneIsAnyPolygonAndHoldsWhoStandsInIt() throws {
        // An L: the corner that it leaves out is no part of it.
        let zone = try SceneZone(
            name: "hall",
            corners: [.init(x: 0, y: 0), .init(x: 0.4, y: 0), .init(x: 0.4, y: 0.6), .init(x: 1, y: 0.6), .init(x: 1, y: 1), .init(x: 0, y: 1)])
        #expect(zone.contains(.init(x: 0.2, y: 0.2)) && zone.contains(.init(x: 0.8, y: 0.8)) && !zone.contains(.init(x: 0.8, y: 0.3)))
        // The feet count: the head is in the corner that is left out.
        #expect(zone.holds(RelativeBox(x: 0.7, y: 0.3, width: 0.1, height: 0.4)))
        #expect(!zone.holds(RelativeBox(x: 0.7, y: 0.2, width: 0.1, height: 0.3)))
    }

    @Test func aZoneThatIsNoneSaysWhy() {
        func complaint(_ name: String, _ corners: [(Double, Double)]) -> String {
            do {
                _ = try SceneZone(name: name, corners: corners.map { .init(x: $0.0, y: $0.1) })
                return ""
            } catch { return error.description }
        }
        #expect(complaint("a", [(0, 0), (1, 1)]).contains("2 corners"))
        #expect(complaint("a", [(0, 0), (1, 1), (0, 1.5)]).contains("corner 3 is (0.0, 1.5)"))
        #expect(complaint("a", [(0, 0), (1, .nan), (0, 1)]).contains("corner 2"))
        #expect(complaint("a", [(0, 0), (0.5, 0.5), (1, 1)]).contains("no area"))
        #expect(complaint(" ", [(0, 0), (1, 0), (1, 1)]).contains("no name"))
        #expect(throws: SceneError.self) {
            var options = SceneOptions()
            options.zones = [Self.door, Self.door]
            _ = try SceneState(track: "camera", origin: MediaInstant(nanoseconds: 0), options: options)
        }
    }

    // MARK: bad input

    @Test func aLateFrameAndABrokenBoxChangeNothing() {
        var stage = Stage()
        stage.play(1, [thing("person", 0.5)])
        #expect(stage.state.look(SceneLook(time: stage.instant(3), detections: [])).events.isEmpty)
        let broken = Detection(label: "person", score: 0.9, box: RelativeBox(x: .nan, y: 0, width: 1, height: 1))
        #expect(stage.play(5, [broken, thing("person", 0.5)]).objects == [])
    }

    @Test func aSourceThatBeginsAnewLetsEverythingLeaveFirst() {
        var stage = Stage()
        stage.play(5, [thing("person", 0.5)])
        let events = stage.state.look(SceneLook(time: stage.instant(0), detections: [thing("person", 0.5)])).events
        #expect(events.objects == ["leave person 1"])
        #expect((events[0].left?.at ?? 0) > 4)
    }

    @Test func fiveHundredThingsInOnePlaceAreAScene() {
        var stage = Stage(rate: 5)
        stage.play(2) { _ in .init(detections: (0..<500).map { thing("person", 0.3 + 0.015 * Double($0 % 25), 0.3 + 0.015 * Double($0 / 25), width: 0.02, height: 0.02) }) }
        #expect(stage.events.compactMap(\.entered).count == 500)
        #expect(stage.events.compactMap(\.scene).last?.words[0].text.hasPrefix("The picture shows 500 people.") == true)
    }

    // MARK: properties

    @Test(arguments: 0..<8) func everybodyWhoLeavesHasEnteredAndNobodyEntersTwice(seed: Int) {
        var generator = Seeded(state: UInt64(seed))
        var stage = Stage { $0.zones = [Self.door] }
        var things = (0..<6).map { _ in (x: Double.random(in: 0...1, using: &generator), speed: Double.random(in: -0.2...0.2, using: &generator)) }
        var proven: Set<Int> = []
        for _ in 0..<60 {
            for event in stage.play(0.5, { _ in
                for index in things.indices {
                    things[index].x += things[index].speed / 15
                    if !(-0.2...1.2).contains(things[index].x) { things[index].x = things[index].speed > 0 ? -0.1 : 1.1 }
                }
                let found = things.filter { _ in Int.random(in: 0..<8, using: &generator) > 0 }
                return .init(detections: found.map { thing("person", $0.x, 0.5, score: .random(in: 0.3...1, using: &generator)) })
            }) {
                if let entered = event.entered {
                    #expect(!proven.contains(entered.id))
                    #expect(entered.lastSeen == entered.at && entered.firstSeen <= entered.at - 0.25 + 1e-9)
                    proven.insert(entered.id)
                }
                if let left = event.left {
                    #expect(proven.contains(left.id))
                    #expect(left.at - left.lastSeen > 0.25)
                }
                if let moved = event.moved { #expect(proven.contains(moved.id) && moved.before != moved.after) }
            }
        }
        let ends = stage.state.finish().events
        let left = (stage.events + ends).compactMap(\.left).map(\.id)
        #expect(Set(left) == proven && left.count == proven.count && proven.count >= 6)
    }
}

/// Numbers that are the same in every run (xorshift).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(state: UInt64) { self.state = state &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
