package import Media
internal import Rings

extension CameraThread {
    /// A camera on the network (RTSP over TCP). When it or the network goes away, it is waited for and goes on by itself.
    static func stream(_ specification: CameraSpecification, label: String, mailbox: LatestFrame) -> CameraThread {
        let thread = CaptureThread(name: "camera-stream", realTime: false)
        let capture = StreamCapture(specification: specification, sink: CameraSink(mailbox: mailbox), stopBell: thread.stopBell)
        return CameraThread(
            label: label, summary: "stream \(specification.shownPlace)", mailbox: mailbox, thread: thread,
            body: { events in capture.run(events: events) })
    }
}

private struct StreamCapture: Sendable {
    let specification: CameraSpecification
    let sink: CameraSink
    let stopBell: EventDescriptor

    func run(events: @escaping @Sendable (SourceEvent) -> Void) {
        defer { sink.close() }
        runWithRetries(stopBell: stopBell, events: events, interrupted: {}) { connected throws(CaptureError) in
            try session(connected: connected, events: events)
        }
    }

    private func session(connected: (String) -> Void, events: (SourceEvent) -> Void) throws(CaptureError) {
        let name = specification.shownPlace
        let reader = try CameraPictureReader(specification.place, isStream: true, name: name, stopBell: stopBell)
        var timing = StreamTiming()
        var said = false
        while !stopBell.isRung {
            do throws(BrokenPicture) {
                guard let timed = try reader.next(pool: sink.pool) else { break }
                if !said {
                    said = true
                    connected("stream \(name) (\(reader.detail))")
                }
                sink.put(timed.picture, capturedAt: timing.time(of: timed.seconds, now: MonotonicClock().now()))
            } catch {
                // A stream that one joins begins with pictures whose references are missing.
                if said { sink.reportBroken("stream \(name): \(error.why)", events: events) }
            }
        }
        if stopBell.isRung { return }
        throw CaptureError(
            code: .reopen, operation: "av_read_frame", status: Int(reader.failure),
            message: "stream \(name) broke off (\(reader.failure == 0 ? "the server ended it" : avMessage(reader.failure)))")
    }
}

/// Brings a stream's own time to the monotonic clock.
///
/// Pictures come early at best and late at will: the least delayed one so far says where the stream's zero lies. The network's own
/// delay, and the camera's, cannot be known from here and are inside. A camera's clock may be slower than ours by a hundredth of
/// a percent, so the zero is allowed to move on by that much.
package struct StreamTiming {
    private var zero: MediaInstant?
    private var last = 0.0
    private var shown = MediaInstant(nanoseconds: .min)

    package init() {}

    private static let drift = 0.0001
    /// A picture that is this late marks a new beginning (the server paused), not a delay.
    private static let longestDelay = 2.0

    /// When the picture at `seconds` of the stream was taken, at the latest `now`; never before the one that came before it.
    package mutating func time(of seconds: Double, now: MediaInstant) -> MediaInstant {
        let arrived = now.advanced(bySeconds: -seconds)
        var start = arrived
        if let zero, arrived.seconds(since: zero) < Self.longestDelay {
            start = min(zero.advanced(bySeconds: max(0, seconds - last) * Self.drift), arrived)
        }
        zero = start
        last = seconds
        shown = max(shown, min(now, start.advanced(bySeconds: seconds)))
        return shown
    }
}
