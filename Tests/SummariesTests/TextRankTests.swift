import Summaries
import Testing

struct TextRankTests {
    private let talk = [
        "Good morning, everybody.", "The harbour bridge needs a new deck.", "Lunch is at one.", "A new deck for the harbour bridge costs two million.",
        "The council will vote on the harbour bridge in May.", "Somebody left a blue umbrella.",
    ]

    @Test func whatTheTextIsAboutIsChosenInItsOrder() {
        #expect(TextRank.choose(2, of: talk) == [1, 3])
        #expect(TextRank.choose(3, of: talk) == [1, 3, 4])
        #expect(TextRank.choose(9, of: talk) == [0, 1, 2, 3, 4, 5])
    }

    @Test func chineseIsRankedToo() {
        let talk = ["大家早上好。", "图书馆的预算是三百万元。", "我饿了。", "明年图书馆的预算要增加。", "委员会讨论图书馆的预算。"]
        #expect(TextRank.choose(3, of: talk) == [1, 3, 4])
    }

    @Test func aSentenceThatIsRepeatedIsChosenOnce() {
        let talk = ["The bridge is closed today.", "The bridge is closed today!", "The bridge opens on Monday.", "Rain is coming."]
        #expect(TextRank.choose(2, of: talk) == [0, 2])
        #expect(TextRank.choose(2, of: ["Yes.", "Yes.", "Yes."]) == [0, 1])
    }

    @Test func theLengthIsKept() {
        let chosen = TextRank.choose(6, of: talk, characters: 90)
        let length = chosen.map { talk[$0].count }.reduce(0, +)
        #expect(length <= 90 && chosen.count >= 2)
        // The best one comes in any case: nothing is no summary.
        #expect(TextRank.choose(2, of: talk, characters: 5).count == 1)
    }

    @Test func oneNoneOrUnlikeSentencesAreChosenFromTheFront() {
        #expect(TextRank.choose(2, of: []) == [])
        #expect(TextRank.choose(2, of: ["Only one."]) == [0])
        #expect(TextRank.choose(2, of: ["Apples.", "Trains.", "Clouds."]) == [0, 1])
        #expect(TextRank.choose(1, of: ["😀", "🎉"]) == [0])
    }

    /// A star: everything is like the middle one. By hand: a leaf has (1 − d)/n + d·m/4, the middle (1 − d)/n + d·4·leaf.
    @Test func scoresAreThoseOfPageRank() {
        let scores = TextRank.scores(5) { left, _ in left == 0 ? 2 : 0 }
        let middle: Double = (0.03 + 0.85 * 4 * 0.03) / (1 - 0.85 * 0.85)
        #expect(abs(scores[0] - middle) < 1e-6)
        let leaf: Double = 0.03 + 0.85 * middle / 4
        #expect(scores.dropFirst().allSatisfy { abs($0 - leaf) < 1e-6 })
        let sum = scores.reduce(0, +)
        #expect(abs(sum - 1) < 1e-6)
    }

    @Test func aLikenessThatIsNoNumberIsNone() {
        let third: Double = 1.0 / 3
        let none = TextRank.scores(3) { _, _ in .nan }
        #expect(none == [third, third, third])
        #expect(TextRank.scores(2) { _, _ in -1 } == [0.5, 0.5])
    }

    @Test func vectorsAreAlikeAsFarAsTheyAreMoreSoThanOthers() {
        let likeness = TextRank.similarity(of: [[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]])
        // Mean over pairs: 0.8 / 3.
        let first: Double = likeness(0, 1) - 0.8 * 2 / 3
        #expect(abs(first) < 1e-6)
        #expect(likeness(0, 2) == 0 && likeness(1, 2) == 0)
        #expect(TextRank.choose(2, of: ["a", "b", "c"], meaning: likeness) == [0, 1])
    }
}
