import Capture
import Foundation
import Media
import Rings
import Support
import Testing

/// Videos, pictures and folders as cameras, made by ffmpeg.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CameraFileTests {
    private let folder = try! TemporaryFolder()

    @Test(arguments: ["mp4", "mkv", "webm", "avi", "gif"])
    func everyFrameOfAVideoComesInItsTime(name: String) throws {
        let path = try video("clip.\(name)", "testsrc2=size=64x48:rate=10:duration=1")
        let recorder = try CameraRecorder.everything(of: path)
        #expect(recorder.frames.map(\.number) == Array(0..<10))
        #expect(recorder.mailbox.totals.skipped == 0)
        let start = try #require(recorder.frames.first?.capturedAt)
        for (index, frame) in recorder.frames.enumerated() {
            #expect(frame.width == 64 && frame.height == 48 && frame.layout == .i420)
            #expect(abs(frame.capturedAt.seconds(since: start) - Double(index) / 10) < 0.002)
        }
        #expect(recorder.events.all.last == .ended(detail: "10 frames of \(path) were shown"))
        #expect(recorder.notices.isEmpty)
    }

    @Test func aPictureKeepsItsColours() throws {
        let path = try picture("red.png", "color=red:size=63x41,format=rgb24")
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(frame.layout == .rgb && frame.width == 63 && frame.height == 41)
        // Of ffmpeg's own red.
        let colour = frame.colour(x: 62, y: 40)
        #expect(colour[0] > 250 && colour[1] < 5 && colour[2] < 5)
    }

    /// A JPEG's YUV has full range; taken for video range, black would be grey and white would be cut.
    @Test(arguments: [("black", 0.0), ("white", 255), ("gray", 128)])
    func aJPEGIsAsBrightAsItWasMade(colour: String, brightness: Double) throws {
        let path = try picture("flat.jpg", "color=\(colour):size=64x48")
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(abs(frame.brightness - brightness) < 2)
    }

    @Test func aVideoOfFullRangeBecomesVideoRange() throws {
        let path = try video("white.avi", "color=white:size=64x48:rate=5:duration=1", ["-c:v", "mjpeg"])
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(abs(frame.brightness - 235) < 2)
    }

    /// Rows that begin anywhere, and every way that swscale has.
    @Test(arguments: ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "nv12", "rgb24", "gbrp", "gray", "yuyv422"])
    func everyPixelFormatIsConverted(format: String) throws {
        let path = try video("raw.nut", "color=0x808080:size=50x26:rate=5:duration=0.4", ["-c:v", "rawvideo", "-pix_fmt", format])
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(frame.width == 50 && frame.height == 26)
        // Grey is 126 in video range, 128 in RGB.
        #expect(abs(frame.brightness - 127) < 3)
    }

    @Test func oddVideosKeepTheirLastRow() throws {
        let path = try video("odd.mkv", "testsrc=size=65x49:rate=5:duration=1", ["-c:v", "ffv1", "-pix_fmt", "yuv444p"])
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(frame.width == 65 && frame.height == 49 && frame.layout == .rgb)
    }

    @Test func aFolderIsShownInTheOrderOfItsNames() throws {
        for (name, brightness) in [("c.bmp", 0xC0), ("a.png", 0x20), ("b.jpg", 0x80)] {
            _ = try picture("frames/\(name)", "color=\(String(format: "0x%02x%02x%02x", brightness, brightness, brightness)):size=32x32")
        }
        _ = try folder.write("frames/.hidden", [1, 2, 3])
        let recorder = try CameraRecorder.everything(of: folder.path("frames/")) { $0.rate = 2 }
        #expect(recorder.frames.map { Int(($0.brightness / 16).rounded()) } == [2, 8, 12])
        let start = try #require(recorder.frames.first?.capturedAt)
        #expect(recorder.frames.map { $0.capturedAt.seconds(since: start) } == [0, 0.5, 1])
    }

    @Test func aFolderNeedNotEndInASlash() throws {
        _ = try picture("frames/a.png", "color=red:size=32x32")
        #expect(try CameraRecorder.everything(of: folder.path("frames")).frames.count == 1)
    }

    @Test func aRepeatedPictureIsACameraThatStandsStill() throws {
        var specification = try CameraSpecification(picture("still.png", "color=blue:size=32x32"))
        specification.pace = .fast
        specification.repeats = true
        specification.rate = 4
        let recorder = try CameraRecorder(specification)
        try recorder.start()
        recorder.record(9)
        recorder.source.stop()
        // Decoded once: the memory is the same.
        #expect(Set(recorder.frames.map { $0.pixels.withBytes { UInt(bitPattern: $0.baseAddress) } }).count == 1)
        #expect(recorder.frames[8].capturedAt.seconds(since: recorder.frames[0].capturedAt) == 2)
    }

    @Test func aRepeatedVideoGoesOnInTime() throws {
        var specification = try CameraSpecification(video("clip.mp4", "testsrc2=size=32x32:rate=10:duration=0.5"))
        specification.pace = .fast
        specification.repeats = true
        let recorder = try CameraRecorder(specification)
        try recorder.start()
        recorder.record(12)
        recorder.source.stop()
        let times = recorder.frames.map { $0.capturedAt.seconds(since: recorder.frames[0].capturedAt) }
        #expect(zip(times.dropFirst(), times).allSatisfy { abs($0 - $1 - 0.1) < 0.002 }, "\(times)")
    }

    @Test func inRealTimeWhatNobodyTakesIsSkippedAndCounted() throws {
        let path = try video("clip.mp4", "testsrc2=size=32x32:rate=50:duration=0.4")
        let recorder = try CameraRecorder(CameraSpecification(path))
        try recorder.start()
        recorder.events.wait { if case .ended = $0 { true } else { false } }
        recorder.recordToEnd()
        #expect(recorder.frames.map(\.number) == [19])
        #expect(recorder.mailbox.totals.skipped == 19)
    }

    /// A frame a second, as some doorbells have it.
    @Test func aFrameASecondIsAVideoToo() throws {
        let recorder = try CameraRecorder.everything(of: video("slow.mp4", "testsrc2=size=32x32:rate=1:duration=5"))
        #expect(recorder.frames.count == 5)
    }

    @Test func anEightKPictureIsRead() throws {
        let path = try picture("8k.jpg", "color=gray:size=7680x4320")
        let frame = try #require(CameraRecorder.everything(of: path).frames.first)
        #expect(frame.width == 7680 && frame.height == 4320)
        #expect(abs(frame.colour(x: 7679, y: 4319)[0] - 128) < 3)
    }

    @Test func namesWithPatternsInThemAreNames() throws {
        for name in ["a%03d.jpg", "a*.jpg", "a?[0-9].png", "http:b.jpg"] {
            let path = try picture("plain-\(name.hasSuffix("png") ? "x.png" : "x.jpg")", "color=gray:size=32x32")
            let strange = folder.path(name)
            try FileManager.default.moveItem(atPath: path, toPath: strange)
            #expect(try CameraRecorder.everything(of: strange).frames.count == 1, "\(name)")
        }
    }

    // MARK: - What is wrong with files, each in one line

    @Test func aPictureCutShortIsCountedAnnouncedAndTheFolderGoesOn() throws {
        for name in ["a.jpg", "b.jpg", "c.jpg", "d.jpg"] { _ = try picture("frames/\(name)", "testsrc2=size=320x240") }
        for name in ["b.jpg", "c.jpg"] {
            let bytes = try Array(Data(contentsOf: folder.url.appending(path: "frames/\(name)")))
            _ = try folder.write("frames/\(name)", Array(bytes.prefix(bytes.count / 2)))
        }
        let recorder = try CameraRecorder.everything(of: folder.path("frames/"))
        // The hole stays in the numbers.
        #expect(recorder.frames.map(\.number) == [0, 3])
        #expect(recorder.mailbox.totals.broken == 2)
        let first = try #require(recorder.notices.first)
        #expect(first.contains("frames/b.jpg: a JPEG of ") && first.hasSuffix(" bytes is cut short; it was left out"), "\(first)")
        #expect(recorder.notices.last?.hasSuffix("it was left out, as 1 before it") == true, "\(recorder.notices)")
    }

    @Test func aPNGCutShortIsNoPicture() throws {
        let bytes = try Array(Data(contentsOf: URL(filePath: picture("whole.png", "testsrc2=size=320x240"))))
        let path = try folder.write("cut.png", Array(bytes.prefix(bytes.count / 2)))
        let recorder = try CameraRecorder.everything(of: path)
        #expect(recorder.frames.isEmpty)
        #expect(recorder.mailbox.totals.broken == 1)
        #expect(recorder.failure == "\(path): no picture in it could be decoded; expected a whole picture or video")
    }

    @Test func damageInAVideoIsLeftOutAndTheRestIsShown() throws {
        let path = try video("clip.avi", "testsrc2=size=320x240:rate=10:duration=2", ["-c:v", "mjpeg"])
        var bytes = try Array(Data(contentsOf: URL(filePath: path)))
        // The end marker of the third picture, and what follows it.
        var ends = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD9 }
        ends = Array(ends[2..<3])
        for end in ends { for index in end - 2...end + 1 { bytes[index] = 0x55 } }
        let recorder = try CameraRecorder.everything(of: folder.write("damaged.avi", bytes))
        #expect(recorder.frames.count == 19)
        #expect(recorder.frames.map(\.number) == [0, 1] + Array(3..<20))
        #expect(recorder.mailbox.totals.broken == 1)
    }

    @Test func aFileThatIsNeitherPictureNorVideoIsOneLine() throws {
        for (name, bytes) in [("note.txt", Array("no picture, only words\n".utf8)), ("noise.jpg", (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ $0 / 256 &* 31) })] {
            let path = try folder.write(name, bytes)
            let message = refusal { _ = try CameraRecorder.everything(of: path) }
            #expect(message.hasPrefix("\(path) is not a picture or video that FFmpeg can read"), "\(message)")
            #expect(message.hasSuffix("; expected a picture (JPEG, PNG, …) or a video (MP4, MKV, WebM, …)"), "\(message)")
            #expect(!message.contains("\n"))
        }
    }

    @Test func soundWithoutPicturesIsOneLine() throws {
        let path = try folder.write("tone.wav", WaveFixture().tone(seconds: 1))
        #expect(refusal { _ = try CameraRecorder.everything(of: path) } == "\(path) has no pictures; expected a video or a picture")
    }

    @Test func aPictureOfNoSizeIsOneLine() throws {
        // A BMP whose header says 0 × 0.
        var bytes = try Array(Data(contentsOf: URL(filePath: picture("zero.bmp", "color=red:size=16x16"))))
        for index in 18..<26 { bytes[index] = 0 }
        let path = try folder.write("zero.bmp", bytes)
        let message = refusal { _ = try CameraRecorder.everything(of: path) }
        #expect(message.hasPrefix("\(path) is not a picture or video that FFmpeg can read (its pictures would be 0 × 0); expected"), "\(message)")
    }

    @Test func aPictureLargerThanAnyCameraIsOneLine() throws {
        let path = try picture("wide.png", "color=red:size=9000x16")
        #expect(refusal { _ = try CameraRecorder.everything(of: path) } == "\(path): its pictures are 9000 × 16; expected at most 8192 × 8192")
    }

    @Test func missingEmptyAndForbiddenFilesAreOneLine() throws {
        let missing = folder.path("nowhere.mp4")
        #expect(
            refusal { _ = try CameraRecorder.everything(of: missing) }
                == "\(missing): No such file or directory; expected a video, a picture or a folder/ of them, /dev/video0 or rtsp://…")
        let empty = try folder.write("empty.jpg", [])
        #expect(refusal { _ = try CameraRecorder.everything(of: empty) } == "\(empty) is empty (0 bytes); expected a picture or a video")
        let file = try folder.write("file", [1])
        #expect(refusal { _ = try CameraRecorder.everything(of: file + "/") }.contains("Not a directory"))
        try FileManager.default.createDirectory(atPath: folder.path("none"), withIntermediateDirectories: true)
        #expect(
            refusal { _ = try CameraRecorder.everything(of: folder.path("none/")) }
                == "\(folder.path("none/")) holds no pictures (0 files); expected JPEG, PNG or the like")
    }

    @Test func aFolderWithoutAPictureSaysSo() throws {
        try FileManager.default.createDirectory(atPath: folder.path("words"), withIntermediateDirectories: true)
        _ = try folder.write("words/a.txt", Array("words".utf8))
        let recorder = try CameraRecorder.everything(of: folder.path("words/"))
        #expect(recorder.failure == "\(folder.path("words/")): none of its 1 files is a picture; expected JPEG, PNG or the like")
    }

    @Test func stoppingAFileThatNobodyTakesReturns() throws {
        var specification = try CameraSpecification(video("clip.mp4", "testsrc2=size=32x32:rate=10:duration=1"))
        specification.pace = .fast
        let recorder = try CameraRecorder(specification)
        try recorder.start()
        recorder.source.stop()
        recorder.recordToEnd()
        #expect(recorder.frames.count < 10)
    }

    // MARK: - Fixtures

    private func video(_ name: String, _ source: String, _ options: [String] = []) throws -> String {
        try make(name, ["-f", "lavfi", "-i", source, "-an"] + options)
    }

    private func picture(_ name: String, _ source: String) throws -> String {
        try make(name, ["-f", "lavfi", "-i", source, "-frames:v", "1", "-update", "1"])
    }

    private func make(_ name: String, _ arguments: [String]) throws -> String {
        let path = folder.path(name)
        try FileManager.default.createDirectory(at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try ChildProcess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y"] + arguments + [path])
        return path
    }
}
