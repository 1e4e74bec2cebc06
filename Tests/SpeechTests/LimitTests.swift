import Foundation
import Media
import Speech
import Testing
import Wire

/// The recognizer at the ends of what a profile allows.
@Suite(.serialized)
struct LimitTests {
    private func clip() throws -> [Float] { try SpeechFixture.vector("wave").dropFirst(FrontStream.lead).map { $0 * 0.07 } }

    private func options(language: String? = "en") -> RecognizerOptions {
        var options = RecognizerOptions()
        options.language = language
        return options
    }

    /// What comes of samples, in blocks as a daemon reads them; `pausedFrom`: a pause of the track at that sample.
    private func hear(
        _ samples: [Float], _ options: RecognizerOptions, pausedFrom: Int? = nil
    ) throws -> (partials: [Caption], finals: [Caption], frames: [Int]) {
        let models = try SpeechFixture.models.get()
        let recognizer = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var second = try SecondPass(models, options)
        var heard: (partials: [Caption], finals: [Caption], frames: [Int]) = ([], [], [])
        func take(_ outcomes: [TrackRecognizer.Outcome]) throws {
            for outcome in outcomes {
                switch outcome {
                case .partial(let caption): heard.partials.append(caption)
                case .features: break
                case .final(let caption): heard.finals.append(caption)
                case .fault(let error): throw error
                case .utterance(let utterance):
                    heard.frames.append(utterance.heardFrames)
                    heard.finals += try second.finish(utterance, track: "clip").map(\.caption)
                }
            }
        }
        for start in stride(from: 0, to: samples.count, by: 4_000) {
            var block = AudioBlock(
                samples: Array(samples[start..<min(start + 4_000, samples.count)]), position: UInt64(start),
                capturedAt: MediaInstant(nanoseconds: Int64(start) * 62_500))
            if start == pausedFrom {
                try take(recognizer.finish())
                // The pause took 1 s of the sound away.
                block.position += 16_000
                block.capturedAt.nanoseconds += 1_000_000_000
                block.lostFramesBefore = 16_000
            }
            try take(recognizer.accept(block))
        }
        try take(recognizer.finish())
        return heard
    }

    @Test func theLongestUtteranceFindsRoomBehindBothFronts() {
        #expect(FrontStream.wholeFrames(samples: SecondPass.mostSamples, closing: SecondPass.melClosing) <= SecondPass.places)
        #expect(FrontStream.wholeFrames(samples: SecondPass.mostSamples, closing: FrontStream.closing) <= SecondPass.places)
        #expect(SecondPass.places <= CrossMemory.capacity)
    }

    /// 35 s without a breath, at the longest hop and the longest utterance.
    @Test(arguments: [RecognizerOptions.Front.wav2vec2, .mel]) func endlessSpeechIsCutAndNothingOfItIsLost(front: RecognizerOptions.Front) throws {
        // The clip's words without the pauses around them.
        let speech = try clip().dropFirst(4_800).dropLast(6_400)
        let samples = Array(repeatElement(speech, count: 8).joined()) + [Float](repeating: 0, count: 16_000)
        var options = options()
        options.hopFrames = 128
        options.front = front
        options.firstPass = front == .wav2vec2
        options.endPointing.maximumSteps = 25_000 / 32
        options.endPointing.endSilenceSteps = 150
        let heard = try hear(samples, options)
        #expect(heard.frames.count == 2)
        #expect(heard.frames.allSatisfy { $0 * FrontStream.hop <= SecondPass.mostSamples })
        // What one utterance leaves the next one takes: together they are all of the sound, less the last silence.
        #expect(heard.frames.reduce(0, +) >= (samples.count - 32_000) / FrontStream.hop)
        #expect(heard.finals.count == 2 && heard.finals.allSatisfy { $0.text.lowercased().contains("times") })
    }

    @Test func aBlinkOfSpeechIsNoTrap() throws {
        let clip = try clip()
        let silence = [Float](repeating: 0, count: 16_000)
        var utterances = 0
        for length in [512, 1_600, 3_200, 8_000] {
            for firstPass in [true, false] {
                var options = options(language: nil)
                options.firstPass = firstPass
                options.endPointing.minimumSpeechSteps = 1
                options.endPointing.endSilenceSteps = 3
                options.endPointing.threshold = 0.2
                let heard = try hear(silence + clip[16_000..<(16_000 + length)] + silence, options)
                #expect(heard.finals.allSatisfy { $0.words.count <= 3 })
                utterances += heard.frames.count
                // And the same at the very beginning and end of a stream.
                _ = try hear(Array(clip[16_000..<(16_000 + length)]), options)
            }
        }
        #expect(utterances > 1)
    }

    @Test func aPauseWithinAnUtteranceFinishesIt() throws {
        let clip = try clip()
        let heard = try hear(clip + [Float](repeating: 0, count: 16_000), options(), pausedFrom: 40_000)
        #expect(heard.finals.count == 2 && heard.finals.map(\.segment) == [0, 1])
        let ends = heard.finals.map { ($0.words.first?.start ?? 0, $0.words.last?.end ?? 0) }
        // The second one's times know of the pause.
        try #require(ends.count == 2)
        #expect(ends[0].1 < 2.8 && ends[1].0 > 3.4)
    }

    @Test func translationAloneHasLiveCaptionsToo() throws {
        var options = options()
        options.tasks = [.translate]
        let heard = try hear(try clip() + [Float](repeating: 0, count: 16_000), options)
        #expect(heard.finals.map(\.task) == [.translate] && heard.finals[0].text.lowercased().contains("times"))
        #expect(!heard.partials.isEmpty && heard.partials.allSatisfy { $0.task == .translate })
    }

    /// Two tracks share the models and nothing else: side by side they hear what they hear alone.
    @Test func twoTracksAtOnceHearWhatEachHearsAlone() async throws {
        let clip = try clip() + [Float](repeating: 0, count: 16_000)
        let alone = try hear(clip, options()).finals.map(\.text)
        let together = try await withThrowingTaskGroup { group in
            for _ in 0..<2 { group.addTask { try hear(clip, options()).finals.map(\.text) } }
            return try await group.reduce(into: [[String]]()) { $0.append($1) }
        }
        #expect(together == [alone, alone])
    }
}
