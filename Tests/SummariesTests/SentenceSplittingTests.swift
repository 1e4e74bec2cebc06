import Summaries
import Testing

struct SentenceSplittingTests {
    @Test(arguments: [
        ("Good morning. How are you? Fine!", ["Good morning.", "How are you?", "Fine!"]),
        ("Dr. Smith paid $3.50 to Mr. Lee at 5 p.m. on Friday. He left.", ["Dr. Smith paid $3.50 to Mr. Lee at 5 p.m. on Friday.", "He left."]),
        ("They met at 5 p.m. Then they ate.", ["They met at 5 p.m.", "Then they ate."]),
        ("The U.S. Senate and J. R. Miller agreed. So do I. Next.", ["The U.S. Senate and J. R. Miller agreed.", "So do I.", "Next."]),
        ("See example.com for no. 5, e.g. the plan.", ["See example.com for no. 5, e.g. the plan."]),
        ("1. Open the door. 2. Close it.", ["1. Open the door.", "2. Close it."]),
        ("“Really?” she asked. “Yes!” He nodded.", ["“Really?” she asked.", "“Yes!”", "He nodded."]),
        ("Well... I think so. And then… nothing", ["Well...", "I think so.", "And then… nothing"]),
        ("What?! No way!!! Ok", ["What?!", "No way!!!", "Ok"]),
        ("今天下雨。我们去吗？好！", ["今天下雨。", "我们去吗？", "好！"]),
        ("他说：“很好。”然后走了。", ["他说：“很好。”", "然后走了。"]),
        ("“好。”他说。“走吧！”", ["“好。”他说。", "“走吧！”"]),
        ("增长了3.5%，比去年高。Next quarter is open. 完。", ["增长了3.5%，比去年高。", "Next quarter is open.", "完。"]),
        ("one line\nanother line", ["one line", "another line"]),
        ("It was v2.0. Really? 是的。", ["It was v2.0.", "Really?", "是的。"]),
        ("no end mark at all", ["no end mark at all"]),
        ("", []), (" \n ", []), ("...", ["..."]), ("😀! 🎉", ["😀!", "🎉"]),
    ])
    func aTextIsTakenApart(_ text: String, _ sentences: [String]) {
        #expect(SentenceSplitting.sentences(text) == sentences)
    }

    /// Whatever is said: what comes out is what went in, but for white space.
    @Test func nothingIsLost() {
        var random = Dice(7)
        let pieces = ["a", "Dr", ".", "!", "?", "。", "”", "\"", " ", "B", "3", "…", "，", "他说", "\n", "😀", ")", "U.S."]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            let joined = SentenceSplitting.sentences(text).joined()
            #expect(joined.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace }, "\(text.debugDescription)")
        }
    }
}
