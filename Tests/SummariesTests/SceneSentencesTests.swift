import Summaries
import Testing
import Wire

struct SceneSentencesTests {
    private let words = SceneWords(language: "en", text: "There are two persons and a dog. The dog is near a person.", claims: [])
    private let report = SceneReport(
        track: "camera", revision: 0, at: 1,
        objects: [("person", 1), ("person", 2), ("dog", 3)].map { SceneObject(id: $1, label: $0, score: 0.9, place: ObjectPlace(box: RelativeBox(x: 0, y: 0, width: 0.1, height: 0.1)), firstSeen: 0) },
        counts: ["person": 2, "dog": 1], texts: [], salient: nil, words: [])

    @Test(arguments: ["Two people are there with a dog near one person.", "There are two persons, and a dog is near a person."])
    func whatTheTracksHoldIsTold(_ answer: String) {
        #expect(SceneSentences.checked(answer, of: report, words) == answer)
    }

    @Test(arguments: [
        "Two people and a cat are there.", "Three persons and a dog are there.", "A woman called Maria walks her dog near a person.", "Two persons ride bicycles near a dog.",
        "The evening sun shines over the quiet harbour.", "",
    ])
    func whatTheyDoNotHoldIsNot(_ answer: String) {
        #expect(SceneSentences.checked(answer, of: report, words) == nil)
    }

    @Test func inChineseToo() {
        let words = SceneWords(language: "zh", text: "有两个人和一只狗。狗在一个人旁边。", claims: [])
        #expect(SceneSentences.checked("两个人旁边有一只狗。", of: report, words) == "两个人旁边有一只狗。")
        #expect(SceneSentences.checked("两个人旁边有一只猫。", of: report, words) == nil)
        #expect(SceneSentences.checked("三个人旁边有一只狗。", of: report, words) == nil)
    }
}
