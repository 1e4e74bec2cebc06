import Capture
import Testing

@Suite struct CameraSpecificationTests {
    @Test(arguments: [
        ("/dev/video0", CameraSpecification.Kind.device, "/dev/video0"),
        ("/dev/v4l/by-id/usb-Cam-index0", .device, "/dev/v4l/by-id/usb-Cam-index0"),
        ("v4l2:", .device, ""), ("v4l2:2", .device, "/dev/video2"), ("v4l2:/dev/video1", .device, "/dev/video1"),
        ("clip.mp4", .file, "clip.mp4"), ("./a picture.jpg", .file, "./a picture.jpg"), ("file:rtsp.jpg", .file, "rtsp.jpg"),
        ("pictures/", .folder, "pictures/"), ("file:/tmp/", .folder, "/tmp/"),
        ("rtsp://host:8554/door", .stream, "rtsp://host:8554/door"), ("RTSPS://host/door", .stream, "RTSPS://host/door"),
    ])
    func aCameraIsReadFromItsText(text: String, kind: CameraSpecification.Kind, place: String) throws {
        let specification = try CameraSpecification(text)
        #expect(specification.kind == kind)
        #expect(specification.place == place)
    }

    @Test func otherAddressesAndNothingAreRefused() {
        #expect(
            refusal { _ = try CameraSpecification("http://host/video") }
                == "\"http://host/video\": a camera on the network is read through rtsp:// or rtsps://, not through http://")
        #expect(
            refusal { _ = try CameraSpecification("") }
                == "no camera was named; expected /dev/video0, v4l2:, a video or picture, a folder/ or rtsp://…")
    }

    @Test func aPasswordIsNotShown() throws {
        #expect(try CameraSpecification("rtsp://me:se:cr@et@host:554/a@b").shownPlace == "rtsp://me:…@host:554/a@b")
        #expect(try CameraSpecification("rtsp://host/a@b").shownPlace == "rtsp://host/a@b")
    }

    @Test(arguments: [
        (0, 0, 15.0, "/dev/video0: pictures of 0 × 0 cannot be had; expected 16 to 8192 each way"),
        (640, 100_000, 15.0, "/dev/video0: pictures of 640 × 100000 cannot be had; expected 16 to 8192 each way"),
        (640, 480, 0.0, "/dev/video0: 0.0 frames a second cannot be had; expected more than 0, and at most 1000"),
        (640, 480, Double.nan, "/dev/video0: nan frames a second cannot be had; expected more than 0, and at most 1000"),
    ])
    func whatNoCameraHasIsRefused(width: Int, height: Int, rate: Double, message: String) throws {
        var specification = try CameraSpecification("/dev/video0")
        specification.width = width
        specification.height = height
        specification.rate = rate
        #expect(refusal { _ = try CameraRecorder(specification) } == message)
    }
}
