import Subtitles
import Testing
import Wire

/// Whatever is said, however fast and however badly timed: the rules hold and no word is lost.
@Suite struct SubtitlePropertyTests {
    private struct ReadBack {
        var start: Double
        var end: Double
        var lines: [String]
    }

    /// A reader of its own, so that the writer is not its own judge.
    private func read(srt: String) -> [ReadBack] {
        var cues: [ReadBack] = []
        for (index, block) in srt.split(separator: "\n\n").enumerated() {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines[0] == "\(index + 1)")
            let times = lines[1].split(separator: " ").map(String.init)
            #expect(times.count == 3 && times[1] == "-->")
            func seconds(_ text: String) -> Double {
                let parts = text.split(whereSeparator: { ":,".contains($0) }).map { Double($0)! }
                return (parts[0] * 3600 + parts[1] * 60 + parts[2]) + parts[3] / 1000
            }
            cues.append(ReadBack(start: seconds(times[0]), end: seconds(times[2]), lines: Array(lines[2...])))
        }
        return cues
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let english = ["the", "of", "and", "Lisbon,", "yes.", "a", "reconsideration", "walked", "“Why?”", "(so", "said)", "I"]
    private static let chinese = "今天天气很好我们去公园散步吧，。！？《书》“A".map(String.init)

    private func caption(_ generator: inout Generator, from start: Double, chinese: Bool, wild: Bool) -> Caption {
        var time = start
        var words: [CaptionWord] = []
        for index in 0..<Int.random(in: 1...60, using: &generator) {
            var text = (chinese ? Self.chinese : Self.english).randomElement(using: &generator)!
            if wild, Int.random(in: 0..<30, using: &generator) == 0 { text = String(repeating: "x", count: 120) }
            let length = Double.random(in: chinese ? 0.1...0.3 : 0.1...0.6, using: &generator)
            let pause = Int.random(in: 0..<12, using: &generator) == 0 ? Double.random(in: 0...2, using: &generator) : 0.02
            var word = CaptionWord(text: text, start: time, end: time + length, confidence: 1, joined: chinese && index > 0 ? true : nil)
            if wild, Int.random(in: 0..<8, using: &generator) == 0 {
                word.start = [-5, .nan, time - 3, time + 40].randomElement(using: &generator)!
                word.end = [-1, .infinity, time - 9].randomElement(using: &generator)!
            }
            words.append(word)
            time += length + pause
        }
        let text = words.map(\.text).joined(separator: chinese ? "" : " ")
        return Caption(
            track: "m", segment: 0, revision: 0, pass: .second, language: chinese ? "zh" : "en", text: text, words: words, stable: words.count,
            start: start, end: time)
    }

    private func check(_ captions: [Caption], width: (String) -> Double, limit: Double) throws {
        let cues = read(srt: try SubtitleExamplesTests.write(.srt, captions))
        for cue in cues {
            #expect(cue.start >= 0 && cue.start < cue.end)
            #expect(cue.end - cue.start >= 5.0 / 6 - 1e-6 && cue.end - cue.start <= 7 + 1e-6)
            #expect((1...2).contains(cue.lines.count))
            for line in cue.lines {
                #expect(!line.isEmpty && width(line) <= limit, "\(line)")
                #expect(!"，。！？,.!?)》".contains(line.first!), "\(line)")
                #expect(!"(《".contains(line.last!), "\(line)")
            }
        }
        for (one, next) in zip(cues, cues.dropFirst()) { #expect(next.start - one.end >= 0.08 - 1e-6) }
        func letters(_ text: some StringProtocol) -> String { String(text.filter { !$0.isWhitespace }) }
        #expect(letters(cues.flatMap(\.lines).joined()) == letters(captions.flatMap(\.words).map(\.text).joined()))
    }

    @Test(arguments: 0..<150) func theRulesHoldForEnglish(seed: Int) throws {
        var generator = Generator(state: UInt64(seed))
        let wild = seed % 3 == 0
        var captions: [Caption] = []
        var time = 0.0
        for _ in 0..<6 {
            captions.append(caption(&generator, from: time, chinese: false, wild: wild))
            time = captions.last!.end + Double.random(in: 0...3, using: &generator)
        }
        try check(captions, width: { Double($0.count) }, limit: 42)
    }

    @Test(arguments: 0..<150) func theRulesHoldForChinese(seed: Int) throws {
        var generator = Generator(state: UInt64(seed) &+ 77_777)
        var captions: [Caption] = []
        var time = 0.0
        for _ in 0..<6 {
            var one = caption(&generator, from: time, chinese: true, wild: false)
            // Neither begin with what closes nor end with what opens: nobody could set that.
            one.words.removeAll { "《“".contains($0.text) || ("，。！？》".contains($0.text) && $0.start < one.start + 0.4) }
            if one.words.isEmpty || "，。！？》".contains(one.words[0].text) { continue }
            one.text = one.words.map(\.text).joined()
            captions.append(one)
            time = one.end + Double.random(in: 0...3, using: &generator)
        }
        try check(captions, width: { $0.reduce(0) { $0 + ($1.isASCII ? 0.5 : 1) } }, limit: 16.5)
    }

    /// The file is the same however early its parts were written, and every prefix of the writing is a whole file.
    @Test(arguments: 0..<40) func writingEarlyChangesNothing(seed: Int) throws {
        var generator = Generator(state: UInt64(seed) &+ 5)
        var captions: [Caption] = []
        var time = 0.0
        for _ in 0..<8 {
            captions.append(caption(&generator, from: time, chinese: false, wild: false))
            time = captions.last!.end + Double.random(in: 0...3, using: &generator)
        }
        var writer = CaptionWriter(format: .srt)
        var text = ""
        for (index, one) in captions.enumerated() {
            text += try writer.add(one)
            #expect(text.isEmpty || text.hasSuffix("\n\n"))
            if index + 1 < captions.count { text += writer.advance(track: "m", to: captions[index + 1].start) }
            _ = read(srt: text)
        }
        text += writer.finish()
        #expect(text == (try SubtitleExamplesTests.write(.srt, captions)))
    }
}
