import Inference
import Speech
import Support
import Testing
import Wire

/// The rows of whole recordings, in 32-bit arithmetic and with the trained matrices.
@Suite(.serialized) struct FeatureExtractorTests {
    private func rows(_ samples: [Float], pass: CaptionPass, block: Int) throws -> [Float] {
        var extractor = try FeatureExtractor(try SpeechFixture.exact.get(), pass: pass)
        var rows: [Float] = []
        for start in stride(from: 0, to: samples.count, by: block) {
            rows += try extractor.append(Array(samples[start..<min(start + block, samples.count)]))
        }
        rows += try extractor.finish()
        #expect(rows.count == extractor.rows(samples: samples.count) * extractor.width)
        return rows
    }

    /// The reference's clip without the zeros around it, which the extractor puts there itself.
    private func clip() throws -> [Float] {
        Array(try SpeechFixture.vector("wave").dropFirst(FrontStream.lead).dropLast(FrontStream.lookAhead))
    }

    /// From the same features each transformer agrees within 10⁻³ (`GraphParityTests`). Rounding in the front, 3 × 10⁻⁵, grows on the way
    /// through the blocks: in a row or two to a little more than that.
    @Test(arguments: [(CaptionPass.first, "first_out", 2e-3 as Float), (.second, "second_out", 1e-2)])
    func theReferencesClipHasTheReferencesRows(pass: CaptionPass, vector: String, largest: Float) throws {
        let rows = try rows(try clip(), pass: pass, block: 7_000)
        let expected = try SpeechFixture.vector(vector)
        #expect(rows.count == expected.count)
        let differences = zip(rows, expected).map { abs($0 - $1) }
        #expect(differences.max() ?? 1 <= largest)
        #expect(differences.filter { $0 > 1e-3 }.count <= expected.count / 5_000)
    }

    /// Two windows: the second one's rows are there, and the first one's are what they are without it.
    @Test(arguments: [(CaptionPass.first, 15), (.second, 17)]) func everyTwentyMillisecondsHaveARowHoweverTheSoundIsSplit(pass: CaptionPass, seconds: Int) throws {
        let clip = try clip()
        let long = Array((clip + clip + clip).prefix(seconds * 16_000 + 100))
        let whole = try rows(long, pass: pass, block: long.count)
        #expect(whole.count / 512 == seconds * 50 + 1)
        #expect(whole.allSatisfy { $0.isFinite })
        let split = try rows(long, pass: pass, block: 16_000)
        #expect(largestDifference(whole, split) <= 1e-4)
        guard pass == .first else { return }
        let one = try rows(clip, pass: pass, block: clip.count)
        // But for the last two chunks, whose sound goes on here.
        let same = 256 * 512
        #expect(largestDifference(Array(whole[..<same]), Array(one[..<same])) <= 1e-3)
    }

    @Test func noSoundHasNoRowsAndSilenceHas() throws {
        #expect(try rows([], pass: .first, block: 1).isEmpty)
        #expect(try rows([Float](repeating: 0, count: 1), pass: .second, block: 1).count == 512)
        #expect(try rows([Float](repeating: 0, count: 321), pass: .first, block: 100).count == 1_024)
    }

    @Test func aRecordingIsBroughtToZeroMeanAndUnitVariance() {
        var normalisation = Normalisation()
        normalisation.add([3, 5])
        normalisation.add([3, 5])
        #expect(zip(normalisation.apply(to: [3, 5, 4]), [-1, 1, 0] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
        var silence = Normalisation()
        silence.add([0, 0])
        #expect(silence.apply(to: [0]) == [0])
    }
}
