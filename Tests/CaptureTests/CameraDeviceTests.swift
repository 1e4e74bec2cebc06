import CV4L2
import Capture
import Foundation
import Media
import Rings
import Support
import Testing

/// The V4L2 source before a camera that does what the test says. The kernel's own stands in the device VM (Tests/DeviceVM).
@Suite(.serialized, .timeLimit(.minutes(10))) struct CameraDeviceTests {
    /// What a usual webcam offers: raw pictures slowly, JPEG fast.
    private static let webcam = [
        FakeCamera.Mode(format: "YUYV", width: 640, height: 480, rates: [30, 15, 5]),
        FakeCamera.Mode(format: "YUYV", width: 1280, height: 720, rates: [10, 5]),
        FakeCamera.Mode(format: "MJPG", width: 640, height: 480, rates: [30, 15]),
        FakeCamera.Mode(format: "MJPG", width: 1280, height: 720, rates: [30, 15]),
        FakeCamera.Mode(format: "MJPG", width: 1920, height: 1080, rates: [30]),
    ]

    // MARK: - What is chosen

    @Test(arguments: [
        (640, 480, 15.0, "640 × 480 YUYV, 15.00 frames/s"),
        (640, 480, 20, "640 × 480 YUYV, 30.00 frames/s"),  // rather too many frames than too few
        (640, 480, 60, "640 × 480 YUYV, 30.00 frames/s"),
        (1280, 720, 30, "1280 × 720 MJPG, 30.00 frames/s"),  // raw pictures would come too slowly
        (1280, 720, 10, "1280 × 720 YUYV, 10.00 frames/s"),
        (4000, 3000, 30, "1920 × 1080 MJPG, 30.00 frames/s"),
        (320, 240, 1, "640 × 480 YUYV, 5.00 frames/s"),
    ])
    func theNearestModeIsChosen(width: Int, height: Int, rate: Double, chosen: String) throws {
        let camera = FakeCamera(Self.webcam)
        var specification = try CameraSpecification("/dev/video0")
        specification.width = width
        specification.height = height
        specification.rate = rate
        let recorder = try CameraRecorder(specification, system: camera)
        try recorder.start()
        camera.give(chosen.contains("MJPG") ? try jpeg("gray", chosen.prefix { $0 != "M" }) : grey(1920 * 1080 * 2))
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.events.all.first == .connected(detail: "camera \"Fake\" (/dev/video0): \(chosen)"))
    }

    @Test func sizesThatGoInStepsAreMetByTheNearestStep() throws {
        let camera = FakeCamera([.init(format: "YUYV", width: 1280, height: 960)])
        camera.isStepwise = true
        let recorder = try started(camera) {
            $0.width = 645
            $0.height = 362
        }
        camera.give(grey(640 * 368 * 2))
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.frames[0].width == 640 && recorder.frames[0].height == 368)
    }

    // MARK: - Pictures

    @Test func rawPicturesKeepTheirPixels() throws {
        let camera = FakeCamera([.init(format: "YUYV", width: 16, height: 2)])
        let recorder = try started(camera)
        // Luma counts up; all U is 100, all V is 150.
        camera.give((0..<32).flatMap { [UInt8($0), $0 % 2 == 0 ? 100 : 150] })
        recorder.record(1)
        recorder.source.stop()
        let frame = try #require(recorder.frames.first)
        #expect(frame.layout == .i420 && frame.width == 16 && frame.height == 2)
        let expected = (0..<32).map { UInt8($0) } + [UInt8](repeating: 100, count: 8) + [UInt8](repeating: 150, count: 8)
        #expect(frame.pixels.withBytes { Array($0) } == expected)
    }

    /// Rows of 16 pixels, each followed by 16 bytes of something else: luma counts up, U is 100, V is 150.
    @Test(arguments: ["YU12", "YV12", "NV12"])
    func thePaddingOfRowsIsLeftOut(format: String) throws {
        let camera = FakeCamera([.init(format: format, width: 16, height: 2)])
        camera.padding = 16
        let recorder = try started(camera)
        let filling = [UInt8](repeating: 255, count: 8)
        let padding = filling + filling
        let luma: [UInt8] = Array(UInt8(0)..<16) + padding + Array(UInt8(16)..<32) + padding
        let blue = [UInt8](repeating: 100, count: 8) + filling
        let red = [UInt8](repeating: 150, count: 8) + filling
        let both: [UInt8] = (0..<8).flatMap { _ in [100, 150] as [UInt8] }
        let colours: [String: [UInt8]] = ["YU12": blue + red, "YV12": red + blue, "NV12": both + padding]
        camera.give(luma + (colours[format] ?? []))
        recorder.record(1)
        recorder.source.stop()
        let expected: [UInt8] = Array(UInt8(0)..<32) + [UInt8](repeating: 100, count: 8) + [UInt8](repeating: 150, count: 8)
        #expect(try #require(recorder.frames.first).pixels.withBytes { Array($0) } == expected)
    }

    @Test(arguments: ["yuvj420p", "yuvj422p", "yuvj444p"])
    func jpegsOfEverySamplingAreDecoded(sampling: String) throws {
        let camera = FakeCamera([.init(format: "MJPG", width: 64, height: 48)])
        let recorder = try started(camera)
        camera.give(try jpeg("0x808080", "64 × 48", sampling: sampling))
        recorder.record(1)
        recorder.source.stop()
        // JPEG's grey, brought to video range.
        #expect(abs(try #require(recorder.frames.first).brightness - 126) < 2)
    }

    /// The picture that is cut off would be grey below; nobody should find a thing in that.
    @Test func aJPEGCutShortIsCountedAnnouncedAndTheStreamGoesOn() throws {
        let camera = FakeCamera([.init(format: "MJPG", width: 64, height: 48)])
        let recorder = try started(camera)
        let whole = try jpeg("testsrc2", "64 × 48")
        camera.give(whole, sequence: 0)
        recorder.record(1)
        for sequence in 1...3 { camera.give(Array(whole.prefix(whole.count - 100 * sequence)), sequence: UInt32(sequence)) }
        // Filled up with zeros, as cameras do: whole all the same.
        camera.give(whole + [UInt8](repeating: 0, count: 100), sequence: 4)
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.frames.map(\.number) == [0, 4])
        #expect(recorder.mailbox.totals == LatestFrame.Totals(taken: 2, broken: 3))
        #expect(
            recorder.notices == [
                "camera \"Fake\" (/dev/video0): a JPEG of \(whole.count - 100) bytes is cut short; it was left out",
                "camera \"Fake\" (/dev/video0): a JPEG of \(whole.count - 200) bytes is cut short; it was left out, as 1 before it",
            ])
    }

    @Test func otherDamageIsCountedToo() throws {
        let camera = FakeCamera([.init(format: "MJPG", width: 64, height: 48)])
        let recorder = try started(camera)
        // A beginning and an end, and nothing between.
        camera.give([0xFF, 0xD8, 0xFF, 0xD9, 0])
        let whole = try jpeg("gray", "64 × 48")
        camera.give(.pictures([FakeCamera.Shot(bytes: whole, flags: V4L2_BUF_FLAG_ERROR)]))
        camera.give(whole)
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.mailbox.totals.broken == 2)
        #expect(recorder.notices[0].hasPrefix("camera \"Fake\" (/dev/video0): a picture cannot be decoded ("), "\(recorder.notices)")
        #expect(recorder.notices[1] == "camera \"Fake\" (/dev/video0): the camera says that it is damaged; it was left out, as 1 before it")
    }

    @Test func aRawPictureCutShortIsCountedToo() throws {
        let camera = FakeCamera([.init(format: "NV12", width: 64, height: 48)])
        let recorder = try started(camera)
        camera.give(grey(64 * 48))
        camera.give(grey(64 * 48 * 3 / 2))
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.notices == ["camera \"Fake\" (/dev/video0): a picture is cut short: 3072 of 4608 bytes; it was left out"])
    }

    @Test func anEightKPictureIsRead() throws {
        let camera = FakeCamera([.init(format: "NV12", width: 7680, height: 4320)])
        let recorder = try started(camera)
        camera.give(grey(7680 * 4320 * 3 / 2))
        recorder.record(1)
        recorder.source.stop()
        let frame = try #require(recorder.frames.first)
        #expect(frame.width == 7680 && frame.height == 4320)
        #expect(frame.brightness == 128)
    }

    @Test func theNewestIsHandedOnAndTheOthersAreCounted() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 16, height: 16)])
        let recorder = try started(camera)
        camera.give(.pictures((0..<4).map { FakeCamera.Shot(bytes: [UInt8](repeating: UInt8($0), count: 256), sequence: $0) }))
        recorder.record(1)
        // The driver dropped 4 to 6 itself.
        camera.give(grey(256), sequence: 7)
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.frames[0].brightness == 3)
        #expect(recorder.frames.map(\.number) == [3, 7])
        #expect(recorder.mailbox.totals == LatestFrame.Totals(taken: 2, skipped: 3, lost: 3))
    }

    @Test func theDriversStampsAreTaken() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 16, height: 16)])
        let recorder = try started(camera)
        let now = MonotonicClock().now()
        let earlier = MediaInstant(nanoseconds: (now.nanoseconds - 50_000_000) / 1000 * 1000)
        let shots = [
            FakeCamera.Shot(bytes: grey(256), taken: earlier),
            // Stamped ahead; of another clock.
            FakeCamera.Shot(bytes: grey(256), taken: now.advanced(bySeconds: 3600)),
            FakeCamera.Shot(bytes: grey(256), flags: 0, taken: earlier),
        ]
        for shot in shots {
            camera.give(.pictures([shot]))
            recorder.record(1)
        }
        recorder.source.stop()
        #expect(recorder.frames[0].capturedAt == earlier)
        for frame in recorder.frames[1...] { #expect(frame.capturedAt > now && frame.capturedAt < now.advanced(bySeconds: 3600)) }
    }

    // MARK: - What happens to a camera

    @Test func aCameraThatIsPulledOutAndPutBackGoesOn() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 16, height: 16)])
        let recorder = try started(camera)
        camera.give(grey(256), sequence: 100)
        recorder.record(1)
        camera.give(.unplugged(tries: 1))
        camera.give(grey(256), sequence: 0)
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.frames.map(\.number) == [0, 1])
        #expect(
            recorder.events.all == [
                .connected(detail: "camera \"Fake\" (/dev/video0): 16 × 16 GREY, 30.00 frames/s"),
                .lost(reason: "camera \"Fake\" (/dev/video0) is gone", retryIn: 0.25),
                .lost(reason: "no camera /dev/video0 (No such file or directory); there is no camera here", retryIn: 0.5),
                .connected(detail: "camera \"Fake\" (/dev/video0): 16 × 16 GREY, 30.00 frames/s"),
            ])
    }

    @Test func aChangeOfFormatIsFollowed() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 32, height: 32)])
        let recorder = try started(camera)
        camera.give(grey(1024))
        recorder.record(1)
        camera.give(.change([.init(format: "YUYV", width: 16, height: 16)]))
        camera.give(grey(512))
        recorder.record(1)
        recorder.source.stop()
        #expect(recorder.frames.map(\.width) == [32, 16])
        #expect(
            recorder.notices
                == ["camera \"Fake\" (/dev/video0): its format changed from 32 × 32 GREY, 30.00 frames/s to 16 × 16 YUYV, 30.00 frames/s"])
    }

    @Test func aCameraThatFallsSilentIsOpenedAnew() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 16, height: 16)])
        let recorder = try started(camera)
        camera.give(grey(256))
        recorder.record(1)
        camera.give(.silence)
        camera.give(grey(256))
        recorder.record(1)
        recorder.source.stop()
        #expect(
            recorder.events.all.contains(.lost(reason: "camera \"Fake\" (/dev/video0) gave no picture for 5.00 s", retryIn: 0.25)),
            "\(recorder.events.all)")
    }

    // MARK: - What is wrong with cameras, each in one line

    @Test func aCameraInUseIsWaitedFor() throws {
        let camera = FakeCamera([.init(format: "GREY", width: 16, height: 16)])
        camera.refuse(TAICHU_VIDIOC_S_FMT, EBUSY)
        let recorder = try started(camera)
        camera.give(grey(256))
        recorder.record(1)
        recorder.source.stop()
        #expect(
            recorder.events.all.first
                == .lost(reason: "camera \"Fake\" (/dev/video0) is in use by another program; end that, or name another camera", retryIn: 0.25))
        #expect(recorder.events.all.last?.isConnected == true)
    }

    @Test(arguments: ["/dev/video0", "v4l2:"])
    func whoMayNotOpenItIsToldTheGroup(name: String) throws {
        let camera = FakeCamera(Self.webcam)
        camera.opening = EACCES
        #expect(
            try failure(camera, name)
                == "camera /dev/video0 may not be opened by this user; join the group \"video\" (sudo usermod -aG video USER) and log in anew")
    }

    @Test func noCameraAtAllIsOneLine() throws {
        let message = try failure(FakeCamera([]), "v4l2:")
        #expect(
            message
                == "there is no camera here (no /dev/video… that gives pictures); connect one, or name a file, a folder/ or rtsp://…")
    }

    @Test func aWrongNameIsToldTheNearest() throws {
        #expect(
            try failure(FakeCamera(Self.webcam), "/dev/video7")
                == "no camera /dev/video7 (No such file or directory); the nearest of 1 camera: \"/dev/video0\"")
    }

    @Test func whatIsNoCameraIsOneLine() throws {
        let camera = FakeCamera(Self.webcam)
        camera.capabilities = UInt32(V4L2_CAP_META_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
        #expect(try failure(camera, "/dev/video0") == "/dev/video0 is no camera: \"Fake\" gives no pictures under this name; there is no camera here")
        #expect(try failure(LinuxCamera.system, "/dev/null").hasPrefix("/dev/null is no camera: it answers no camera's questions"))
    }

    @Test func formatsThatNobodyReadsAreOneLine() throws {
        #expect(
            try failure(FakeCamera([.init(format: "H264", width: 640, height: 480), .init(format: "HEVC", width: 640, height: 480)]), "/dev/video0")
                == "camera \"Fake\" (/dev/video0) gives only H264, HEVC; expected one of YUYV, NV12, MJPG, RGB3 or their kin; use another camera")
    }

    @Test func aFormatThatItDoesNotHaveIsOneLine() throws {
        var specification = try CameraSpecification("/dev/video0")
        specification.format = "NV12"
        let recorder = try CameraRecorder(specification, system: FakeCamera(Self.webcam))
        try recorder.start()
        recorder.recordToEnd()
        #expect(
            recorder.failure
                == "camera \"Fake\" (/dev/video0) gives only YUYV, MJPG; expected NV12; ask for no format, or for one of these")
    }

    @Test func picturesOfNoSizeAreOneLine() throws {
        let camera = FakeCamera([.init(format: "YUYV", width: 0, height: 0)])
        camera.isStepwise = false
        let recorder = try started(camera)
        recorder.events.wait { $0.isLost }
        recorder.source.stop()
        #expect(
            recorder.events.all.first
                == .lost(
                    reason: "camera \"Fake\" (/dev/video0) gives pictures of 0 × 0; expected at least 2 × 2; "
                        + "see that something is connected to it and sends a picture", retryIn: 0.25))
    }

    @Test func theListOfCamerasSaysWhatTheyCanDo() {
        #expect(
            DeviceList.cameras(FakeCamera(Self.webcam)).devices == [
                DeviceList.Device(
                    kind: "v4l2", name: "/dev/video0", description: "Fake", format: "YUYV, MJPG, 640 × 480 to 1920 × 1080, at most 30 frames/s",
                    isDefault: true, server: "")
            ])
        let locked = FakeCamera(Self.webcam)
        locked.opening = EACCES
        #expect(DeviceList.cameras(locked).problems.count == 1)
        // The second name of a camera, for what is no picture, is none.
        let metadata = FakeCamera(Self.webcam)
        metadata.capabilities = UInt32(V4L2_CAP_META_CAPTURE)
        #expect(DeviceList.cameras(metadata) == DeviceList(devices: [], problems: []))
    }

    // MARK: - Fixtures

    private func started(_ camera: FakeCamera, _ change: (inout CameraSpecification) -> Void = { _ in }) throws -> CameraRecorder {
        var specification = try CameraSpecification("/dev/video0")
        change(&specification)
        let recorder = try CameraRecorder(specification, system: camera)
        try recorder.start()
        return recorder
    }

    private func failure(_ system: (any CameraSystem)?, _ name: String) throws -> String {
        let recorder = try CameraRecorder(CameraSpecification(name), system: system)
        try recorder.start()
        recorder.recordToEnd()
        return try #require(recorder.failure)
    }

    private func grey(_ bytes: Int) -> [UInt8] { [UInt8](repeating: 128, count: bytes) }

    private func jpeg(_ what: String, _ size: some StringProtocol, sampling: String = "yuvj422p") throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let sides = size.split(separator: "×").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "x")
        let source = what == "testsrc2" ? "testsrc2=size=\(sides)" : "color=\(what):size=\(sides)"
        try ChildProcess.run([
            "ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source, "-frames:v", "1", "-pix_fmt", sampling, "-f", "mjpeg",
            folder.path("picture"),
        ])
        return try Array(Data(contentsOf: URL(filePath: folder.path("picture"))))
    }
}

/// This machine's own cameras.
private enum LinuxCamera {
    static let system: (any CameraSystem)? = nil
}
