import Subtitles
import Testing
import Wire

@Suite struct SubtitleExamplesTests {
    /// A caption of words that each take a tenth of a second a letter, from `start`.
    static func spoken(_ text: String, from start: Double = 1, letter: Double = 0.07, language: String = "en", track: String = "m", task: CaptionTask = .transcribe) -> Caption {
        var time = start
        let words = text.split(separator: " ").map { word in
            let length = Double(word.count) * letter
            defer { time += length + 0.01 }
            return CaptionWord(text: String(word), start: time, end: time + length, confidence: 1)
        }
        return Caption(
            track: track, segment: 0, revision: 0, pass: .second, task: task, language: language, text: text, words: words,
            stable: words.count, start: start, end: time)
    }

    /// One word a character, as the recognizer gives Chinese.
    static func spokenChinese(_ text: String, from start: Double = 1, character: Double = 0.2) -> Caption {
        var time = start
        let words = text.enumerated().map { index, letter in
            defer { time += character }
            return CaptionWord(text: String(letter), start: time, end: time + character, confidence: 1, joined: index > 0)
        }
        return Caption(
            track: "m", segment: 0, revision: 0, pass: .second, language: "zh", text: text, words: words, stable: words.count, start: start, end: time)
    }

    static func write(_ format: CaptionFormat, _ captions: [Caption], labelled: Bool = false) throws -> String {
        var writer = CaptionWriter(format: format, labelled: labelled)
        var text = writer.header()
        for caption in captions { text += try writer.add(caption) }
        return text + writer.finish()
    }

    @Test func aShortSentenceIsOneCueAndStandsLongEnoughToRead() throws {
        #expect(
            try Self.write(.srt, [Self.spoken("Good morning.", from: 1)])
                == """
                1
                00:00:01,000 --> 00:00:01,850
                Good morning.


                """)
    }

    @Test func aLongSentenceBreaksWhereAPersonWould() throws {
        let text = "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness."
        let lines = try Self.write(.srt, [Self.spoken(text)]).split(separator: "\n").filter { !$0.contains("-->") && $0.count > 2 }
        #expect(
            lines
                == [
                    "It was the best of times,", "it was the worst of times,", "it was the age of wisdom,", "it was the age of foolishness.",
                ])
    }

    @Test func anArticleStaysWithItsNoun() throws {
        let lines = try Self.write(.srt, [Self.spoken("The committee published a report about the condition of the roads")])
            .split(separator: "\n").filter { !$0.contains("-->") && $0.count > 2 }
        #expect(lines == ["The committee published a report", "about the condition of the roads"])
    }

    @Test func chineseBreaksAfterPunctuationAndNeverBeforeIt() throws {
        let text = "今天天气很好，我们去公园散步吧。你带上水和面包，我们中午在那里吃饭。"
        let lines = try Self.write(.srt, [Self.spokenChinese(text)]).split(separator: "\n").filter { !$0.contains("-->") && $0.count > 2 }
        #expect(lines == ["今天天气很好，我们去公园散步吧。", "你带上水和面包，", "我们中午在那里吃饭。"])
    }

    @Test func aTranslationOfChineseIsSetAsEnglish() throws {
        let caption = Self.spoken("The weather is fine today, let us walk", language: "zh", task: .translate)
        #expect(try Self.write(.text, [caption], labelled: true) == "m, translated: The weather is fine today, let us walk\n")
        #expect(CueStyle.fitting(caption.text) == .latin)
        #expect(CueStyle.fitting("我用 Python 写程序") == .chinese)
    }

    @Test func theLastCueWaitsForTheNextCaption() throws {
        var writer = CaptionWriter(format: .srt)
        #expect(try writer.add(Self.spoken("Quickly said, slowly read.", from: 1, letter: 0.02)) == "")
        // To be read at leisure it would stand until 2.3 s; it leaves two frames before the next words.
        #expect(try writer.add(Self.spoken("Two.", from: 2.1)).contains("00:00:01,000 --> 00:00:02,020"))
        #expect(writer.finish().contains("00:00:02,100 --> "))
    }

    @Test func theLastCueIsWrittenOnceNothingCanComeSoEarly() throws {
        var writer = CaptionWriter(format: .srt)
        #expect(try writer.add(Self.spoken("One.", from: 1)) == "")
        #expect(writer.advance(track: "m", to: 1.5) == "")
        #expect(writer.advance(track: "other", to: 10) == "")
        #expect(writer.advance(track: "m", to: 3).contains("One."))
        #expect(writer.finish() == "")
    }

    @Test func webVTTHasItsHeaderVoicesAndEscapes() throws {
        #expect(
            try Self.write(.vtt, [Self.spoken("a <b> & --> c", from: 0, track: "mic<1>")], labelled: true)
                == """
                WEBVTT

                1
                00:00:00.000 --> 00:00:00.834
                <v mic&lt;1&gt;>a &lt;b&gt; &amp; --&gt; c


                """)
    }

    @Test func theArrowCannotBreakSubRip() throws {
        let text = try Self.write(.srt, [Self.spoken("a --> b ----> c\n\n2")])
        #expect(text.components(of: "-->") == 1 && text.contains("a → b"))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 5)
    }

    @Test func textIsALineForEachFinal() throws {
        let captions = [Self.spoken("Hello\nthere. "), Self.spoken(""), Self.spoken("Yes.", track: "computer")]
        #expect(try Self.write(.text, captions) == "Hello there.\nYes.\n")
        #expect(try Self.write(.text, captions, labelled: true) == "m: Hello there.\ncomputer: Yes.\n")
    }

    @Test func jsonIsTheDaemonsOwnLines() throws {
        let lines = try Self.write(.json, [Self.spoken("Hi."), Self.spoken("Ho.")]).split(separator: "\n")
        let events = try lines.map { try LineCodec.decodeMessage(Array($0.utf8)) }
        guard case .event(let second) = events[1], case .captionFinal(let caption) = second.body else {
            Issue.record("no final")
            return
        }
        #expect(events.count == 2 && second.seq == 2 && caption.text == "Ho.")
    }

    @Test func textWithoutWordTimesIsSpreadOverItsSegment() throws {
        var caption = Self.spoken(String(repeating: "word ", count: 40), from: 10)
        caption.words = []
        caption.end = 20
        let text = try Self.write(.srt, [caption])
        #expect(text.components(of: "word") == 40)
        #expect(text.contains("1\n00:00:10,000"))
    }

    @Test func hoursAreWritten() throws {
        #expect(try Self.write(.srt, [Self.spoken("Late.", from: 360_000.5)]).contains("100:00:00,500 --> 100:00:01,334"))
    }
}

extension String {
    func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
