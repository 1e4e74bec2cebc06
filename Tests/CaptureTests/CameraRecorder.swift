import Capture
import Foundation
import Media
import Rings

/// A camera under test with its mailbox, and all that came out of it.
final class CameraRecorder {
    let source: any CameraSource
    let events = EventLog()
    let mailbox = LatestFrame()
    private var consumer: LatestFrameConsumer
    private(set) var frames: [VideoFrame] = []

    init(_ specification: CameraSpecification, system: (any CameraSystem)? = nil) throws {
        consumer = mailbox.takeConsumer()
        source =
            if let system {
                try makeCamera(specification, label: "test", mailbox: mailbox, system: system)
            } else {
                try makeCamera(specification, label: "test", mailbox: mailbox)
            }
    }

    func start() throws {
        let events = events
        try source.start { events.add($0) }
    }

    /// Takes what comes until there are `count` more frames, or the camera is at its end.
    func record(_ count: Int) {
        let end = frames.count + count
        while frames.count < end, !consumer.isFinished {
            _ = mailbox.waitForDoorbell()
            while frames.count < end, let frame = consumer.take() { frames.append(frame) }
        }
    }

    func recordToEnd() { record(Int.max - frames.count) }

    var notices: [String] { events.all.compactMap(\.notice) }
    var failure: String? { events.all.compactMap(\.failure).last?.message }

    /// As fast as they are taken, to the end.
    static func everything(of text: String, _ change: (inout CameraSpecification) -> Void = { _ in }) throws -> CameraRecorder {
        var specification = try CameraSpecification(text)
        specification.pace = .fast
        change(&specification)
        let recorder = try CameraRecorder(specification)
        try recorder.start()
        recorder.recordToEnd()
        recorder.source.stop()
        return recorder
    }
}

/// What the message of a refusal is.
func refusal(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing was refused"
    } catch {
        return (error as? CaptureError)?.message ?? "\(error)"
    }
}

extension VideoFrame {
    /// Mean of the luma (I420), or of all colours (RGB).
    var brightness: Double {
        pixels.withBytes { bytes in
            let count = layout == .i420 ? width * height : bytes.count
            return Double(bytes.prefix(count).reduce(0) { $0 + Int($1) }) / Double(count)
        }
    }

    /// Red, green, blue at a place of an RGB picture.
    func colour(x: Int, y: Int) -> [Int] {
        pixels.withBytes { bytes in (0..<3).map { Int(bytes[3 * (y * width + x) + $0]) } }
    }
}
