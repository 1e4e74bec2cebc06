import Spoken
import Testing

@Suite struct SSMLTests {
    @Test func plainTextPassesThrough() throws {
        #expect(try SSML.parts("a < b & c") == [SpokenPart(.text("a < b & c"))])
        #expect(try SSML.parts("<speaker> on") == [SpokenPart(.text("<speaker> on"))])
        #expect(try SSML.parts("") == [])
    }

    @Test func marksAndEntities() throws {
        #expect(
            try SSML.parts("<?xml version='1.0'?>\n<speak>Hello <mark name=\"__spd_0\"/>world &amp; &#x4F60;&#22909;.</speak>\n")
                == [SpokenPart(.text("Hello ")), SpokenPart(.mark("__spd_0")), SpokenPart(.text("world & 你好."))])
    }

    @Test func breaksByTimeAndStrength() throws {
        #expect(
            try SSML.parts("<speak>a<break time='500ms'/>b<break time=\"1.5s\"/>c<break/>d<break strength=\"none\"/>e<break time='99s'/></speak>").map(\.content)
                == [.text("a"), .pause(0.5), .text("b"), .pause(1.5), .text("c"), .pause(0.35), .text("de"), .pause(10)])
    }

    @Test func prosodyIsNested() throws {
        let parts = try SSML.parts("<speak>a<prosody rate=\"150%\" pitch=\"+12st\" volume=\"soft\">b<prosody rate=\"-50%\">c</prosody></prosody>d</speak>")
        #expect(parts == [SpokenPart(.text("a")), SpokenPart(.text("b"), rate: 1.5, pitch: 2, volume: 0.5), SpokenPart(.text("c"), rate: 0.75, pitch: 2, volume: 0.5), SpokenPart(.text("d"))])
        #expect(try SSML.parts("<speak><prosody rate=\"slow\" pitch=\"high\" volume=\"+6dB\">x</prosody></speak>")[0].rate == 0.75)
    }

    @Test func paragraphsAndSentencesPart() throws {
        #expect(
            try SSML.parts("<speak><p><s>One.</s><s>Two.</s></p><p>Three.</p></speak>").map(\.content)
                == [.text("One."), .pause(0.25), .text("Two."), .pause(0.6), .text("Three."), .pause(0.6)])
    }

    @Test func sayAsAndSub() throws {
        #expect(
            try SSML.parts("<speak>Code <say-as interpret-as=\"characters\">aB3</say-as>, <sub alias=\"World Wide Web\">WWW</sub> on <say-as interpret-as='date' format='dmy'>5/6/2026</say-as></speak>").map(\.content)
                == [.text("Code "), .characters("aB3"), .text(", World Wide Web on "), .text("2026-06-05")])
        #expect(SpokenText.characters("aB3 .", language: .english, namesCapitals: true) == "eigh, capital B, three, space, dot")
        #expect(SpokenText.characters("1，a", language: .mandarin) == "一，逗号，eigh")
    }

    @Test func otherTagsAreLeftOut() throws {
        #expect(try SSML.parts("<speak>a <emphasis>b</emphasis> <amazon:effect name='x'>c</amazon:effect><!-- d <e> --><desc>f</desc><![CDATA[ <g>]]></speak>").map(\.content) == [.text("a b c <g>")])
    }

    @Test(arguments: [
        ("<speak>a", 1, 1, "<speak> is not closed"), ("<speak>\n  <p>a</s></speak>", 2, 7, "</s> where </p> was expected"), ("<speak>a & b</speak>", 1, 10, "&amp;"), ("<speak>a &foo; b</speak>", 1, 10, "&foo;"),
        ("<speak>a < b</speak>", 1, 10, "&lt;"), ("<speak><break time=\"x\"/></speak>", 1, 8, "time=\"x\""), ("<speak><prosody rate=\"very\">a</prosody></speak>", 1, 8, "rate=\"very\""), ("<speak><mark/></speak>", 1, 8, "name"),
        ("<speak>a</speak>b", 1, 17, "after </speak>"), ("<speak><p a=b>c</p></speak>", 1, 13, "quotation marks"), ("<speak><!-- a</speak>", 1, 8, "comment"), ("<?xml?>", 1, 1, "no <speak>"), ("<speak></p></speak>", 1, 8, "</p>"), ("<speak><p a=\"b</p></speak>", 1, 11, "does not end"),
    ])
    func brokenMarkupIsToldWithItsPlace(text: String, line: Int, column: Int, part: String) {
        let error = #expect(throws: SSMLError.self) { try SSML.parts(text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
        #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
        #expect(!(error?.description.contains("\n") ?? true))
    }

    @Test func brokenMarkupCanStillBeRead() {
        #expect(SSML.stripped("<speak>Tom & <b>Jerry</speak> &lt;3") == "Tom & Jerry <3")
    }

    /// Whatever comes: parts or an error, never an end of the process, and never a tag that is spoken.
    @Test func anyMarkupIsReadOrRefused() {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = ["<speak>", "</speak>", "<p>", "</p>", "<s>", "</s>", "<break/>", "<mark name='a'/>", "<prosody rate='fast'>", "</prosody>", "a", " ", "&amp;", "&", "<", ">", "\"", "'", "<!--", "-->", "<sub alias='b'>", "</sub>", "<![CDATA[", "]]>", "好", "\n", "/", "="]
        var read = 0
        for _ in 0..<20_000 {
            let text = "<speak>" + (0..<random(8)).map { _ in pieces[random(pieces.count)] }.joined() + "</speak>"
            if let parts = try? SSML.parts(text) {
                read += 1
                for part in parts { if case .text(let words) = part.content { #expect(!words.isEmpty && !words.contains("<p>") || text.contains("CDATA")) } }
            }
            _ = SSML.stripped(text)
        }
        #expect(read > 1000)
    }
}
