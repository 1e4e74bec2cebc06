import CTCDecoding
import Inference
import Speech
import Support
import Testing

/// Our graphs against the training framework's own figures (`Vectors/`), in 32-bit arithmetic and with the trained matrices.
@Suite(.serialized)
struct GraphParityTests {
    private let width = FrontStream.width
    private let chunk = 16

    /// The reference's wave without the zeros that `FrontStream` puts before it.
    private func wave() throws -> ArraySlice<Float> { try SpeechFixture.vector("wave").dropFirst(FrontStream.lead) }

    @Test(arguments: [320, 512, 5_120, 91_400])
    func theFrontAgreesInAnySplit(_ block: Int) throws {
        var front = try SpeechFixture.exact.get().front.makeRequest()
        var stream = FrontStream()
        let wave = try wave()
        for start in stride(from: wave.startIndex, to: wave.endIndex, by: block) {
            stream.append(wave[start..<min(start + block, wave.endIndex)])
            try stream.advance(to: stream.possibleFrames, with: &front)
        }
        let expected = try SpeechFixture.vector("features")
        #expect(stream.features.count == expected.count)
        #expect(largestDifference(stream.features, expected) <= 1e-5)
    }

    @Test func theFrontInPiecesIsTheFrontInOne() throws {
        var front = try SpeechFixture.exact.get().front.makeRequest()
        let wave = try wave()
        func features(_ block: Int) throws -> [Float] {
            var stream = FrontStream()
            for start in stride(from: wave.startIndex, to: wave.endIndex, by: block) {
                stream.append(wave[start..<min(start + block, wave.endIndex)])
                try stream.advance(to: stream.possibleFrames, with: &front)
            }
            return stream.features
        }
        #expect(largestDifference(try features(wave.count), try features(777)) <= 1e-5)
    }

    @Test func theChunkedTransformerAgrees() throws {
        var request = try SpeechFixture.exact.get().chunked.makeRequest()
        let features = try SpeechFixture.vector("features")
        let frames = features.count / width
        var encoded: [Float] = []
        for start in stride(from: 0, to: frames, by: chunk) {
            let end = min(start + chunk, frames)
            try request.set("features", Array(features[(start * width)..<(end * width)]), shape: [1, end - start, width])
            try request.set("past", [Int64(start)], shape: [1])
            try request.infer()
            encoded += try request.floats("encoded")
        }
        #expect(largestDifference(encoded, try SpeechFixture.vector("chunked_out")) <= 2e-4)
    }

    @Test func theRowsThatSubscribersGetAgree() throws {
        var encoder = try ChunkedEncoder(try SpeechFixture.exact.get())
        encoder.keepsOutput = true
        let features = try SpeechFixture.vector("features")
        let expected = try SpeechFixture.vector("first_out")
        // As they come: a hop more each time. A chunk stays as it is once the next one was heard with it.
        for frames in stride(from: chunk, through: 272, by: chunk) { try encoder.advance(over: Array(features[..<(frames * width)])) }
        let rows = encoder.takeOutput()
        #expect(rows.firstFrame == 0 && rows.frames == 256)
        #expect(largestDifference(rows.values, Array(expected[..<(256 * width)])) <= 2e-4)
        // The end: a rest of 13 frames, after which nothing comes.
        try encoder.advance(over: features)
        encoder.finish()
        let rest = encoder.takeOutput()
        #expect(rest.firstFrame == 256 && rest.frames == 29)
        #expect(largestDifference(rest.values, Array(expected[(256 * width)...])) <= 2e-4)
        #expect(encoder.takeOutput().isEmpty)
    }

    /// The open rows are those of the last hop, the rest is what stayed.
    @Test(arguments: [16, 40, 285]) func theFirstPassSpellsAsTheHeadDoes(hop: Int) throws {
        var encoder = try ChunkedEncoder(try SpeechFixture.exact.get())
        let features = try SpeechFixture.vector("features")
        for frames in stride(from: hop, to: 285, by: hop) { try encoder.advance(over: Array(features[..<(frames * width)])) }
        try encoder.advance(over: features)
        let heard = encoder.letters
        let letters = try #require(heard)
        #expect(letters.frames == 285)
        #expect(largestDifference(letters.values, try SpeechFixture.vector("letters")) <= 1e-3)
        encoder.reset()
        let after = encoder.letters
        #expect(after?.frames == 0)
    }

    /// However the frames come (hops shorter than a chunk, longer ones, all at once), what stays is the same.
    @Test(arguments: [8, 24, 40, 285]) func theHopChangesNothingOfWhatStays(hop: Int) throws {
        var encoder = try ChunkedEncoder(try SpeechFixture.exact.get())
        encoder.keepsOutput = true
        let features = try SpeechFixture.vector("features")
        for frames in stride(from: hop, to: 285, by: hop) { try encoder.advance(over: Array(features[..<(frames * width)])) }
        try encoder.advance(over: features)
        encoder.finish()
        #expect(largestDifference(encoder.takeOutput().values, try SpeechFixture.vector("first_out")) <= 2e-4)
    }

    /// Heard once, chunks are what the plain chunk mask makes of them.
    @Test func withoutSoundAheadAChunkStaysAsItWasFirstHeard() throws {
        var encoder = try ChunkedEncoder(try SpeechFixture.exact.get(), ahead: 0)
        encoder.keepsOutput = true
        try encoder.advance(over: try SpeechFixture.vector("features"))
        encoder.finish()
        #expect(largestDifference(encoder.takeOutput().values, try SpeechFixture.vector("chunked_out")) <= 2e-4)
    }

    @Test func aChunkCanBeTakenBack() throws {
        // Half a chunk heard early must leave no trace once the whole one is there.
        let models = try SpeechFixture.exact.get()
        let features = try SpeechFixture.vector("features")
        func last(detour: Bool) throws -> [Float] {
            var request = try models.chunked.makeRequest()
            for start in [0, chunk] {
                if detour {
                    try request.set("features", Array(features[(start * width)..<((start + 8) * width)]), shape: [1, 8, width])
                    try request.set("past", [Int64(start)], shape: [1])
                    try request.infer()
                }
                try request.set("features", Array(features[(start * width)..<((start + chunk) * width)]), shape: [1, chunk, width])
                try request.set("past", [Int64(start)], shape: [1])
                try request.infer()
            }
            return try request.floats("encoded")
        }
        #expect(largestDifference(try last(detour: true), try last(detour: false)) <= 1e-4)
    }

    @Test func theFullContextTransformerAgrees() throws {
        var request = try SpeechFixture.exact.get().fullContext.makeRequest()
        let features = try SpeechFixture.vector("features")
        try request.set("features", features, shape: [1, features.count / width, width])
        try request.infer()
        // Values reach 19; the order of a processor's sums shows in the fifth digit.
        #expect(largestDifference(try request.floats("encoded"), try SpeechFixture.vector("second_out")) <= 5e-4)
    }

    @Test func theLogMelFrontAgrees() throws {
        // Reference: log-mel by an independent implementation, Whisper's two convolutions in 64-bit arithmetic.
        var request = try SpeechFixture.exact.get().melFront.makeRequest()
        let wave = try wave().map { $0 * 0.07 }
        let whole = wave.count / FrontStream.hop * FrontStream.hop
        try request.set("wave", Array(wave[..<whole]), shape: [1, whole])
        try request.infer()
        #expect(largestDifference(try request.floats("features"), try SpeechFixture.vector("mel_features")) <= 1e-4)
    }

    /// What the decoder hears of features, through the full-context transformer.
    private func memory(_ features: [Float]) throws -> CrossMemory {
        var encoder = try SpeechFixture.exact.get().fullContext.makeRequest()
        try encoder.set("features", features, shape: [1, features.count / width, width])
        try encoder.infer()
        let memory = CrossMemory()
        try memory.append(from: encoder, at: 0)
        return memory
    }

    @Test(arguments: [[], [467, 390, 264], [467, 390, 264, 5_855, 295]] as [[Int64]])
    func theDecoderSaysTheSameWhateverTheDraft(_ draft: [Int64]) throws {
        let models = try SpeechFixture.exact.get()
        let reference = try SpeechFixture.reference()
        let memory = try memory(SpeechFixture.vector("features"))
        var decoder = try TextDecoder(models)
        let prompt = models.vocabulary.prompt(language: 0, translate: false, simplifiedChinese: false)
        let decoding = try decoder.decode(
            memory,
            TextDecoder.Plan(prompt: prompt, startIndex: 0, draft: draft, limit: reference.secondEnd.limit))
        #expect(decoding.tokens == reference.secondTokens)
        #expect(models.vocabulary.text(decoding.tokens) == reference.secondText)
        #expect(decoding.stop == reference.secondEnd.stop)
        // The right start of a draft costs one call for all of it, and so does what is right again behind a mistake.
        #expect(decoding.kept >= zip(draft, reference.secondTokens).prefix { $0 == $1 }.count)
        #expect(decoding.calls <= reference.secondTokens.count - zip(draft, reference.secondTokens).prefix { $0 == $1 }.count + 1)
    }

    /// With half a second more of silence behind it the reference finds the text's end, and so does the decoder.
    @Test func theDecoderFindsTheEnd() throws {
        let models = try SpeechFixture.exact.get()
        var front = try models.front.makeRequest()
        var stream = FrontStream()
        stream.append(try wave() + [Float](repeating: 0, count: 8_000))
        try stream.advance(to: stream.possibleFrames, with: &front)
        let frames = stream.features.count / width
        let memory = try memory(stream.features)
        var decoder = try TextDecoder(models)
        let prompt = models.vocabulary.prompt(language: 0, translate: false, simplifiedChinese: false)
        let decoding = try decoder.decode(memory, TextDecoder.Plan(prompt: prompt, startIndex: 0, limit: TextDecoder.limit(frames: frames)))
        #expect(models.vocabulary.text(decoding.tokens) == " It was the best of times, it was the worst of times.")
        #expect(decoding.stop == .endOfText)
    }

    /// Words that the first pass heard otherwise, heard besides or did not hear: the text is the decoder's own, and what follows them costs no call for each token.
    @Test(arguments: ["other", "more", "fewer"]) func aDraftThatIsWrongInTheMiddleServesAgainBehindIt(mistake: String) throws {
        let models = try SpeechFixture.exact.get()
        let reference = try SpeechFixture.reference()
        let memory = try memory(SpeechFixture.vector("features"))
        var decoder = try TextDecoder(models)
        let prompt = models.vocabulary.prompt(language: 0, translate: false, simplifiedChinese: false)
        var draft = reference.secondTokens
        try #require(draft.count >= 10)
        switch mistake {
        case "other": draft[3] = 1
        case "more": draft.insert(1, at: 3)
        default: draft.remove(at: 3)
        }
        func decode(_ draft: [Int64]) throws -> Decoding {
            try decoder.decode(memory, TextDecoder.Plan(prompt: prompt, startIndex: 0, draft: draft, limit: reference.secondEnd.limit))
        }
        let (plain, decoding) = (try decode([]), try decode(draft))
        #expect(decoding.tokens == reference.secondTokens && decoding.stop == reference.secondEnd.stop)
        // What belongs to each token is that token's.
        #expect(largestDifference(decoding.logProbabilities, plain.logProbabilities) <= 1e-3)
        try #require(decoding.attention.count == plain.attention.count)
        for (row, alone) in zip(decoding.attention, plain.attention) { #expect(largestDifference(row, alone) <= 1e-3) }
        #expect(decoding.calls <= 4 + (draft.count - 4) / 8, "\(decoding.calls)")
        #expect(decoding.kept >= draft.count - 5)
    }

    /// A phrase in a draft is kept as a whole: what belongs to each token is that token's all the same.
    @Test(arguments: [nil, 8] as [Int?]) func aDraftWithAHotWordKeepsItsRows(openMargin: Int?) throws {
        let models = try SpeechFixture.exact.get()
        let reference = try SpeechFixture.reference()
        let memory = try memory(SpeechFixture.vector("features"))
        var decoder = try TextDecoder(models)
        let prompt = models.vocabulary.prompt(language: 0, translate: false, simplifiedChinese: false)
        let words = HotWords(HotWordList([.init(phrase: "best of times", weight: 2)]), models.vocabulary)
        func decode(_ draft: [Int64]) throws -> Decoding {
            try decoder.decode(
                memory,
                TextDecoder.Plan(prompt: prompt, startIndex: 0, draft: draft, limit: reference.secondEnd.limit, openMargin: openMargin, hotWords: words))
        }
        let plain = try decode([])
        let decoding = try decode(plain.tokens)
        try #require(plain.tokens.count >= 10)
        #expect(decoding.tokens == plain.tokens && decoding.stop == plain.stop)
        for text in [plain, decoding] { try #require(text.attention.count == text.tokens.count + 1 && text.ends.count == text.attention.count) }
        for (row, alone) in zip(decoding.attention, plain.attention) { #expect(largestDifference(row, alone) <= 1e-3) }
        // Inside of a phrase nobody asks for the end.
        for (end, alone) in zip(decoding.ends, plain.ends) where alone.isFinite { #expect(abs(end - alone) <= 1e-3) }
    }

    @Test func theFirstPassSaysTheSame() throws {
        let models = try SpeechFixture.exact.get()
        let reference = try SpeechFixture.reference()
        var encoder = try ChunkedEncoder(models)
        try encoder.advance(over: try SpeechFixture.vector("features"))
        var decoder = try TextDecoder(models)
        let prompt = models.vocabulary.prompt(language: 0, translate: false, simplifiedChinese: false)
        let decoding = try decoder.decode(encoder.memory, TextDecoder.Plan(prompt: prompt, startIndex: 0, limit: reference.firstEnd.limit))
        #expect(decoding.tokens == reference.firstTokens && decoding.stop == reference.firstEnd.stop)
        #expect(models.vocabulary.text(decoding.tokens) == reference.firstText)
    }
}
