import Capture
import CSndFile
import Foundation
import Media
import Rings
import Support
import Testing

/// Media files of every kind, as fast as the ring takes them.
@Suite(.timeLimit(.minutes(10))) struct FileSourceTests {
    private let folder = try! TemporaryFolder()

    @Test(arguments: [
        WaveFixture(sample: .u8), WaveFixture(sample: .s16), WaveFixture(sample: .s24), WaveFixture(sample: .f32),
        WaveFixture(rate: 8000), WaveFixture(rate: 44_100, channels: 2), WaveFixture(rate: 96_000, sample: .s24),
        WaveFixture(rate: 48_000, channels: 8), WaveFixture(rate: 11_025, channels: 3, sample: .f32), WaveFixture(channels: 16),
    ])
    func everyWaveFormatBecomesTheSameTone(fixture: WaveFixture) throws {
        let path = try folder.write("tone.wav", fixture.tone(seconds: 1))
        try expectTone(path, seconds: 1)
    }

    @Test(arguments: [(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "flac"), (SF_FORMAT_OGG | SF_FORMAT_VORBIS, "ogg")])
    func flacAndVorbisAreRead(format: Int, name: String) throws {
        let path = folder.path("tone.\(name)")
        var info = SF_INFO()
        info.samplerate = 44_100
        info.channels = 2
        info.format = Int32(format)
        let handle = try #require(sf_open(path, Int32(SFM_WRITE), &info))
        let samples = (0..<88_200).flatMap { [Float](repeating: Float(0.5 * sin(2 * .pi * 1000 * Double($0) / 44_100)), count: 2) }
        #expect(sf_writef_float(handle, samples, 88_200) == 88_200)
        sf_close(handle)
        try expectTone(path, seconds: 2)
    }

    @Test(arguments: ["mp3", "m4a", "mp4", "webm", "opus", "mkv"])
    func otherFilesAndVideosAreReadThroughFFmpeg(name: String) throws {
        let wave = try folder.write("tone.wav", WaveFixture(rate: 48_000, channels: 2).tone(seconds: 2))
        let path = folder.path("tone.\(name)")
        let isVideo = ["mp4", "mkv"].contains(name)
        let picture = isVideo ? ["-f", "lavfi", "-i", "color=blue:size=64x64:rate=5:duration=2"] : []
        try ChildProcess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", wave] + picture + ["-shortest", path])
        try expectTone(path, seconds: 2, tolerance: 0.06)
    }

    /// Times in captions are times in the file, so sound that starts late in it must start late here.
    @Test func aTrackThatStartsLateGetsSilenceBeforeIt() throws {
        let wave = try folder.write("tone.wav", WaveFixture(rate: 48_000).tone(seconds: 1))
        let path = folder.path("late.mkv")
        try ChildProcess.run([
            "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=blue:size=64x64:rate=5:duration=2", "-itsoffset", "1",
            "-i", wave, "-c:a", "pcm_s16le", path,
        ])
        let recorder = try Recorder.everything(of: fast(path))
        #expect(abs(recorder.samples.count - 32_000) < 800)
        #expect(Spectrum.level(recorder.samples[..<15_900]) == 0)
        #expect(Spectrum.level(recorder.samples[16_100..<31_900]) > 0.34)
    }

    @Test func positionsAndTimesAgreeAtEitherPace() throws {
        let path = try folder.write("tone.wav", WaveFixture().tone(seconds: 0.5))
        for pace in SourceSpecification.Pace.allCases {
            var specification = fast(path)
            specification.pace = pace
            let recorder = try Recorder.everything(of: specification)
            #expect(recorder.samples.count == 8000)
            let start = try #require(recorder.stamps.first)
            #expect(start.position == 0)
            for stamp in recorder.stamps {
                #expect(stamp.time.nanoseconds - start.time.nanoseconds == Int64(stamp.position) * 62_500)
            }
        }
    }

    @Test func fastReadingWaitsForTheRingAndLosesNothing() throws {
        let path = try folder.write("tone.wav", WaveFixture().tone(seconds: 20))
        let recorder = try Recorder(fast(path), ringSeconds: 1)
        #expect(recorder.source.duration == 20)
        try recorder.start()
        recorder.recordToEnd()
        #expect(recorder.samples.count == 320_000)
        #expect(recorder.gaps.isEmpty)
    }

    @Test func stoppingAFileThatNobodyReadsReturns() throws {
        let path = try folder.write("tone.wav", WaveFixture().tone(seconds: 20))
        let recorder = try Recorder(fast(path), ringSeconds: 1)
        try recorder.start()
        recorder.source.stop()
        recorder.recordToEnd()
        #expect(recorder.samples.count < 320_000)
    }

    @Test func samplesThatAreNoNumbersBecomeSilenceBeforeTheResampler() throws {
        var values = [Double](repeating: 0.25, count: 48_000)
        for index in stride(from: 1000, to: 2000, by: 10) { values[index] = index % 20 == 0 ? .nan : .infinity }
        let path = try folder.write("nan.wav", WaveFixture(rate: 48_000, sample: .f32).file(values))
        let recorder = try Recorder.everything(of: fast(path))
        #expect(recorder.totals.nonFinite == 100)
        #expect(recorder.samples.count == 16_000)
        #expect(recorder.samples.allSatisfy { $0.isFinite && abs($0) < 0.5 })
    }

    @Test func aFileCutShortIsReadAsFarAsItGoesAndSaysWhatIsMissing() throws {
        let whole = WaveFixture().tone(seconds: 2)
        let path = try folder.write("cut.wav", Array(whole[..<(44 + 32_000)]))
        let recorder = try Recorder.everything(of: fast(path))
        #expect(recorder.samples.count == 16_000)
        let notice = try #require(recorder.events.all.compactMap(\.notice).first)
        #expect(notice == "\(path): it is cut short: 1.00 s that its header promises are missing")
    }

    /// Writers to pipes do not know the length when they write the header.
    @Test func aWaveFileOfUnknownLengthIsNotCutShort() throws {
        for declared in [0xffff_ffff, 0x7fff_ffff] {
            let path = try folder.write("pipe.wav", WaveFixture(declaredBytes: declared).tone(seconds: 1))
            let recorder = try Recorder.everything(of: fast(path))
            #expect(recorder.samples.count == 16_000)
            #expect(recorder.events.all.compactMap(\.notice).isEmpty)
        }
    }

    @Test func cutFilesOfOtherKindsAreReadAsFarAsTheyGo() throws {
        // Noise does not compress, so that there are many packets to cut between.
        let noise = (0..<64_000).map { _ in Double.random(in: -0.5...0.5) }
        let wave = try folder.write("noise.wav", WaveFixture().file(noise))
        for name in ["flac", "mp3", "ogg", "mkv"] {
            let path = folder.path("whole.\(name)")
            try ChildProcess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", wave, path])
            let bytes = try Data(contentsOf: URL(filePath: path))
            let cut = try folder.write("cut.\(name)", Array(bytes[..<(bytes.count / 2)]))
            let recorder = try Recorder.everything(of: fast(cut))
            #expect(recorder.samples.count > 8000 && recorder.samples.count < 56_000, "\(name): \(recorder.samples.count)")
            guard case .ended = recorder.events.all.last else {
                Issue.record("\(name): \(recorder.events.all)")
                continue
            }
        }
    }

    /// Each is one clear line: what, where, what was expected.
    @Test func badFilesAreOneClearLineEach() throws {
        let empty = try folder.write("empty.wav", [])
        let text = try folder.write("text.wav", Array("this is no sound, only words\n".utf8))
        let stub = try folder.write("stub.wav", Array(WaveFixture().tone(seconds: 1)[..<20]))
        let header = try folder.write("header.wav", WaveFixture().tone(seconds: 0))
        let mute = folder.path("mute.mp4")
        try ChildProcess.run([
            "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=blue:size=64x64:rate=5:duration=1", mute,
        ])
        let expectations = [
            ("/nowhere/at-all.wav", "/nowhere/at-all.wav: No such file or directory; name a media file that exists"),
            ("", "no media file was named; expected a path"),
            (folder.url.path, "\(folder.url.path) is a folder; name a media file in it"),
            (empty, "\(empty) is empty (0 bytes); expected a media file"),
            (header, "\(header) holds no sound (0 samples); expected at least one"),
            (text, "\(text) is not a media file that libsndfile or FFmpeg can read"),
            (stub, "\(stub) is not a media file that libsndfile or FFmpeg can read"),
            (mute, "\(mute) has no sound track; name a file with sound"),
        ]
        for (path, message) in expectations {
            let error = #expect(throws: CaptureError.self) { try Recorder(fast(path)) }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test func noiseThatIsNoMediaFileIsRefusedOrEndsWithoutHarm() throws {
        var random = SystemRandomNumberGenerator()
        for name in ["noise.wav", "noise.mp3", "noise"] {
            let path = try folder.write(name, (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            do {
                let recorder = try Recorder.everything(of: fast(path))
                let allFinite = recorder.samples.allSatisfy { $0.isFinite }
                #expect(allFinite)
            } catch let error as CaptureError {
                #expect(error.message.hasPrefix(path))
            }
        }
    }

    @Test func aFileThatMayNotBeReadSaysSo() throws {
        let path = try folder.write("secret.wav", WaveFixture().tone(seconds: 1))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        // In a process of its own: this one may be root's, who reads everything.
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "capture-probe").path
        let child = try ChildProcess([probe, "record", "file", "path=\(path)", "pace=fast"], obeys: true, output: .file(folder.path("said")))
        #expect(child.wait() == 1)
        #expect(try String(contentsOfFile: folder.path("said"), encoding: .utf8)
            == "error=\(path) cannot be read: Permission denied; check who owns it and its permissions\n")
    }

    private func expectTone(_ path: String, seconds: Double, tolerance: Double = 0.01) throws {
        let recorder = try Recorder.everything(of: fast(path))
        let frames = seconds * Double(AudioFormat.sampleRate)
        #expect(abs(Double(recorder.samples.count) - frames) <= tolerance * Double(AudioFormat.sampleRate), "\(recorder.samples.count)")
        let middle = recorder.samples.dropFirst(1600).prefix(Int(frames) - 4800)
        #expect(abs(Spectrum.amplitude(1000, in: middle) - 0.5) < 0.03)
        #expect(abs(Spectrum.level(middle) - 0.5 / 2.0.squareRoot()) < 0.03)
        #expect(recorder.totals.lost == 0)
    }

    private func fast(_ path: String) -> SourceSpecification {
        var specification = SourceSpecification(kind: .file)
        specification.path = path
        specification.pace = .fast
        return specification
    }
}

@Suite struct WaveHeaderTests {
    @Test func whatIsMissingIsPromisedLessPresent() throws {
        let bytes = WaveFixture(rate: 8000).tone(seconds: 1)
        let whole = try #require(WaveHeader(start: bytes, fileBytes: bytes.count))
        #expect(whole == WaveHeader(bytesPerSecond: 16_000, declaredBytes: 16_000, presentBytes: 16_000))
        #expect(WaveHeader(start: bytes, fileBytes: 44 + 4000)?.missingSeconds == 0.75)
    }

    @Test func anyBeginningOfAHeaderIsSafe() {
        let bytes = WaveFixture().tone(seconds: 0.01)
        for length in 0..<44 { #expect(WaveHeader(start: Array(bytes[..<length]), fileBytes: length) == nil) }
        #expect(WaveHeader(start: Array("RIFF....WAVEfmt \u{7f}\u{7f}\u{7f}\u{7f}".utf8), fileBytes: 20) == nil)
    }
}
