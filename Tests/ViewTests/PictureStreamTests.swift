import Foundation
import Serving
import Testing
import Wire

@Suite(.serialized, .timeLimit(.minutes(10))) struct PictureStreamTests {
    /// Begins like a JPEG and can be read by the tests.
    private func frame(_ number: UInt64, track: String = "desk", filling: Int = 0) -> EventBody {
        let bytes: [UInt8] = [0xFF, 0xD8] + [UInt8](repeating: UInt8(ascii: "x"), count: filling) + Array("picture \(number)".utf8)
        return .cameraFrame(CameraFrame(track: track, number: number, at: 1, width: 4, height: 3, jpeg: Data(bytes).base64EncodedString()))
    }

    private func nextPicture(_ connection: HTTPConnection) async throws -> Int {
        while true {
            let line = try await connection.line()
            if let start = line.range(of: "picture ", options: .backwards), let number = Int(line[start.upperBound...]) { return number }
        }
    }

    @Test func aCamerasFramesAreAPictureThatMovesWhileSomebodyLooks() async throws {
        try await ServedPage.whileServing { served in
            #expect(!served.isHeard("camera.frame"))
            var picture: HTTPConnection? = try served.ask("/picture?track=desk")
            let type = try await picture!.line(beginning: "Content-Type: ")
            #expect(type.hasPrefix("Content-Type: multipart/x-mixed-replace; boundary="))
            let boundary = "--" + type.split(separator: "=")[1]
            try await served.waits(untilHeard: "camera.frame")
            served.publish(frame(1, track: "door"))
            served.publish(.cameraFrame(CameraFrame(track: "desk", number: 2, at: 1, width: 4, height: 3, jpeg: "no base64!")))
            served.publish(frame(3))
            for expected in [boundary, "Content-Type: image/jpeg", ""] { try await #expect(picture!.line(beginning: expected) == expected) }
            try await #expect(nextPicture(picture!) == 3)
            // The next part is begun at once: a browser shows this one when it has read that.
            for expected in [boundary, "Content-Type: image/jpeg", ""] { try await #expect(picture!.line() == expected) }
            picture = nil
            try await served.waits(untilHeard: "camera.frame", false)
        }
    }

    @Test func withoutATrackItIsTheFirstCameraThatShowsOne() async throws {
        try await ServedPage.whileServing { served in
            let picture = try served.ask("/picture")
            try await served.waits(untilHeard: "camera.frame")
            served.publish(frame(1, track: "door"))
            try await #expect(nextPicture(picture) == 1)
            served.publish(frame(2, track: "desk"))
            served.publish(frame(3, track: "door"))
            try await #expect(nextPicture(picture) == 3)
        }
    }

    @Test func aBrowserThatDoesNotReadGetsTheNewestPictureLaterAndHoldsUpNobody() async throws {
        try await ServedPage.whileServing(patience: .seconds(480)) { served in
            let (slow, fast) = (try served.ask("/picture?track=desk"), try served.ask("/picture?track=desk"))
            let events = try served.ask("/events?topics=object,caption")
            for connection in [slow, fast, events] { _ = try await connection.line(beginning: "Content-Type") }
            try await served.waits(untilHeard: "caption.final")
            // Frames that come before a stream has asked for them are not for it: the first is shown until both have seen it.
            let first = frame(0)
            let showing = Task { [daemon = served.daemon] in
                while !Task.isCancelled {
                    daemon?.publish(first, at: 1)
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            for connection in [slow, fast] { try await #expect(nextPicture(connection) == 0) }
            showing.cancel()
            _ = await showing.result
            let count = 300
            for number in 1...count {
                served.publish(frame(UInt64(number), filling: 100_000))
                while try await nextPicture(fast) != number {}
            }
            var seen: [Int] = []
            while seen.last != count { seen.append(try await nextPicture(slow)) }
            #expect(seen == seen.sorted() && Set(seen).count < count / 2, "\(seen.count) of \(count) pictures were kept for it")
        }
    }

    @Test func aBrowserThatNeverAsksIsCutOff() async throws {
        try await ServedPage.whileServing(patience: .milliseconds(50)) { served in
            let silent = try HTTPConnection(port: served.port)
            await #expect(silent.rest().isEmpty)
        }
    }

    @Test func aBrowserThatNeverReadsIsCutOff() async throws {
        // Long enough for its request to be heard on a busy machine.
        try await ServedPage.whileServing(patience: .seconds(3)) { served in
            let picture = try served.ask("/picture?track=desk")
            try await served.waits(untilHeard: "camera.frame")
            while served.isHeard("camera.frame") {
                served.publish(frame(1, filling: 1_000_000))
                try await Task.sleep(for: .milliseconds(50))
            }
            _ = picture
        }
    }
}
