import Capture
import Foundation
import Media
import Support
import Testing

/// A camera on the network: GStreamer's RTSP server (Tests/Servers/rtsp-server), which goes away and comes back.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CameraNetworkTests {
    @Test func aStreamIsSeenAndComesBackAfterItsServerDid() throws {
        let port = try RTSPServer.freePort()
        var server: RTSPServer? = try RTSPServer(port: port)
        let recorder = try CameraRecorder(CameraSpecification("rtsp://127.0.0.1:\(port)/camera"))
        try recorder.start()
        recorder.record(10)
        #expect(recorder.frames.allSatisfy { $0.width == 320 && $0.height == 240 && $0.layout == .i420 })
        #expect(recorder.frames.allSatisfy { $0.brightness > 50 && $0.brightness < 200 })

        server = nil
        let lost = recorder.events.wait { $0.isLost }
        guard case .lost(let reason, _) = lost else { return }
        #expect(reason.hasPrefix("stream rtsp://127.0.0.1:\(port)/camera broke off ("), "\(reason)")

        let before = recorder.frames.count
        server = try RTSPServer(port: port)
        // What was left in the mailbox may be one of before.
        recorder.record(10)
        recorder.source.stop()
        withExtendedLifetime(server) {}
        #expect(recorder.frames.count == before + 10)
        #expect(recorder.events.all.filter(\.isConnected).count == 2)
        #expect(recorder.events.all.first == .connected(detail: "stream rtsp://127.0.0.1:\(port)/camera (h264, 320 × 240, 15.00 frames/s)"))
        #expect(zip(recorder.frames.dropFirst(), recorder.frames).allSatisfy { $0.capturedAt >= $1.capturedAt && $0.number > $1.number })
        #expect(recorder.events.all.allSatisfy { $0.failure == nil })
    }

    @Test func whereNobodyServesIsOneLine() throws {
        let port = try RTSPServer.freePort()
        let recorder = try CameraRecorder(CameraSpecification("rtsp://me:secret@127.0.0.1:\(port)/camera"))
        try recorder.start()
        recorder.recordToEnd()
        #expect(
            recorder.failure
                == "no camera answers at rtsp://me:…@127.0.0.1:\(port)/camera (Connection refused); "
                + "expected an RTSP server there; see that it runs, and that address, port, path and password are right")
    }

    @Test func aPathThatIsNotServedIsOneLine() throws {
        let port = try RTSPServer.freePort()
        let server = try RTSPServer(port: port)
        let recorder = try CameraRecorder(CameraSpecification("rtsp://127.0.0.1:\(port)/garden"))
        try recorder.start()
        recorder.recordToEnd()
        withExtendedLifetime(server) {}
        #expect(recorder.failure?.contains("/garden (Server returned 404 Not Found); expected an RTSP server there") == true)
    }

    /// A listener that never says a word.
    @Test func stoppingDoesNotWaitForASilentServer() throws {
        let (descriptor, port) = try RTSPServer.listen()
        defer { close(descriptor) }
        let recorder = try CameraRecorder(CameraSpecification("rtsp://127.0.0.1:\(port)/camera"))
        try recorder.start()
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, -1) == 1)
        recorder.source.stop()
        recorder.recordToEnd()
        #expect(recorder.frames.isEmpty)
    }

    // MARK: - Time

    @Test func theLeastDelayedPictureSaysWhereTheStreamBegan() {
        var timing = StreamTiming()
        func time(_ seconds: Double, arriving: Double) -> Double {
            timing.time(of: seconds, now: start.advanced(bySeconds: arriving)).seconds(since: start)
        }
        #expect(time(0, arriving: 10) == 10)
        // Sent with less delay than the first: it is the better witness.
        #expect(abs(time(1, arriving: 10.8) - 10.8) < 1e-6)
        // A delayed one is known to be older.
        #expect(abs(time(2, arriving: 12.3) - 11.8) < 0.001)
        #expect(abs(time(3, arriving: 12.8) - 12.8) < 0.001)
        // The server paused for a minute, and goes on in its own time.
        #expect(abs(time(4, arriving: 73) - 73) < 1e-6)
        #expect(abs(time(5, arriving: 74) - 74) < 0.001)
    }

    @Test func timeNeverStepsBack() {
        var timing = StreamTiming()
        // A burst of old pictures at the start, then the live ones.
        let times = (0..<40).map { index in
            timing.time(of: Double(index) / 10, now: start.advanced(bySeconds: max(2, Double(index) / 10)))
        }
        #expect(zip(times.dropFirst(), times).allSatisfy { $0 >= $1 })
    }

    private let start = MediaInstant(nanoseconds: 1_000_000_000_000)
}
