import Terminal
import Testing
import Wire

@Suite struct LiveViewTests {
    static func caption(_ text: String, segment: Int = 0, stable: Int = 0, track: String = "m", joined: Bool = false) -> Caption {
        let words = (joined ? text.map(String.init) : text.split(separator: " ").map(String.init))
            .map { CaptionWord(text: $0, start: 0, end: 1, confidence: 1, joined: joined ? true : nil) }
        return Caption(
            track: track, segment: segment, revision: 0, pass: .first, language: "en", text: text, words: words, stable: stable, start: 0, end: 1)
    }

    @Test func wordsAppearDimThenPlainThenBright() {
        var screen = Screen(columns: 40, rows: 5)
        var view = LiveView(columns: 40, rows: 5)
        screen.write(view.show(.captionPartial(Self.caption("it was"))))
        #expect(screen.all == ["it was"] && screen.looks(0) == "dddddd")
        screen.write(view.show(.captionPartial(Self.caption("it was the best", stable: 2))))
        #expect(screen.all == ["it was the best"] && screen.looks(0) == "......ddddddddd")
        screen.write(view.show(.captionFinal(Self.caption("It was the best."))))
        #expect(screen.all == ["It was the best."] && screen.looks(0) == String(repeating: "b", count: 16))
        screen.write(view.show(.captionPartial(Self.caption("of", segment: 1))))
        #expect(screen.all == ["It was the best.", "of"])
    }

    @Test func onlyWhatChangedIsWritten() {
        var screen = Screen(columns: 80, rows: 5)
        var view = LiveView(columns: 80, rows: 5)
        screen.write(view.show(.captionPartial(Self.caption("a long line of words that stay as they are", stable: 9))))
        screen.resetPainted()
        screen.write(view.show(.captionPartial(Self.caption("a long line of words that stay as they are now", stable: 9))))
        #expect(screen.painted == 5 || screen.painted == 4)
        #expect(view.show(.captionPartial(Self.caption("a long line of words that stay as they are now", stable: 9))) == "")
    }

    @Test func longLinesWrapAtSpacesAndShrinkWithoutTraces() {
        var screen = Screen(columns: 12, rows: 6)
        var view = LiveView(columns: 12, rows: 6)
        screen.write(view.show(.captionPartial(Self.caption("one two three four five"))))
        #expect(screen.all == ["one two", "three four", "five"])
        screen.write(view.show(.captionPartial(Self.caption("one"))))
        #expect(screen.all == ["one"])
        screen.write(view.show(.captionPartial(Self.caption("abcdefghijklmnopqrstuvw x"))))
        #expect(screen.all == ["abcdefghijk", "lmnopqrstuv", "w x"])
    }

    @Test func chineseWrapsBetweenCharactersButNotBeforePunctuation() {
        var screen = Screen(columns: 9, rows: 6)
        var view = LiveView(columns: 9, rows: 6)
        screen.write(view.show(.captionPartial(Self.caption("今天天气，很好", joined: true))))
        #expect(screen.all == ["今天天", "气，很好"])
    }

    @Test func twoTracksAreLabelledAndEachRewritesItsOwnLine() {
        var screen = Screen(columns: 40, rows: 6)
        var view = LiveView(columns: 40, rows: 6, labels: true)
        screen.write(view.show(.captionPartial(Self.caption("hello", track: "microphone"))))
        screen.write(view.show(.captionPartial(Self.caption("good", track: "computer"))))
        screen.write(view.show(.captionPartial(Self.caption("hello there", track: "microphone"))))
        #expect(screen.all == ["microphone: hello there", "computer: good"])
        #expect(screen.looks(0).hasPrefix("ccccccccccccd"))
        screen.write(view.show(.captionFinal(Self.caption("Good day.", track: "computer"))))
        #expect(screen.all == ["computer: Good day.", "microphone: hello there"])
    }

    @Test func escapesInACaptionDoNothing() {
        var view = LiveView(columns: 40, rows: 6)
        let output = view.show(.captionFinal(Self.caption("a\u{1B}[2Jb\u{7}c\u{202E}d")))
        var screen = Screen(columns: 40, rows: 6)
        screen.write(output)
        #expect(screen.all == ["a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d"])
    }

    @Test func lossAndDevicesAreSaidBetweenCaptions() {
        var screen = Screen(columns: 60, rows: 6)
        var view = LiveView(columns: 60, rows: 6)
        screen.write(view.show(.captionPartial(Self.caption("so it"))))
        screen.write(view.show(.gap(Gap(track: "m", from: 1, to: 2.25, frames: 20_000, reason: "overrun"))))
        #expect(screen.all == ["m: 1.3 s of sound were lost (overrun)", "so it"])
        screen.write(view.show(.device(DeviceChange(track: "m", state: .lost, detail: "unplugged"))))
        #expect(screen.all == ["m: 1.3 s of sound were lost (overrun)", "m: lost, unplugged", "so it"])
    }

    @Test func theCursorComesBackAtTheEnd() {
        var view = LiveView(columns: 60, rows: 6)
        _ = view.show(.captionPartial(Self.caption("so it")))
        #expect(view.end().hasSuffix("\u{1B}[?25h"))
    }

    @Test func aNewSizeIsDrawnAnew() {
        var view = LiveView(columns: 40, rows: 6)
        _ = view.show(.captionPartial(Self.caption("one two three four five")))
        var screen = Screen(columns: 12, rows: 6)
        // As a terminal that folds leaves it: one row of 23 columns is two of 12, and the cursor stands on the last row's left.
        screen.write("one two thre\r")
        screen.write(view.resize(columns: 12, rows: 6))
        #expect(screen.all == ["one two", "three four", "five"])
    }

    /// Whatever happens in whatever order: the screen is what a plain printer of the same state would show.
    @Test(arguments: 0..<200) func theScreenIsAlwaysWhatTheStateSays(seed: Int) {
        var generator = Generator(state: UInt64(seed))
        let columns = Int.random(in: 8...40, using: &generator)
        let rows = Int.random(in: 4...12, using: &generator)
        var screen = Screen(columns: columns, rows: rows)
        var view = LiveView(columns: columns, rows: rows)
        var finals: [String] = []
        var segment = 0
        var partial = ""
        let words = ["a", "word", "rather", "今天", "天气", "unbelievable-extraordinary", "e\u{301}te", "🙂", "."]
        for _ in 0..<60 {
            func wrapped(_ text: String) -> [String] {
                Wrapping.rows(text.map { Cell($0, .final) }, columns: columns - 1).map { String($0.map(\.character)) }
            }
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in words.randomElement(using: &generator)! }.joined(separator: " ")
            if Int.random(in: 0..<4, using: &generator) == 0 {
                screen.write(view.show(.captionFinal(Self.caption(text, segment: segment))))
                finals += wrapped(text)
                segment += 1
                partial = ""
            } else {
                partial = text
                screen.write(view.show(.captionPartial(Self.caption(text, segment: segment, stable: Int.random(in: 0...3, using: &generator)))))
            }
            let live = partial.isEmpty ? [] : Array(wrapped(partial).suffix(rows - 1))
            #expect(screen.unknown.isEmpty)
            #expect(screen.all == finals + live)
        }
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
}

@Suite struct ProgressBarTests {
    @Test func itSaysHowFarAndHowFast() {
        var bar = ProgressBar()
        let text = bar.show(name: "talk.flac", done: 30, total: 120, speed: 12.7, columns: 80)
        #expect(text.hasPrefix("\rtalk.flac [####"))
        #expect(text.hasSuffix("] 25 % 0:30 of 2:00, 12× as fast as it plays\u{1B}[K"))
    }

    @Test func nothingIsWrittenWhenNothingChanged() {
        var bar = ProgressBar()
        #expect(bar.show(name: "a", done: 1, total: nil, speed: nil, columns: 40) == "\ra 0:01\u{1B}[K")
        #expect(bar.show(name: "a", done: 1.4, total: nil, speed: nil, columns: 40) == "")
        #expect(bar.clear() == "\r\u{1B}[K")
        #expect(bar.clear() == "")
    }

    @Test(arguments: 1...120) func itNeverFillsTheWholeLine(columns: Int) {
        var bar = ProgressBar()
        let text = bar.show(name: "some rather long name.flac", done: 4000, total: 9000, speed: 10, columns: columns)
        #expect(text.count - 4 <= max(0, columns - 1) + 1)
    }
}
