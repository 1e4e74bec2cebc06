import Media
import Scene
import Testing
import Tracking
import Wire

/// What is said of a scene, by example: what stands in the picture on the left, the sentence on the right.
struct SentenceTests {
    /// Plays a scene for as long as it takes, and returns the last words in a language.
    private func words(
        _ language: SceneLanguage, _ find: SceneLook.Found, _ change: @escaping (inout SceneOptions) -> Void = { _ in }
    ) -> SceneWords? {
        var stage = Stage { options in
            options.languages = [language]
            change(&options)
        }
        stage.play(8) { _ in find }
        return stage.events.compactMap(\.scene).last?.words.first
    }

    private func text(_ language: SceneLanguage, _ find: SceneLook.Found) -> String? { words(language, find)?.text }

    /// Things in a row, far enough apart to be near to nothing.
    private func row(_ labels: String...) -> SceneLook.Found {
        .init(detections: labels.enumerated().map { thing($1, 0.06 + 0.11 * Double($0), width: 0.04, height: 0.04) })
    }

    @Test func whatIsThereIsCountedAndListed() {
        #expect(text(.en, row("person")) == "The picture shows a person.")
        #expect(text(.zh, row("person")) == "画面中有一个人。")
        #expect(text(.en, row("dog", "person", "person")) == "The picture shows two people and a dog.")
        #expect(text(.zh, row("dog", "person", "person")) == "画面中有两个人和一只狗。")
        #expect(text(.en, row("car", "apple", "car", "umbrella", "car")) == "The picture shows three cars, an apple and an umbrella.")
        #expect(text(.zh, row("car", "apple", "car", "umbrella", "car")) == "画面中有三辆汽车、一个苹果和一把雨伞。")
    }

    @Test func wordsHaveTheirOwnPluralsArticlesAndMeasureWords() {
        #expect(text(.en, row("sheep", "sheep", "knife", "knife", "bus", "bus")) == "The picture shows two buses, two knives and two sheep.")
        #expect(text(.zh, row("sheep", "sheep", "knife", "knife", "bus", "bus")) == "画面中有两辆公交车、两把刀和两只羊。")
        #expect(text(.en, row("scissors", "tv", "orange")) == "The picture shows an orange, a pair of scissors and a TV.")
        #expect(text(.en, row("scissors", "scissors")) == "The picture shows two pairs of scissors.")
        // Labels that nobody wrote down.
        #expect(text(.en, row("hourglass", "unicycle", "fox", "fox")) == "The picture shows two foxes, an hourglass and a unicycle.")
        #expect(text(.en, row("fire_woman", "fire_woman", "berry", "berry")) == "The picture shows two berries and two fire women.")
        #expect(text(.zh, row("fox", "fox")) == "画面中有两个“fox”。")
    }

    @Test func whatIsTooMuchIsCountedOnly() {
        #expect(
            text(.en, row("person", "cat", "dog", "cow", "car", "bed", "cup", "cup"))
                == "The picture shows a person, two cups, a bed, a car, a cat and two other things.")
        #expect(
            text(.zh, row("person", "cat", "dog", "cow", "car", "bed", "cup", "cup")) == "画面中有一个人、两个杯子、一张床、一辆汽车、一只猫和另外两样东西。")
        let crowd = SceneLook.Found(detections: (0..<120).map { thing("person", 0.05 + 0.08 * Double($0 % 12), 0.05 + 0.09 * Double($0 / 12), width: 0.03, height: 0.03) })
        #expect(text(.en, crowd)?.hasPrefix("The picture shows 120 people.") == true)
        #expect(text(.zh, crowd)?.hasPrefix("画面中有120个人。") == true)
    }

    @Test func whoIsNearWhat() {
        let atTable = SceneLook.Found(detections: [thing("person", 0.3), thing("dining table", 0.42, 0.58, width: 0.14, height: 0.14), thing("dog", 0.9, 0.6, height: 0.1)])
        #expect(text(.en, atTable) == "The picture shows a person, a table and a dog. The person is near the table.")
        #expect(text(.zh, atTable) == "画面中有一个人、一张桌子和一只狗。那个人在那张桌子旁边。")
        // Of two tables it is one of them.
        let two = SceneLook.Found(detections: atTable.detections + [thing("dining table", 0.7, 0.9, width: 0.14, height: 0.14)])
        #expect(text(.en, two)?.hasSuffix("The person is near a table.") == true)
        let couple = SceneLook.Found(detections: [thing("person", 0.4), thing("person", 0.52)])
        #expect(text(.en, couple) == "The picture shows two people. Both people are near each other.")
        #expect(text(.zh, couple) == "画面中有两个人。两个人都彼此挨得很近。")
        let three = SceneLook.Found(detections: [thing("person", 0.4), thing("person", 0.52), thing("person", 0.9)])
        #expect(text(.en, three) == "The picture shows three people. Two of the people are near each other.")
        #expect(text(.zh, three) == "画面中有三个人。其中两个人彼此挨得很近。")
        // A row of chairs is furniture, not news.
        #expect(text(.en, .init(detections: [thing("chair", 0.4), thing("chair", 0.5)])) == "The picture shows two chairs.")
    }

    @Test func howTheyHoldThemselves() {
        func found(_ people: (Double, Pose)...) -> SceneLook.Found {
            let boxes = people.map { thing("person", $0.0, width: 0.1, height: 0.4) }
            return .init(detections: boxes, bodies: zip(people, boxes).map { Body(box: $1.box, score: 0.9, keypoints: $0.1.keypoints(in: $1.box)) })
        }
        #expect(text(.en, found((0.5, .standing))) == "The picture shows a person. The person is standing.")
        #expect(text(.zh, found((0.5, .standing))) == "画面中有一个人。那个人站着。")
        #expect(text(.en, found((0.5, .sitting))) == "The picture shows a person. The person is sitting.")
        #expect(
            text(.en, found((0.2, .standing), (0.5, .sitting), (0.8, .standing)))
                == "The picture shows three people. Two of the people are standing. One of the people is sitting.")
        #expect(text(.zh, found((0.2, .standing), (0.5, .sitting), (0.8, .standing))) == "画面中有三个人。其中两个人站着。其中一个人坐着。")
        #expect(text(.en, found((0.2, .standing), (0.5, .standing), (0.8, .standing))) == "The picture shows three people. All three people are standing.")
        #expect(text(.zh, found((0.2, .standing), (0.5, .standing), (0.8, .standing))) == "画面中有三个人。三个人都站着。")
        #expect(text(.en, found((0.5, .waving))) == "The picture shows a person. The person is standing with an arm raised.")
        #expect(text(.zh, found((0.5, .waving))) == "画面中有一个人。那个人站着，举着手。")
        #expect(text(.en, found((0.5, .bust))) == "The picture shows a person. The person has an arm raised.")
        #expect(text(.zh, found((0.5, .bust))) == "画面中有一个人。那个人举着手。")
    }

    @Test func whereTheyAre() {
        let kitchen = try! SceneZone(name: "kitchen", corners: [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0.5, y: 1), .init(x: 0, y: 1)])
        let person = thing("person", 0.3, height: 0.4)
        let found = SceneLook.Found(
            detections: [person, thing("chair", 0.9)], bodies: [Body(box: person.box, score: 1, keypoints: Pose.sitting.keypoints(in: person.box))])
        let zoned = { (options: inout SceneOptions) in options.zones = [kitchen] }
        #expect(words(.en, found, zoned)?.text == "The picture shows a person and a chair. The person is sitting in the zone “kitchen”.")
        #expect(words(.zh, found, zoned)?.text == "画面中有一个人和一把椅子。那个人坐在“kitchen”区域里。")
        #expect(words(.en, row("car"), zoned)?.text == "The picture shows a car. The car is in the zone “kitchen”.")
        #expect(words(.zh, row("car"), zoned)?.text == "画面中有一辆汽车。那辆汽车在“kitchen”区域里。")
        let near = SceneLook.Found(detections: [person, thing("chair", 0.42)], bodies: found.bodies)
        #expect(words(.zh, near, zoned)?.text.hasPrefix("画面中有一个人和一把椅子。那个人在“kitchen”区域里坐在那把椅子旁边。") == true)
    }

    @Test func whatStandsOut() throws {
        var map = [Float](repeating: 0.2, count: 256)
        for row in 6..<10 { for column in 11..<14 { map[row * 16 + column] = 1 } }
        let found = SceneLook.Found(detections: [thing("person", 0.2), thing("dog", 0.78, width: 0.15, height: 0.2)], saliency: map)
        #expect(text(.en, found) == "The picture shows a person and a dog. The dog stands out most.")
        #expect(text(.zh, found) == "画面中有一个人和一只狗。最显眼的是那只狗。")
        let two = SceneLook.Found(detections: found.detections + [thing("dog", 0.5, width: 0.1, height: 0.1)], saliency: map)
        #expect(text(.en, two)?.hasSuffix("One of the dogs stands out most.") == true)
        #expect(text(.zh, two)?.hasSuffix("最显眼的是其中一只狗。") == true)
        // An even map, one of another size, one with a number that is none: nothing is said.
        for map in [[Float](repeating: 1, count: 256), [1], [Float](repeating: .nan, count: 256)] {
            #expect(text(.en, .init(detections: found.detections, saliency: map)) == "The picture shows a person and a dog.")
        }
    }

    @Test func whatCanBeRead() {
        let sign = ReadText(text: " EXIT\n ", score: 0.9, box: RelativeBox(x: 0.1, y: 0.1, width: 0.1, height: 0.05))
        let onBus = ReadText(text: "42 Zoo", score: 0.8, box: RelativeBox(x: 0.6, y: 0.4, width: 0.1, height: 0.05))
        let found = SceneLook.Found(detections: [thing("bus", 0.7, width: 0.5, height: 0.5)], texts: [sign, onBus])
        #expect(text(.en, found) == "The picture shows a bus. “EXIT” can be read. “42 Zoo” can be read on the bus.")
        #expect(text(.zh, found) == "画面中有一辆公交车。画面中可以看到文字“EXIT”。那辆公交车上可以看到文字“42 Zoo”。")
        #expect(words(.en, found)?.claims.map(\.ids) == [[3], [1], [2, 3]])
    }

    @Test func whatLeftIsToldOnce() throws {
        var stage = Stage { $0.languages = [.en, .zh] }
        stage.play(4, [thing("person", 0.3), thing("dog", 0.7), thing("dog", 0.9)])
        stage.play(6, [thing("person", 0.3)])
        stage.play(6, [thing("person", 0.3), thing("cat", 0.7)])
        stage.play(6, [])
        let scenes = stage.events.compactMap(\.scene)
        #expect(
            scenes.map { $0.words[0].text } == [
                "The picture shows a person and two dogs.", "The picture shows a person. Two dogs have left the picture.", "The picture shows a person and a cat.",
                "Nothing known is in the picture. A person has left the picture. A cat has left the picture.",
            ])
        #expect(scenes.last?.words[1].text == "画面中没有认出任何东西。一个人离开了画面。一只猫离开了画面。")
        #expect(scenes[1].words[0].claims[1].ids.count == 2 && scenes.last?.words[0].claims[0].ids == [])
    }
}

/// Bodies for the tests, as keypoints in a box of somebody who stands: x and y of 0…1 in it.
enum Pose {
    case standing, sitting, waving, bust, lying

    func keypoints(in box: RelativeBox, score: Double = 0.9) -> [Keypoint] {
        let points: [(String, Double, Double)] =
            switch self {
            case .standing, .waving:
                [
                    ("left_shoulder", 0.7, 0.2), ("right_shoulder", 0.3, 0.2), ("left_hip", 0.62, 0.5), ("right_hip", 0.38, 0.5), ("left_knee", 0.62, 0.73),
                    ("right_knee", 0.38, 0.73), ("left_wrist", 0.8, self == .waving ? 0.02 : 0.5), ("right_wrist", 0.2, 0.5),
                ]
            case .sitting:
                [
                    ("left_shoulder", 0.7, 0.2), ("right_shoulder", 0.3, 0.2), ("left_hip", 0.62, 0.6), ("right_hip", 0.38, 0.6), ("left_knee", 0.75, 0.65),
                    ("right_knee", 0.25, 0.66), ("left_wrist", 0.8, 0.6), ("right_wrist", 0.2, 0.6),
                ]
            case .bust:
                [("left_shoulder", 0.9, 0.6), ("right_shoulder", 0.1, 0.6), ("left_wrist", 0.95, 0.1), ("right_wrist", 0.1, 0.95)]
            case .lying:
                [
                    ("left_shoulder", 0.2, 0.5), ("right_shoulder", 0.2, 0.6), ("left_hip", 0.9, 0.52), ("right_hip", 0.9, 0.6), ("left_knee", 1.2, 0.52),
                    ("right_knee", 1.2, 0.6),
                ]
            }
        return points.map { Keypoint(name: $0.0, x: box.x + $0.1 * box.width, y: box.y + $0.2 * box.height, score: score) }
    }
}
