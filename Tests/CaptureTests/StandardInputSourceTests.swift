import Capture
import Foundation
import Rings
import Testing

/// Raw PCM through a real pipe.
@Suite(.timeLimit(.minutes(10))) struct StandardInputSourceTests {
    @Test func rawSamplesOfAnyRateBecomeTheSameTone() throws {
        for (rate, channels) in [(16_000, 1), (44_100, 2)] {
            let bytes = WaveFixture(rate: rate, channels: channels).tone(seconds: 1).dropFirst(44)
            let recorder = try record(Array(bytes), rate: rate, channels: channels)
            #expect(abs(recorder.samples.count - 16_000) < 20)
            #expect(abs(Spectrum.amplitude(1000, in: recorder.samples[1600..<14_400]) - 0.5) < 0.02)
            #expect(recorder.totals.lost == 0)
        }
    }

    @Test func aPartOfAFrameAtTheEndIsNamed() throws {
        let recorder = try record([1, 2, 3, 4, 5], rate: 16_000, channels: 2)
        #expect(recorder.samples.count == 1)
        #expect(recorder.events.all.compactMap(\.notice).first?.contains("1 bytes at the end are no whole frame of 4 bytes") == true)
    }

    @Test func aWaveFileInAPipeIsNoticed() throws {
        let recorder = try record(WaveFixture().tone(seconds: 0.1), rate: 16_000, channels: 1)
        #expect(recorder.events.all.compactMap(\.notice).first?.contains("begins like a WAV file") == true)
    }

    @Test func stoppingDoesNotWaitForTheWriter() throws {
        let pipe = Pipe()
        var specification = SourceSpecification(kind: .standardInput)
        specification.descriptor = pipe.fileHandleForReading.fileDescriptor
        let recorder = try Recorder(specification)
        try recorder.start()
        recorder.source.stop()
        recorder.recordToEnd()
        #expect(recorder.samples.isEmpty)
    }

    @Test func nonsenseRatesAndChannelsAreRefused() {
        for (rate, channels) in [(0, 1), (16_000, 0), (16_000, 1000), (10_000_000, 2)] {
            var specification = SourceSpecification(kind: .standardInput)
            specification.rate = rate
            specification.channels = channels
            let error = #expect(throws: CaptureError.self) { try Recorder(specification) }
            #expect(error?.message.contains("expected 100 to 1,000,000 Hz and 1 to 64 channels") == true)
        }
    }

    private func record(_ bytes: [UInt8], rate: Int, channels: Int) throws -> Recorder {
        let pipe = Pipe()
        var specification = SourceSpecification(kind: .standardInput)
        specification.descriptor = pipe.fileHandleForReading.fileDescriptor
        specification.rate = rate
        specification.channels = channels
        let recorder = try Recorder(specification)
        try recorder.start()
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        recorder.recordToEnd()
        recorder.source.stop()
        return recorder
    }
}
