import Foundation
import Inference
import Media
import Speech
import Support
import Testing
import Wire

/// The recognizer over the reference's five seconds: "It was the best of times, it was the worst of times."
@Suite(.serialized)
struct TrackRecognizerTests {
    private struct Heard: Equatable {
        var partials: [Caption] = []
        var finals: [Caption] = []
        var features: [FrameFeatures] = []
    }

    /// The reference clip at a recording's level, with silence around it.
    private func clip() throws -> [Float] {
        let silence = [Float](repeating: 0, count: 16_000)
        return silence + (try SpeechFixture.vector("wave")).dropFirst(FrontStream.lead).map { $0 * 0.07 } + silence
    }

    /// - Parameters:
    ///   - wantsFeatures: whether features are wanted from a sample on.
    ///   - isBehind: whether more sound waits behind the block that begins at a sample.
    private func hear(
        _ samples: [Float], block: Int, _ options: RecognizerOptions, wantsFeatures: (_ sample: Int) -> Bool = { _ in false },
        isBehind: (_ sample: Int) -> Bool = { _ in false }
    ) throws -> Heard {
        let models = try SpeechFixture.models.get()
        let recognizer = try TrackRecognizer(
            track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var second = try SecondPass(models, options)
        var heard = Heard()
        func take(_ outcomes: [TrackRecognizer.Outcome]) throws {
            for outcome in outcomes {
                switch outcome {
                case .partial(let caption): heard.partials.append(caption)
                case .features(let features): heard.features.append(features)
                case .final(let caption): heard.finals.append(caption)
                case .fault(let error): throw error
                case .utterance(let utterance):
                    let results = try second.finish(utterance, track: "clip")
                    recognizer.learn(results)
                    heard.finals += results.map(\.caption)
                }
            }
        }
        for start in stride(from: 0, to: samples.count, by: block) {
            let end = min(start + block, samples.count)
            let time = MediaInstant(nanoseconds: Int64(start) * 62_500)
            recognizer.wantsFeatures = wantsFeatures(start)
            try take(recognizer.accept(AudioBlock(samples: Array(samples[start..<end]), position: UInt64(start), capturedAt: time), isBehind: isBehind(start)))
        }
        try take(recognizer.finish())
        return heard
    }

    private func english() -> RecognizerOptions {
        var options = RecognizerOptions()
        options.language = "en"
        return options
    }

    /// Between the two halves of the sentence nothing is said for a third of a second more: no word reaches into that, whichever pass tells it.
    @Test func aWordIsWhereItsLettersAreHeard() throws {
        var samples = try clip()
        let (from, width) = (3 * 16_000, 2_400)
        let quietest = (0..<20).map { from + $0 * 800 }.min { left, right in
            samples[left..<(left + width)].reduce(0) { $0 + $1 * $1 } < samples[right..<(right + width)].reduce(0) { $0 + $1 * $1 }
        }!
        samples.insert(contentsOf: repeatElement(0, count: 5_120), at: quietest + width / 2)
        // A pause of half a second is no end.
        var options = english()
        options.endPointing.endSilenceSteps = 31
        let pause = (start: Double(quietest + width / 2) / 16_000, end: Double(quietest + width / 2 + 5_120) / 16_000)
        let heard = try hear(samples, block: 320, options)
        let final = try #require(heard.finals.first)
        #expect(final.words.count == 12)
        for words in [final.words, try #require(heard.partials.last).words] where words.count == 12 {
            #expect(words[5].end <= pause.start + 0.1 && words[6].start >= pause.end - 0.04)
            #expect(zip(words, words.dropFirst()).allSatisfy { $0.start < $0.end && $0.end <= $1.start })
        }
        // By attention one half would reach into the pause.
        options.wordTimes = .attention
        let looked = try #require(try hear(samples, block: 320, options).finals.first)
        #expect(looked.text == final.text)
        #expect(looked.words[5].end > pause.start + 0.1 || looked.words[6].start < pause.end - 0.04)
    }

    @Test func speechBecomesPartialsAndOneFinal() throws {
        let heard = try hear(try clip(), block: 320, english())
        #expect(heard.finals.count == 1)
        let final = try #require(heard.finals.first)
        #expect(final.text.lowercased().filter(\.isLetter) == "itwasthebestoftimesitwastheworstoftimes")
        #expect(final.text.hasSuffix("."))
        #expect(final.pass == .second)
        #expect(heard.partials.count >= 5)
        #expect(heard.partials.allSatisfy { $0.pass == .first && $0.segment == 0 })
        // Revisions count up, and the final is the last.
        let revisions = heard.partials.map(\.revision) + [final.revision]
        #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
        // Word times are in order, within the sound.
        let times = final.words.flatMap { [$0.start, $0.end] }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(times.first ?? 0 > 0.9 && times.last ?? 9 < 7)
    }

    /// What one look back says otherwise than the screen waits until a second one says it too: no text of the reading changes there and back.
    @Test func whatIsShownDoesNotChangeThereAndBack() throws {
        let partials = try hear(SpeechFixture.reading(), block: 320, english()).partials
        #expect(partials.count > 60 && partials.contains { $0.stable > 5 })
        for texts in Dictionary(grouping: partials, by: \.segment).values.map({ $0.map { $0.words.map { $0.text.lowercased().filter(\.isLetter) } } }) {
            for (index, text) in texts.enumerated() where !text.isEmpty {
                let later = texts[(index + 1)...].filter { $0.count >= text.count }.map { $0.starts(with: text) }
                #expect(later.drop { $0 }.allSatisfy { !$0 }, "\(text.joined(separator: " ")) went and came again")
            }
        }
    }

    /// Who is behind hears on, and looks once at all that came meanwhile.
    @Test func hopsRunTogetherWhileMoreSoundWaits() throws {
        let samples = try clip()
        let onTime = try hear(samples, block: 4_000, english())
        let behind = try hear(samples, block: 4_000, english(), isBehind: { (16_000..<80_000).contains($0) })
        #expect(try #require(onTime.partials.first).words.count <= 3)
        #expect(try #require(behind.partials.first).words.count >= 6)
        #expect(behind.partials.count < onTime.partials.count)
        #expect(behind.finals.map(\.text) == onTime.finals.map(\.text))
    }

    /// A pause before and after what was said meanwhile does not hide it.
    @Test func whatWasSaidWhileMoreSoundWaitedIsLookedAt() throws {
        var samples = try clip()
        let half = 3 * 16_000
        let pause = 16_000
        samples.insert(contentsOf: repeatElement(0, count: pause), at: half)
        samples += [Float](repeating: 0, count: 16_000)
        var options = english()
        options.endPointing.endSilenceSteps = 60
        let from = half + pause - 4_000, to = samples.count - 26_000
        let heard = try hear(samples, block: 4_000, options, isBehind: { (from..<to).contains($0) })
        #expect(heard.finals.count == 1)
        #expect(try #require(heard.partials.last).text.contains("worst"))
    }

    @Test func stableWordsChangeInCaseAndPunctuationOnly() throws {
        let heard = try hear(try clip(), block: 512, english())
        func bare(_ caption: Caption) -> [String] {
            caption.words.prefix(caption.stable).map { $0.text.lowercased().filter { $0.isLetter } }
        }
        for (before, after) in zip(heard.partials, heard.partials.dropFirst()) {
            #expect(after.stable >= before.stable)
            #expect(Array(bare(after).prefix(before.stable)) == bare(before))
        }
        #expect(heard.partials.last?.stable ?? 0 > 4)
    }

    @Test func anySplitOfTheSoundGivesTheSame() throws {
        let clip = try clip()
        let reference = try hear(clip, block: 320, english())
        for block in [160, 1_000, 4_096] {
            let other = try hear(clip, block: block, english())
            #expect(other.partials.map(\.text) == reference.partials.map(\.text))
            #expect(other.finals.map(\.text) == reference.finals.map(\.text))
        }
    }

    @Test func aStreamMayBeginInTheMiddleOfSpeech() throws {
        // The clip's first word is there at the first sample; nothing of it lies before media second 0.
        var options = english()
        options.firstPass = false
        let first = try #require(try hear(try clip(), block: 4_096, options).finals.first?.words.first)
        let heard = try hear(Array(try clip().dropFirst(Int(first.start * 16_000) + 800)), block: 4_096, options)
        let final = try #require(heard.finals.first)
        #expect(final.text.lowercased().filter(\.isLetter) == "itwasthebestoftimesitwastheworstoftimes")
        #expect(final.words.allSatisfy { $0.start >= 0 && $0.end >= $0.start })
        #expect(final.words.first?.start ?? 9 < 0.2)
    }

    @Test(arguments: [true, false]) func everyFrameOfAnUtteranceHasItsFeaturesOnce(secondPass: Bool) throws {
        let clip = try clip()
        var options = english()
        options.secondPass = secondPass
        let heard = try hear(clip, block: 1_000, options) { _ in true }
        var silent = try hear(clip, block: 1_000, options)
        silent.features = heard.features
        #expect(silent == heard, "who wants features changes no caption")

        // Hop after hop, without a hole, from the utterance's beginning to what was heard after the last hop.
        var next = 0
        for features in heard.features {
            #expect(features.segment == 0 && features.rows.firstFrame == next && features.rows.width == 512)
            let start = try #require(heard.features.first).start
            #expect(abs(features.start - start - Double(next) * features.interval) < 1e-6)
            next += features.rows.frames
        }
        #expect(heard.features.count > 10 && next > 200)
        // However the sound is split.
        let other = try hear(clip, block: 4_096, options) { _ in true }
        let values = { (heard: Heard) in heard.features.flatMap(\.rows.values) }
        #expect(values(other).count == values(heard).count)
        #expect(largestDifference(values(other), values(heard)) <= 1e-4)
    }

    @Test func featuresBeginWhenSomebodyWantsThem() throws {
        let heard = try hear(try clip(), block: 320, english()) { (48_000..<64_000).contains($0) }
        let first = try #require(heard.features.first)
        #expect(first.rows.firstFrame > 0 && first.rows.firstFrame % 16 == 0)
        #expect(heard.features.allSatisfy { (2.5..<4.5).contains($0.start) })
    }

    @Test func withoutAFirstPassThereAreNoFeatures() throws {
        var options = english()
        options.firstPass = false
        let heard = try hear(try clip(), block: 4_096, options) { _ in true }
        #expect(heard.features.isEmpty && heard.finals.count == 1)
    }

    @Test func theLanguageIsFound() throws {
        let heard = try hear(try clip(), block: 320, RecognizerOptions())
        #expect(heard.finals.first?.language == "en")
    }

    @Test func anUnknownLanguageIsRefused() throws {
        var options = RecognizerOptions()
        options.language = "tlh"
        let models = try SpeechFixture.models.get()
        #expect(throws: SpeechError.self) {
            try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        }
    }

    @Test func bothFrontsHearIt() throws {
        for front in [RecognizerOptions.Front.wav2vec2, .mel] {
            var options = english()
            options.firstPass = false
            options.front = front
            let heard = try hear(try clip(), block: 4_096, options)
            #expect(heard.finals.first?.text.lowercased().filter(\.isLetter) == "itwasthebestoftimesitwastheworstoftimes")
            #expect(heard.partials.isEmpty)
        }
    }

    @Test func translationIsACaptionOfItsOwn() throws {
        var options = english()
        options.firstPass = false
        options.tasks = [.transcribe, .translate]
        let heard = try hear(try clip(), block: 4_096, options)
        #expect(heard.finals.map(\.task) == [.transcribe, .translate])
        #expect(heard.finals.allSatisfy { $0.segment == 0 && !$0.words.isEmpty })
    }

    @Test func theFirstPassAloneCanBeMeasured() throws {
        var options = english()
        options.secondPass = false
        let heard = try hear(try clip(), block: 320, options)
        #expect(heard.finals.map(\.pass) == [.first])
        #expect(heard.finals.first?.text.contains("of times") == true)
        // What looks back settled on the screen stays in it.
        let last = try #require(heard.partials.last), final = try #require(heard.finals.first)
        #expect(last.stable > 3)
        func letters(_ caption: Caption) -> [String] { caption.words.prefix(last.stable).map { $0.text.lowercased().filter(\.isLetter) } }
        #expect(letters(final) == letters(last))
    }

    @Test func silenceNoiseAndClicksAreNoWords() throws {
        // Fixed pseudo-random noise: the same on every machine.
        var seed: UInt64 = 1
        func noise() -> Float {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: seed) >> 40) / Float(1 << 23)
        }
        let sounds: [[Float]] = [
            [Float](repeating: 0, count: 160_000),
            (0..<160_000).map { _ in 0.1 * noise() },
            (0..<160_000).map { $0 % 6_000 < 40 ? 0.5 * noise() : 0 },
        ]
        for sound in sounds {
            let heard = try hear(sound, block: 4_000, english())
            #expect(heard.finals.flatMap(\.words).isEmpty)
            #expect(heard.partials.isEmpty)
        }
    }

    @Test func aShortHoleKeepsTimesRight() throws {
        let models = try SpeechFixture.models.get()
        var options = english()
        options.firstPass = false
        let recognizer = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var second = try SecondPass(models, options)
        let clip = try clip()
        // A tenth of a second is lost in the leading silence.
        var captions: [Caption] = []
        for (range, lost) in [(0..<8_000, 0), (9_600..<clip.count, 1_600)] {
            let block = AudioBlock(
                samples: Array(clip[range]), position: UInt64(range.lowerBound),
                capturedAt: MediaInstant(nanoseconds: Int64(range.lowerBound) * 62_500), lostFramesBefore: UInt64(lost))
            for case .utterance(let utterance) in recognizer.accept(block) + recognizer.finish() {
                captions += try second.finish(utterance, track: "clip").map(\.caption)
            }
        }
        let whole = try hear(clip, block: 4_096, options)
        #expect(captions.first?.text == whole.finals.first?.text)
        #expect(abs((captions.first?.words.first?.start ?? 0) - (whole.finals.first?.words.first?.start ?? 9)) < 0.05)
    }
}
