import Foundation
import Media
import Speech
import Testing
import Wire

/// However sound is split into blocks, one sample long or two seconds, the recognizer makes the same of it.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SplitTests {
    /// Block lengths from 1 to 65,535 samples (4 s), short and long ones equally often: the same for a seed on every machine.
    private struct Blocks {
        var state: UInt64

        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func next() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let octave = 1 << Int(state >> 60)
            return octave + Int(state % UInt64(octave))
        }
    }

    /// What a split must not change: the captions of the first pass with their revisions and stable words, and the utterances.
    private struct Heard: Equatable {
        var captions: [Caption] = []
        var utterances: [Cut] = []
    }

    private struct Cut: Equatable {
        var segment: Int
        var frames: Int
        var startMilliseconds: Int
        var endedMilliseconds: Int
        var isSpoken: Bool
    }

    /// Times are nanoseconds counted from the newest block; rounding is the only thing that may differ.
    private func rounded(_ caption: Caption) -> Caption {
        func milliseconds(_ time: Double) -> Double { (time * 1_000).rounded() / 1_000 }
        var caption = caption
        caption.start = milliseconds(caption.start)
        caption.end = milliseconds(caption.end)
        for index in caption.words.indices {
            caption.words[index].start = milliseconds(caption.words[index].start)
            caption.words[index].end = milliseconds(caption.words[index].end)
        }
        return caption
    }

    /// - Parameter seed: of the blocks' lengths; nil: all of the sound is one block.
    private func hear(_ samples: [Float], seed: UInt64?, _ options: RecognizerOptions, finals: Bool) throws -> Heard {
        let models = try SpeechFixture.models.get()
        let recognizer = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var second = try SecondPass(models, options)
        var heard = Heard()
        func take(_ outcomes: [TrackRecognizer.Outcome]) throws {
            for outcome in outcomes {
                switch outcome {
                case .partial(let caption), .final(let caption): heard.captions.append(rounded(caption))
                case .features: break
                case .fault(let error): throw error
                case .utterance(let utterance):
                    heard.utterances.append(
                        Cut(
                            segment: utterance.segment, frames: utterance.heardFrames, startMilliseconds: Int((utterance.start * 1_000).rounded()),
                            endedMilliseconds: Int((utterance.speechEnded.seconds(since: MediaInstant(nanoseconds: 0)) * 1_000).rounded()),
                            isSpoken: utterance.isSpoken))
                    if finals { heard.captions += try second.finish(utterance, track: "clip").map { rounded($0.caption) } }
                }
            }
        }
        var blocks = seed.map(Blocks.init)
        var start = 0
        while start < samples.count {
            let end = min(samples.count, start + (blocks?.next() ?? samples.count))
            try take(
                recognizer.accept(
                    AudioBlock(
                        samples: Array(samples[start..<end]), position: UInt64(start),
                        capturedAt: MediaInstant(nanoseconds: Int64(start) * 62_500))))
            start = end
        }
        try take(recognizer.finish())
        return heard
    }

    private func english() -> RecognizerOptions {
        var options = RecognizerOptions()
        options.language = "en"
        return options
    }

    /// Partials and finals, word by word, with the look back of the full-context transformer and without.
    @Test(arguments: [32, 0]) func captionsAreTheSame(refreshFrames: Int) throws {
        let clip = try SpeechFixture.vector("wave").dropFirst(FrontStream.lead).map { $0 * 0.07 } + [Float](repeating: 0, count: 12_000)
        var options = english()
        options.refreshFrames = refreshFrames
        let whole = try hear(clip, seed: nil, options, finals: true)
        #expect(whole.captions.count > 5 && whole.utterances.count == 1)
        #expect(whole.captions.dropLast().contains { $0.stable > 0 })
        for seed in UInt64(1)...2 {
            #expect(try hear(clip, seed: seed, options, finals: true) == whole, "seed \(seed)")
        }
    }

    /// Where utterances begin, end and are cut, over the whole sample and at the shortest length that a profile allows.
    @Test(arguments: [437, 125]) func utterancesAreTheSame(maximumSteps: Int) throws {
        let sample = try SpeechFixture.reading()
        var options = english()
        options.firstPass = false
        options.endPointing.maximumSteps = maximumSteps
        let whole = try hear(sample, seed: nil, options, finals: false)
        #expect(whole.utterances.count > 2)
        for seed in UInt64(10)...13 {
            #expect(try hear(sample, seed: seed, options, finals: false) == whole, "seed \(seed)")
        }
    }

    /// The first pass's own text of the whole sample.
    @Test func theFirstPassHearsTheSame() throws {
        let sample = Array(try SpeechFixture.reading().prefix(10 * 16_000))
        var options = english()
        options.hopFrames = 64
        options.refreshFrames = 0
        options.secondPass = false
        let whole = try hear(sample, seed: nil, options, finals: false)
        #expect(whole.captions.contains { $0.words.count > 5 })
        #expect(try hear(sample, seed: 20, options, finals: false) == whole)
    }
}
