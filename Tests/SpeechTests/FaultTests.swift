import Inference
import Media
import Speech
import Testing
import Wire

/// What is left of an utterance when one of the models fails.
@Suite(.serialized)
struct FaultTests {
    private func hear(
        _ models: SpeechModels, silenceAfter seconds: Double = 0, _ options: RecognizerOptions = RecognizerOptions()
    ) throws -> [TrackRecognizer.Outcome] {
        var options = options
        options.language = "en"
        let recognizer = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        let clip = try SpeechFixture.vector("wave").dropFirst(FrontStream.lead).map { $0 * 0.07 }
        let samples = clip + [Float](repeating: 0, count: Int(seconds * 16_000))
        return recognizer.accept(AudioBlock(samples: samples, position: 0, capturedAt: MediaInstant(nanoseconds: 0))) + recognizer.finish()
    }

    /// Without the full-context transformer every look back fails, and so does the second pass.
    @Test func theFirstPassGoesOnAndItsTextBecomesTheFinal() throws {
        let models = try SpeechFixture.models(withoutUse: "full_context")
        let outcomes = try hear(models)
        let partials = outcomes.compactMap { if case .partial(let caption) = $0 { caption } else { nil } }
        let faults = outcomes.compactMap { if case .fault(let error) = $0 { error } else { nil } }
        let utterances = outcomes.compactMap { if case .utterance(let utterance) = $0 { utterance } else { nil } }
        #expect(partials.count > 3)
        #expect(faults.count > 1 && faults.allSatisfy { $0.description.contains("full_context.xml: OpenVINO says: ") }, "\(faults)")
        let utterance = try #require(utterances.first)
        #expect(utterances.count == 1 && utterance.shown == partials.last)
        var second = try SecondPass(models, RecognizerOptions())
        #expect(throws: SpeechError.self) { _ = try second.finish(utterance, track: "clip") }
        let final = try #require(utterance.shown).asFinal
        #expect(final.text.lowercased().contains("best of times") && final.pass == .first)
        #expect(final.revision == utterance.revision + 1 && final.stable == final.words.count)
    }

    /// Whether something looks back is told by its fault. The clip has ended when the first look back is due: the pause after it is about to end the utterance, or is not yet, or no
    /// second pass follows.
    @Test(arguments: [(20, true, 0), (31, true, 1), (20, false, 1)])
    func nothingLooksBackWhereASecondPassIsAboutTo(pause: Int, aSecondPassFollows: Bool, looksBack: Int) throws {
        var options = RecognizerOptions()
        options.secondPass = aSecondPassFollows
        options.refreshFrames = 240
        options.endPointing.endSilenceSteps = pause
        let outcomes = try hear(SpeechFixture.models(withoutUse: "full_context"), silenceAfter: 1, options)
        let faults = outcomes.compactMap { if case .fault(let error) = $0 { error } else { nil } }
        #expect(faults.count == looksBack, "\(faults)")
    }

    /// What was said meanwhile is shown first: the look back, due long since, comes a hop later.
    @Test func whoCatchesUpDoesNotLookBackAtOnce() throws {
        var options = RecognizerOptions()
        options.language = "en"
        let recognizer = try TrackRecognizer(
            track: "clip", models: SpeechFixture.models(withoutUse: "full_context"), options: options, streamStart: MediaInstant(nanoseconds: 0))
        let clip = try SpeechFixture.vector("wave").dropFirst(FrontStream.lead).map { $0 * 0.07 }
        func hear(_ range: Range<Int>, isBehind: Bool) -> (partials: Int, faults: Int) {
            let block = AudioBlock(samples: Array(clip[range]), position: UInt64(range.lowerBound), capturedAt: MediaInstant(nanoseconds: Int64(range.lowerBound) * 62_500))
            let outcomes = recognizer.accept(block, isBehind: isBehind)
            return (outcomes.count { if case .partial = $0 { true } else { false } }, outcomes.count { if case .fault = $0 { true } else { false } })
        }
        #expect(hear(0..<32_000, isBehind: true) == (0, 0))
        // The first look catches up; the next one looks back, and fails at it.
        let (step, hop) = (VoiceActivityDetector.stepFrames, options.hopFrames * FrontStream.hop)
        #expect(hear(32_000..<(32_000 + step), isBehind: false) == (1, 0))
        #expect(hear((32_000 + step)..<(32_000 + step + hop), isBehind: false).faults == 1)
    }

    @Test func anUtteranceThatTheFirstPassCannotSeeIsStillFinished() throws {
        let outcomes = try hear(SpeechFixture.models(withoutUse: "chunked"))
        let utterance = try #require(outcomes.compactMap { if case .utterance(let utterance) = $0 { utterance } else { nil } }.first)
        #expect(utterance.shown == nil)
        var options = RecognizerOptions()
        options.language = "en"
        var second = try SecondPass(SpeechFixture.models.get(), options)
        let final = try #require(try second.finish(utterance, track: "clip").first)
        #expect(final.caption.text.lowercased().filter(\.isLetter) == "itwasthebestoftimesitwastheworstoftimes")
    }

    @Test func whoWantsFinalsOnlyMakesNothingForTheFirstPass() throws {
        let models = try SpeechFixture.models(withoutUse: "chunked")
        var options = RecognizerOptions()
        options.firstPass = false
        _ = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        #expect([models.chunked, models.fullContext, models.decoder].map(\.requests) == [0, 0, 0])
        options.firstPass = true
        _ = try TrackRecognizer(track: "clip", models: models, options: options, streamStart: MediaInstant(nanoseconds: 0))
        #expect([models.chunked, models.fullContext, models.decoder].map(\.requests) == [1, 1, 1])
    }
}
