import Support
import Testing

/// No frame is copied more than twice on its way to the tensor, which lies over the memory that the reader wrote (`aPictureIsReadWhereItLies`).
///
/// What a process copies is counted by a preloaded object. A decoder's and a conversion's own writing is none of that, and counts as one each. Of cameras the device machine's tests count it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CopiesTests {
    private let folder = try! TemporaryFolder()

    /// - Parameter copies: what is copied, in frames: where swscale only copies, that is the second time after the decoder's (or the file's reader's); where it converts, nothing is left but the compressed bytes.
    @Test(arguments: [
        ("clip.mp4", ["-c:v", "libx264", "-pix_fmt", "yuv420p"], 0.9..<1.1), ("clip.avi", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"], 0..<0.3),
        ("clip.nut", ["-c:v", "rawvideo", "-pix_fmt", "yuv420p"], 0.9..<1.1),
    ])
    func aFrameOfAFileIsWrittenTwice(name: String, encoding: [String], copies: Range<Double>) throws {
        let path = folder.path(name)
        try ChildProcess.run(["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30:duration=2"] + encoding + [path])
        let lines = try CallCounter.lines(["watch", path, "pace=fast", "frames=1000"], in: folder)
        #expect(lines.contains("frames=60 skipped=0 lost=0 broken=0"), "\(lines)")
        let copied = try #require(lines.compactMap { $0.hasPrefix("copied=") ? Double($0.dropFirst(7)) : nil }.first, "\(lines)")
        #expect(copies.contains(copied), "times a frame's bytes")
    }
}
