import Foundation
import Testing
import Voice

struct LoudnessTests {
    private func tone(_ hertz: Double, level: Double, seconds: Double = 3, rate: Int = 48_000) -> [Float] {
        let amplitude = pow(10, level / 20)
        return (0..<Int(seconds * Double(rate))).map { Float(amplitude * sin(2 * Double.pi * hertz * Double($0) / Double(rate))) }
    }

    /// EBU Tech 3341, test case 1: a stereo tone of 1 kHz at −23 dBFS is −23 LUFS. Mono counts for both channels.
    @Test(arguments: [-23.0, -33])
    func aToneHasItsLoudness(_ level: Double) throws {
        var meter = try LoudnessMeter(sampleRate: 48_000)
        meter.add(tone(1_000, level: level, seconds: 20))
        let measured = meter.integrated
        #expect(abs(try #require(measured) - level) < 0.1)
    }

    @Test func silenceHasNone() throws {
        var meter = try LoudnessMeter(sampleRate: 22_050)
        meter.add([Float](repeating: 0, count: 44_100))
        let measured = meter.integrated
        #expect(measured == nil)
    }

    /// A tone at a quarter of the sample rate, 45° off: every sample is 3 dB below the wave's peak.
    @Test func thePeakBetweenSamplesIsSeen() throws {
        var meter = try LoudnessMeter(sampleRate: 48_000)
        let samples = (0..<48_000).map { Float(sin(Double.pi / 2 * Double($0) + Double.pi / 4)) }
        meter.add(samples)
        let peak = meter.truePeak
        #expect(abs(peak) < 0.4)
    }

    @Test func quietSpeechIsOnlyMultiplied() throws {
        let levelling = Levelling(measured: -26, target: LoudnessTarget(integrated: -16), sampleRate: 48_000)
        let samples = tone(300, level: -26, seconds: 0.5)
        let result = levelling.apply(to: samples)
        for (before, after) in zip(samples, result) { #expect(abs(after - before * pow(10, 0.5)) < 1e-6) }
    }

    /// A sample's factor depends on what is near it alone.
    @Test func soundInPiecesIsTheSameAsInOne() throws {
        let samples = (0..<40_000).map { index in
            let swell = pow(sin(Double(index) / 2_500), 8)
            return Float(sin(Double(index) / 9) * (0.2 + 0.6 * swell))
        }
        let levelling = Levelling(measured: -20, target: LoudnessTarget(integrated: -14), sampleRate: 22_050)
        let whole = levelling.apply(to: samples)
        #expect(zip(whole, samples).contains { abs($0 - $1 * levelling.gain) > 0.1 })
        for length in [1_000, 7_777, 100, 39_999] {
            var limiter = PeakLimiter(levelling), pieces: [Float] = []
            for start in stride(from: 0, to: samples.count, by: length) { pieces += limiter.add(Array(samples[start..<min(start + length, samples.count)])) }
            pieces += limiter.finish()
            #expect(pieces == whole)
        }
    }

    @Test func peaksAreHeldBelowTheCeilingAndTheRestIsLeftAlone() throws {
        // Speech with a short shout in it.
        var samples = tone(300, level: -20, seconds: 2)
        for index in 40_000..<40_500 { samples[index] *= 6 }
        let levelling = Levelling(measured: -20, target: LoudnessTarget(integrated: -14), sampleRate: 48_000)
        let result = levelling.apply(to: samples)
        var meter = try LoudnessMeter(sampleRate: 48_000)
        meter.add(result)
        let peak = meter.truePeak
        #expect(peak <= -1 && peak > -2)
        for index in (0..<39_000).filter({ $0 % 7 == 0 }) { #expect(abs(result[index] - samples[index] * levelling.gain) < 1e-6) }
        // The factor moves slowly: no step.
        let factors = zip(result, samples).filter { abs($1) > 0.02 }.map { $0 / $1 }
        for (left, right) in zip(factors, factors.dropFirst()) { #expect(abs(left - right) < 0.15) }
    }
}
