import Media
import Scene
import Testing
import Tracking
import Wire

/// When a scene is told, and what is in it beside the words.
struct TellingTests {
    @Test func aSceneIsToldWhenItChangedAndIsCalmAndNotTooOften() {
        var stage = Stage()
        #expect(stage.play(10, []).isEmpty)
        stage.play(20, [thing("person", 0.3)])
        stage.play(20, [thing("person", 0.3), thing("dog", 0.8)])
        let scenes = stage.events.compactMap(\.scene)
        #expect(scenes.map(\.counts) == [["person": 1], ["dog": 1, "person": 1]] && scenes.map(\.revision) == [0, 1])
        #expect(scenes[0].at - 10 < 1 && scenes[1].at - 30 < 1)
    }

    @Test func whatComesTogetherIsToldTogether() {
        var stage = Stage()
        stage.play(0.4, [thing("person", 0.2)])
        stage.play(10, [thing("person", 0.2), thing("cat", 0.5), thing("dog", 0.8)])
        #expect(stage.events.compactMap(\.scene).map(\.objects.count) == [3])
    }

    @Test func aRestlessSceneIsToldEveryFewSecondsAtMost() {
        var generator = Seeded(state: 3)
        var stage = Stage()
        var there: Set<Int> = []
        stage.play(60) { time in
            if Int((time * 15).rounded()) % 4 == 0 { there.formSymmetricDifference([Int.random(in: 0..<9, using: &generator)]) }
            return .init(detections: there.sorted().map { thing("person", 0.06 + 0.11 * Double($0), width: 0.05, height: 0.2) })
        }
        let times = stage.events.compactMap(\.scene).map(\.at)
        #expect(times.count >= 6)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 3 - 1e-6 })
    }

    @Test func aSceneThatIsBackWhatItWasIsNoNews() {
        var stage = Stage()
        stage.play(3, [thing("person", 0.3), thing("person", 0.6)])
        // Somebody raises nothing, nobody leaves: they sway.
        stage.play(20) { time in .init(detections: [thing("person", 0.3 + 0.002 * time.truncatingRemainder(dividingBy: 2)), thing("person", 0.6)]) }
        #expect(stage.events.compactMap(\.scene).count == 1)
    }

    @Test func theSourcesEndIsASceneWithoutWords() throws {
        var stage = Stage()
        stage.play(3, [thing("person", 0.3)])
        let last = try #require(stage.state.finish().events.compactMap(\.scene).first)
        #expect(last.objects.isEmpty && last.words.isEmpty && last.revision == 1)
        #expect(stage.state.finish().events.isEmpty)
    }

    @Test func aSceneListsEverythingWithItsNeighbours() throws {
        var stage = Stage()
        stage.play(5, [thing("person", 0.3), thing("chair", 0.42), thing("car", 0.8)])
        let scene = try #require(stage.events.compactMap(\.scene).last)
        let ids = Dictionary(uniqueKeysWithValues: scene.objects.map { ($0.label, $0.id) })
        #expect(scene.objects.map(\.id) == [1, 2, 3])
        #expect(scene.objects.map { Set($0.near) } == scene.objects.map { $0.label == "person" ? [ids["chair"]!] : $0.label == "chair" ? [ids["person"]!] : [] })
        #expect(scene.objects.allSatisfy { $0.firstSeen == 0 && $0.score == 0.9 })
    }

    @Test func whoWalksPastIsNotNear() {
        var stage = Stage()
        // Past the car in a third of a second.
        stage.play(6) { time in .init(detections: [thing("car", 0.5, 0.6, width: 0.1, height: 0.1), thing("person", -0.2 + 0.6 * (time - 2), 0.5)]) }
        #expect(stage.events.compactMap(\.scene).flatMap(\.objects).allSatisfy { $0.near.isEmpty })
    }

    @Test func onePictureAloneIsASceneToo() throws {
        var stage = Stage { options in
            options.tracker.confirmations = 1
            (options.appear, options.settle, options.interval) = (0, 0, 0)
        }
        let person = thing("person", 0.3, height: 0.4)
        stage.play(1.0 / 15) { _ in
            .init(
                detections: [person, thing("chair", 0.42)], bodies: [Body(box: person.box, score: 1, keypoints: Pose.sitting.keypoints(in: person.box))],
                texts: [ReadText(text: "EXIT", score: 0.9, box: RelativeBox(x: 0.7, y: 0.1, width: 0.1, height: 0.05))])
        }
        #expect(
            stage.events.compactMap(\.scene).map { $0.words[0].text } == [
                "The picture shows a person and a chair. The person is sitting near the chair. “EXIT” can be read."
            ])
    }

    // MARK: evidence

    @Test(arguments: 0..<6) func everyClaimIsProvenByThingsThatAreThereOrLeft(seed: Int) {
        var generator = Seeded(state: UInt64(seed))
        var stage = Stage { $0.languages = [.en, .zh] }
        var there: Set<Int> = []
        var map = [Float](repeating: 0.1, count: 256)
        stage.play(60) { time in
            if Int((time * 15).rounded()) % 25 == 0 {
                there.formSymmetricDifference([Int.random(in: 0..<9, using: &generator)])
                map[Int.random(in: 0..<256, using: &generator)] = 1
            }
            let boxes = there.sorted().map { thing($0 % 3 == 0 ? "person" : $0 % 3 == 1 ? "dog" : "chair", 0.06 + 0.11 * Double($0), width: 0.08, height: 0.2) }
            return .init(
                detections: boxes, bodies: boxes.map { Body(box: $0.box, score: 0.9, keypoints: Pose.standing.keypoints(in: $0.box)) },
                texts: there.contains(4) ? [ReadText(text: "A", score: 0.9, box: RelativeBox(x: 0.5, y: 0.5, width: 0.02, height: 0.02))] : [], saliency: map)
        }
        let entered = Set(stage.events.compactMap(\.entered).map(\.id))
        var left: Set<Int> = []
        var claims = 0
        for event in stage.events {
            if let gone = event.left { left.insert(gone.id) }
            guard let scene = event.scene else { continue }
            let there = Set(scene.objects.map(\.id))
            let texts = Set(scene.texts.map(\.id))
            #expect(there.isSubset(of: entered) && there.isDisjoint(with: left) && texts.isDisjoint(with: entered))
            #expect(scene.counts.values.reduce(0, +) == there.count)
            #expect(there.isSuperset(of: [scene.salient].compactMap(\.self)))
            #expect(scene.words.map(\.language) == ["en", "zh"])
            for words in scene.words {
                #expect(words.claims.map(\.ids) == scene.words[0].claims.map(\.ids))
                #expect(words.text == words.claims.map(\.text).joined(separator: words.language == "en" ? " " : ""))
                for claim in words.claims {
                    claims += 1
                    #expect(Set(claim.ids).isSubset(of: there.union(texts).union(left)) && claim.ids == claim.ids.sorted())
                    #expect(!claim.ids.isEmpty || there.isEmpty)
                }
            }
        }
        #expect(claims > 20)
    }
}

/// Postures from keypoints, and how long they must hold.
struct PostureTests {
    private func postures(_ pose: Pose, score: Double = 0.9, seconds: Double = 3) -> [Posture] {
        let person = thing("person", 0.5, height: 0.4)
        var stage = Stage()
        stage.play(seconds) { _ in .init(detections: [person], bodies: [Body(box: person.box, score: 1, keypoints: pose.keypoints(in: person.box, score: score))]) }
        return stage.events.compactMap(\.moved).last?.after.posture ?? []
    }

    @Test func aBodyIsRead() {
        #expect(postures(.standing) == [.standing])
        #expect(postures(.sitting) == [.sitting])
        #expect(postures(.waving) == [.armRaised, .standing])
        #expect(postures(.bust) == [.armRaised])
        #expect(postures(.lying) == [])
    }

    @Test func keypointsThatAreGuessesSayNothing() {
        #expect(postures(.standing, score: 0.2) == [])
    }

    @Test func aPostureOfAMomentIsNone() {
        let person = thing("person", 0.5, height: 0.4)
        var stage = Stage()
        stage.play(6) { time in
            let pose: Pose = Int((time * 15).rounded()) % 10 < 4 ? .waving : .standing
            return .init(detections: [person], bodies: [Body(box: person.box, score: 1, keypoints: pose.keypoints(in: person.box))])
        }
        #expect(stage.events.compactMap(\.moved).map(\.after.posture) == [[.standing]])
    }

    @Test func whereThePoseModelDidNotLookThePostureStays() {
        let person = thing("person", 0.5, height: 0.4)
        let body = Body(box: person.box, score: 1, keypoints: Pose.sitting.keypoints(in: person.box))
        var stage = Stage()
        stage.play(2) { _ in .init(detections: [person], bodies: [body]) }
        stage.play(5) { _ in .init(detections: [person], bodies: nil) }
        stage.play(5) { _ in .init(detections: [person], bodies: []) }
        #expect(stage.events.compactMap(\.moved).map(\.after.posture) == [[.sitting]])
    }

    @Test func aDogHasNoPosture() {
        let dog = thing("dog", 0.5, height: 0.4)
        var stage = Stage()
        stage.play(3) { _ in .init(detections: [dog], bodies: [Body(box: dog.box, score: 1, keypoints: Pose.standing.keypoints(in: dog.box))]) }
        #expect(stage.events.compactMap(\.moved).isEmpty)
    }
}

/// Text read in the picture.
struct ReadingTests {
    private let box = RelativeBox(x: 0.2, y: 0.2, width: 0.2, height: 0.05)

    private func texts(_ seconds: Double = 8, rate: Double = 15, _ read: (Int) -> [ReadText]?) -> [[String]] {
        var stage = Stage(rate: rate)
        stage.play(seconds) { time in .init(detections: [thing("person", 0.8)], texts: read(Int((time * rate).rounded()))) }
        return stage.events.compactMap(\.scene).map { $0.texts.map(\.text) }
    }

    @Test func aTextIsThereOnceItWasReadTwice() {
        #expect(texts { $0 < 100 ? [] : [ReadText(text: "EXIT", score: 0.9, box: box)] }.last == ["EXIT"])
        #expect(texts { $0 % 20 == 0 ? [ReadText(text: "EXIT", score: 0.9, box: box)] : [] }.last == [])
    }

    @Test func aReaderOfOneLookASecondIsEnough() {
        #expect(texts { $0 % 15 == 0 ? [ReadText(text: "EXIT", score: 0.9, box: box)] : nil }.last == ["EXIT"])
    }

    @Test func aMisreadingOfAMomentChangesNothing() {
        #expect(texts { [ReadText(text: $0 % 9 == 0 ? "EX1T" : "EXIT", score: 0.9, box: box)] }.allSatisfy { $0 == ["EXIT"] })
    }

    @Test func brokenTextsAreNone() {
        let nowhere = RelativeBox(x: .nan, y: 0, width: 1, height: 1)
        #expect(
            texts { _ in
                [ReadText(text: "A", score: 1, box: nowhere), ReadText(text: " \u{7}", score: 1, box: box), ReadText(text: "B", score: .nan, box: box)]
            } == [[]])
    }
}
