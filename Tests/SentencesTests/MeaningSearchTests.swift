import Foundation
import Inference
import Recall
import Sentences
import Support
import Testing
import Wire

/// What search by words, by meaning and by both finds in the same history. Questions and captions are of our own invention; few share a word.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct MeaningSearchTests {
    private static let captions = [
        "The budget for the garden is four thousand euros.", "I do not think that the roof will hold another winter.", "My sister had her baby last night, a little girl.",
        "The train to Hamburg is two hours late.", "We should hire somebody for the front desk.", "The dog ate my shoes again.", "Turn left at the church and then follow the river.",
        "He plays the violin in the city orchestra.", "The server was down from midnight until six.", "Let's order pizza, I am starving.", "The doctor said that my blood pressure is too high.",
        "They want to build a wind farm off the coast.", "The exam is on Monday and I have not even opened the book.", "Please water the plants while we are away.",
        "The film was far too long, but the ending was beautiful.", "Somebody broke into the office and took two laptops.", "Ice is disappearing from the Arctic faster than we thought.",
        "The recipe needs three eggs and a pinch of salt.", "Our team lost in the last minute.", "Could you repeat that, please? The line is bad.",
        "我们下周讨论预算和人员安排。", "昨天晚上下了一场大雪。", "他在北京找到了新工作。", "这家餐馆的鱼特别好吃。", "孩子发烧了，我得带他去医院。", "地铁十号线今天停运。", "新手机的屏幕摔坏了。",
        "爷爷每天早上在公园打太极拳。", "合同还没有签字。", "这本小说讲的是一个渔村的故事。",
    ]

    /// A question, and the caption that answers it.
    private static let questions = [
        ("who mentioned the budget", 0), ("what does the garden cost", 0), ("is the house safe", 1), ("was a child born", 2), ("railway delays", 3), ("we need a new receptionist", 4), ("pets that misbehave", 5),
        ("how do I get there", 6), ("classical music", 7), ("computer outage during the night", 8), ("who is hungry", 9), ("health problems", 10), ("renewable energy at sea", 11), ("student who did not study", 12),
        ("someone to look after the flowers", 13), ("opinion about a movie", 14), ("burglary", 15), ("climate change", 16), ("how to bake a cake", 17), ("sports result", 18), ("I could not hear you on the phone", 19),
        ("天气怎么样", 21), ("谁换了单位", 22), ("哪里可以吃饭", 23), ("生病的小孩", 24), ("公共交通出了问题", 25), ("老人锻炼身体", 27), ("法律文件", 28), ("文学作品", 29), ("broken phone", 26), ("snow", 21), ("狗做了什么坏事", 5),
    ]

    @Test func bothTogetherFindMoreThanWords() throws {
        let folder = try TemporaryFolder()
        let history = try History(at: folder.path("history.sqlite"))
        var writer = try HistoryWriter(history, start: Hello.Start(monotonic: 0, unix: 1_772_600_800), profile: "test")
        for (index, text) in Self.captions.enumerated() {
            writer.take(
                Event(
                    seq: UInt64(index + 1), time: Double(index),
                    body: .captionFinal(
                        Caption(
                            track: "microphone", segment: index, revision: 0, pass: .second, language: "en", text: text, words: [], stable: 0, start: Double(index),
                            end: Double(index) + 0.9))))
        }
        try writer.write()
        var encoder = try SentenceFixture.encoder()
        for (id, text) in try history.withoutVector(model: SentenceEncoder.model, limit: 100) {
            try history.keep([(id, SentenceVector(model: SentenceEncoder.model, components: encoder.vector(of: text, as: .passage)))])
        }
        var ranks: [(words: Double, both: Double)] = []
        for (question, answer) in Self.questions {
            let meaning = SentenceVector(model: SentenceEncoder.model, components: try encoder.vector(of: question, as: .question))
            func reciprocal(_ query: HistoryQuery) throws -> Double {
                try history.search(query).firstIndex { $0.entry.text == Self.captions[answer] }.map { 1 / Double($0 + 1) } ?? 0
            }
            ranks.append((try reciprocal(HistoryQuery(question)), try reciprocal(HistoryQuery(question, meaning: meaning))))
        }
        let words = ranks.map(\.words).reduce(0, +) / Double(ranks.count), both = ranks.map(\.both).reduce(0, +) / Double(ranks.count)
        let first = Double(ranks.count { $0.both == 1 }) / Double(ranks.count)
        // Mean reciprocal ranks: 0.06 by words, 0.82 by both; 23 of 32 come first.
        #expect(both > 0.78 && both > words + 0.6 && first > 0.68)
    }
}
