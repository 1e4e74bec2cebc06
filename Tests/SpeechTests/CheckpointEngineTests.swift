import CTCDecoding
import Foundation
import Inference
import Media
import Speech
import Support
import Testing
import Wire

/// Any wav2vec2 CTC checkpoint as the engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct CheckpointEngineTests {
    // MARK: Front

    /// Features of the reference second, heard in blocks, with the front run whenever it can.
    private func features(_ model: CheckpointModel, _ wave: [Float], block: Int) throws -> [Float] {
        var front = try model.makeFront()
        var stream = CheckpointFront(model.configuration)
        for start in stride(from: 0, to: wave.count, by: block) {
            stream.append(wave[start..<min(wave.count, start + block)])
            try stream.advance(to: .max, with: &front)
        }
        return stream.features
    }

    @Test(arguments: [16_000, 5_120, 320, 401, 97])
    func aLayerNormFrontInPiecesIsTheFrontInOne(_ block: Int) throws {
        let model = try CheckpointFixture.model(CheckpointFixture.large)
        let wave = CheckpointFixture.normalised(try CheckpointFixture.wave())
        let whole = try features(model, wave, block: wave.count)
        #expect(whole.count == model.configuration.frames(samples: wave.count) * model.configuration.hidden)
        let pieces = try features(model, wave, block: block)
        #expect(pieces.count == whole.count)
        #expect(largestDifference(pieces, whole) <= 1e-5)
        let expected = try CheckpointFixture.floats(CheckpointFixture.data("large/expected/features.f32"))
        #expect(largestDifference(whole, expected) <= 1e-4)
    }

    /// The statistics of what was heard are not those of the whole clip: the first frames differ, later ones less, and those of
    /// the last piece not at all, as then everything was heard and each frame counted once.
    @Test(arguments: [1_600, 5_120])
    func aGroupNormFrontKnowsWhatWasHeard(_ block: Int) throws {
        let model = try CheckpointFixture.model(CheckpointFixture.base)
        let wave = CheckpointFixture.normalised(try CheckpointFixture.wave())
        let whole = try features(model, wave, block: wave.count)
        let expected = try CheckpointFixture.floats(CheckpointFixture.data("base/expected/features.f32"))
        #expect(largestDifference(whole, expected) <= 1e-4)
        let pieces = try features(model, wave, block: block)
        #expect(pieces.count == whole.count)
        let width = model.configuration.hidden
        func deviation(_ part: Int) -> Float {
            let range = (part * whole.count / 3)..<((part + 1) * whole.count / 3)
            let difference = zip(pieces[range], whole[range]).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            return (difference / whole[range].reduce(Float(0)) { $0 + $1 * $1 }).squareRoot()
        }
        print("group norm in pieces of \(block / 16) ms, relative deviation in thirds of a second: \((0..<3).map(deviation))")
        #expect(deviation(0) > 1e-3)
        #expect(deviation(2) < deviation(0))
        #expect(largestDifference(Array(pieces.suffix(width)), Array(whole.suffix(width))) <= 1e-4)
    }

    // MARK: Windows

    @Test func windowsWithEverythingAsContextAreTheFullPass() throws {
        for folder in [CheckpointFixture.large, CheckpointFixture.adapter, CheckpointFixture.chinese] {
            let model = try CheckpointFixture.model(folder)
            var encoder = try CheckpointEncoder(model)
            let features = try features(model, CheckpointFixture.normalised(try CheckpointFixture.wave()), block: 16_000)
            let frames = features.count / model.configuration.hidden
            let whole = try encoder.logProbabilities(features, from: 0, to: frames, left: frames, right: frames)
            let rows = whole.count / model.configuration.vocabulary.count
            #expect(rows == (frames + model.configuration.adapterStride - 1) / model.configuration.adapterStride)
            var windows: [Float] = []
            for start in stride(from: 0, to: rows, by: 4) {
                windows += try encoder.logProbabilities(features, from: start, to: min(rows, start + 4), left: frames, right: frames)
            }
            #expect(windows.count == whole.count)
            #expect(largestDifference(windows, whole) <= 1e-4)
            // Less context gives something else, and as many rows.
            let narrow = try encoder.logProbabilities(features, from: 4, to: 8, left: 8, right: 4)
            #expect(narrow.count == 4 * model.configuration.vocabulary.count)
        }
    }

    @Test func theFinalTextIsThatOfTransformersLogits() throws {
        for (folder, name) in [
            (CheckpointFixture.large, "large"), (CheckpointFixture.base, "base"), (CheckpointFixture.groupStable, "group-stable"),
            (CheckpointFixture.adapter, "adapter"), (CheckpointFixture.chinese, "chinese"),
        ] {
            var options = CTCOptions()
            options.beamWidth = 1
            let model = try CheckpointFixture.model(folder, options)
            var logits = try CheckpointFixture.floats(CheckpointFixture.data("\(name)/expected/logits.f32"))
            try LogProbabilities.normalise(&logits, width: model.configuration.vocabulary.count)
            var decoder = CTCDecoder(model.configuration.vocabulary, options)
            try decoder.append(logits)
            var final = try CheckpointFinalPass(model, RecognizerOptions())
            let heard = try final.decode(try CheckpointFixture.wave())
            #expect(!heard.tokens.isEmpty)
            #expect(heard.tokens.map { [$0.id, $0.start, $0.end] } == decoder.best().tokens.map { [$0.id, $0.start, $0.end] }, "\(name)")
        }
    }

    // MARK: From sound to captions

    private struct Heard: Equatable {
        var partials: [Caption] = []
        var finals: [Caption] = []
    }

    private func hear(_ samples: [Float], _ model: CheckpointModel, block: Int = 512, _ change: (inout RecognizerOptions) -> Void = { _ in }) throws -> Heard {
        var options = RecognizerOptions()
        change(&options)
        let engine = SpeechEngine.checkpoint(model, voiceActivity: try SpeechFixture.models.get().voiceActivity)
        let recognizer = try TrackRecognizer(track: "clip", engine: engine, options: options, streamStart: MediaInstant(nanoseconds: 0))
        var final = try FinalPass(engine, options)
        var heard = Heard()
        func take(_ outcomes: [TrackRecognizer.Outcome]) throws {
            for outcome in outcomes {
                switch outcome {
                case .partial(let caption): heard.partials.append(caption)
                case .final(let caption): heard.finals.append(caption)
                case .features: break
                case .fault(let error): throw error
                case .utterance(let utterance): heard.finals += try final.finish(utterance, track: "clip").map(\.caption)
                }
            }
        }
        for start in stride(from: 0, to: samples.count, by: block) {
            let end = min(start + block, samples.count)
            let time = MediaInstant(nanoseconds: Int64(start) * 62_500)
            try take(recognizer.accept(AudioBlock(samples: Array(samples[start..<end]), position: UInt64(start), capturedAt: time)))
        }
        try take(recognizer.finish())
        return heard
    }

    /// Five seconds of somebody reading, and over it a text in tones.
    private func clip(_ text: String, also: [Int: (letter: Character, amplitude: Float)] = [:]) throws -> [Float] {
        var samples = (try SpeechFixture.vector("wave")).dropFirst(FrontStream.lead).map { $0 * 0.07 }
        for (index, value) in ToneCheckpoint.sound(text, also: also).enumerated() { samples[20_800 + index] += value }
        let silence = [Float](repeating: 0, count: 16_000)
        return silence + samples + silence
    }

    @Test func tonesAreSpelledLiveAndFinally() throws {
        let model = try CheckpointFixture.model(CheckpointFixture.tones)
        let heard = try hear(try clip("TAI|CHUTT|A|HIT"), model)
        #expect(heard.finals.map(\.text) == ["TAI CHUTT A HIT"])
        let final = try #require(heard.finals.first)
        #expect(final.language == "und")
        #expect(final.words.map(\.text) == ["TAI", "CHUTT", "A", "HIT"])
        // Each word where its tones are: the first begins 2.3 s into the clip, a letter takes 0.14 s.
        for (word, place) in zip(final.words, [0, 4, 10, 12]) {
            #expect(abs(word.start - (2.3 + 0.14 * Double(place))) < 0.04)
            #expect(word.confidence > 0.5)
        }
        #expect(heard.partials.count >= 4)
        for (before, after) in zip(heard.partials, heard.partials.dropFirst()) {
            #expect(after.stable >= before.stable)
            #expect(after.words.prefix(before.stable).map(\.text) == before.words.prefix(before.stable).map(\.text))
        }
        #expect(heard.partials.allSatisfy { "TAI CHUTT A HIT".hasPrefix($0.text) })
        #expect(heard.partials.last?.stable ?? 0 >= 3)
    }

    @Test func theLiveTextByItself() throws {
        let model = try CheckpointFixture.model(CheckpointFixture.tones)
        let heard = try hear(try clip("TAI|CHUTT|A|HIT"), model) { $0.secondPass = false }
        #expect(heard.finals.map(\.text) == ["TAI CHUTT A HIT"])
        #expect(heard.finals.allSatisfy { $0.pass == .first && $0.stable == $0.words.count })
    }

    @Test func anySplitGivesTheSameCaptions() throws {
        // Group norm: its statistics must not depend on the split either.
        let model = try CheckpointFixture.model(CheckpointFixture.base)
        let samples = try clip("")
        let reference = try hear(samples, model, block: 512)
        #expect(!reference.partials.isEmpty && !reference.finals.isEmpty)
        for block in [160, 3_333, 16_000] {
            let heard = try hear(samples, model, block: block)
            #expect(heard.finals.map(\.text) == reference.finals.map(\.text))
            #expect(heard.partials.map(\.text) == reference.partials.map(\.text))
        }
    }

    @Test func chineseCharactersAreWords() throws {
        let model = try CheckpointFixture.model(CheckpointFixture.chinese)
        let heard = try hear(try clip(""), model)
        let words = try #require(heard.finals.first?.words)
        #expect(heard.finals.first?.language == "zh")
        #expect(words.count > 5)
        #expect(words.allSatisfy { $0.text.count == 1 })
        #expect(words.dropFirst().allSatisfy { $0.joined == true })
    }

    @Test func hotWordsAndALanguageModelDecideWhatIsDoubtful() throws {
        // The third letter of "TAI" has a U beside it that is half as loud again.
        let doubtful = try clip("TAI|CHU", also: [2: ("U", 0.3)])
        func text(_ model: CheckpointModel) throws -> String? { try hear(doubtful, model).finals.first?.text }
        #expect(try text(CheckpointFixture.model(CheckpointFixture.tones)) == "TAU CHU")
        let hotWords = HotWordList([.init(phrase: "tai chu", weight: 5)])
        #expect(try text(CheckpointFixture.model(CheckpointFixture.tones, hotWords: hotWords)) == "TAI CHU")
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "words.arpa", Array("\\data\\\nngram 1=4\n\\1-grams:\n-1 <s>\n-1 </s>\n-1 tai\n-1 chu\n\\end\\\n".utf8))
        var options = CTCOptions()
        options.languageWeight = 4
        // The model speaks at the end of a word only: until then the text that it likes must not be given up.
        options.beamWidth = 256
        options.scoreMargin = 60
        let helped = try text(CheckpointFixture.model(CheckpointFixture.tones, options, languageModel: LanguageModel(path: path)))
        #expect(helped == "TAI CHU")
    }

    /// Somebody reads on, which the tones' model has no letters for: blanks alone end the utterance.
    @Test func blanksEndAnUtteranceThatVoiceActivityKeepsOpen() throws {
        let model = try CheckpointFixture.model(CheckpointFixture.tones)
        let samples = try clip("TAI")
        let one = try hear(samples, model)
        #expect(one.finals.filter { !$0.text.isEmpty }.map(\.text) == ["TAI"])
        let cut = try hear(samples, model) { $0.blankEndMs = 640 }
        #expect(cut.finals.filter { !$0.text.isEmpty }.map(\.text) == ["TAI"])
        // The reading goes on, as an utterance of its own without a text.
        #expect(cut.finals.count > one.finals.count)
    }

    // MARK: What is wrong

    private func message(_ folder: URL) -> String? {
        do {
            _ = try CheckpointModel(ModelDirectory(verifying: folder), runtime: CheckpointFixture.runtime.get(), precision: .f32)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// A copy of a good checkpoint with its manifest changed.
    private func damaged(_ change: (inout [String: Any]) -> Void) throws -> String {
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "copy")
        try FileManager.default.copyItem(at: CheckpointFixture.large.get(), to: copy)
        let path = copy.appending(path: "manifest.json")
        var manifest = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        var configuration = try #require(manifest["config"] as? [String: Any])
        change(&configuration)
        manifest["config"] = configuration
        try JSONSerialization.data(withJSONObject: manifest).write(to: path)
        let found = message(copy) ?? "none"
        #expect(!found.contains("\n"))
        return found.replacing(copy.path, with: "PATH")
    }

    @Test func whatTheManifestMayGetWrong() throws {
        let again = "add the checkpoint again with `taichu models add … --replace`"
        #expect(try damaged { _ in } == "none")
        #expect(try damaged { $0["hidden"] = nil } == "PATH/manifest.json does not describe a wav2vec2 CTC checkpoint: \"hidden\" is missing; \(again)")
        #expect(try damaged { $0["stride"] = "wide" } == "PATH/manifest.json does not describe a wav2vec2 CTC checkpoint: \"config.stride\" has a wrong value; \(again)")
        #expect(
            try damaged { $0["blank"] = 99 }
                == "PATH/manifest.json: the vocabulary has no blank: id 99 is none of its 32 tokens; CTC needs one, usually the padding token")
        #expect(try damaged { $0["sample_rate"] = 8_000 } == "PATH/manifest.json: the checkpoint hears 8000 samples a second; expected 16000")
        #expect(try damaged { $0["stride"] = 0 } == "PATH/manifest.json: sizes of the front that cannot be; \(again)")
        #expect(try damaged { $0["hidden"] = 36 }.hasPrefix("PATH: the front gives 768 values for 24 frames, the manifest says 864; \(again)"))
        let short = try damaged { $0["vocabulary"] = ["<pad>", "A", "B"]; $0["special"] = [Int](); $0["word_delimiter"] = nil }
        #expect(short.hasPrefix("PATH: encoder and manifest do not belong together: the checkpoint large gives 768 scores for about 24 rows of 3 tokens"), "\(short)")
        #expect(try damaged { $0["receptive_field"] = 100_000 } != "none")
    }

    @Test func aDamagedFolderIsOneLine() throws {
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "copy")
        try FileManager.default.copyItem(at: CheckpointFixture.large.get(), to: copy)
        let weights = try FileHandle(forWritingTo: copy.appending(path: "encoder.bin"))
        try weights.truncate(atOffset: 100)
        try weights.close()
        let found = try #require(message(copy))
        #expect(found.hasPrefix("model file \(copy.path)/encoder.bin has 100 bytes, the manifest says"))
        try FileManager.default.removeItem(at: copy.appending(path: "encoder.bin"))
        #expect(message(copy)?.hasPrefix("model file \(copy.path)/encoder.bin is missing or cannot be read") == true)
    }
}
