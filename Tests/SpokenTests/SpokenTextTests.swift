import Spoken
import Testing

@Suite struct SpokenTextTests {
    @Test func aMixedLineIsPartedByItsScripts() {
        #expect(
            SpokenText.runs("我用 Python 写程序，很快。OK?")
                == [.init("我用 ", .mandarin), .init("Python ", .english), .init("写程序，很快。", .mandarin), .init("OK?", .english)])
        #expect(SpokenText.runs("他说“hello”。") == [.init("他说", .mandarin), .init("“hello”。", .english)])
        #expect(SpokenText.runs("123", fallback: .mandarin) == [.init("123", .mandarin)])
        #expect(SpokenText.runs("") == [])
    }

    @Test func theRunsJoinedAreTheText() {
        for text in ["我用 (Python) 写", "a 我 b 你 c", "（上）A《红》", "...", "“我”and“you”"] {
            #expect(SpokenText.runs(text).map(\.text).joined() == text)
        }
    }

    /// Whatever stands in it, a text is read in linear time: a quadratic reader would need minutes.
    @Test(.serialized, arguments: ["1", "1.", "1-", "1,", "(1", "[a](", "a.", "A", "*", "-1 ", "http://", "a@", "+1 ", "2026-11-", "好", "两2个", "Dr. ", "IV ", "$", " ", "\n", "#", "a'", "1/", "1:", "😀", "e.g.", "www.", "[[", "`", "~~"])
    func aLongTextIsReadAtOnce(part: String) {
        let text = String(repeating: part, count: 100_000 / part.count)
        let clock = ContinuousClock()
        for language in SpokenLanguage.allCases {
            let took = clock.measure { _ = SpokenText.normalise(text, language: language) }
            #expect(took < .seconds(20))
        }
    }

    /// No figure is left, whatever it stands beside.
    @Test func noFigureIsLeft() {
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let parts = ["1", "23", "456", "7890", ".", ",", "-", "–", "/", ":", " ", "%", "$", "¥", "年", "月", "个", "kg", "st", "s", "(", ")", "+", "p.m.", "Nov", "a", "No.", "@", "#", "第", "²", "½", "°C", "~", "T", "万"]
        for _ in 0..<20_000 {
            let text = (0..<1 + random(9)).map { _ in parts[random(parts.count)] }.joined()
            for language in SpokenLanguage.allCases {
                let spoken = SpokenText.normalise(text, language: language)
                #expect(!spoken.unicodeScalars.contains { ("0"..."9").contains($0) }, "\(text) → \(spoken)")
            }
        }
    }
}
