internal import CV4L2
internal import Media
internal import Rings

extension CameraThread {
    /// A V4L2 camera. When it is pulled out, it is waited for under its name and goes on by itself.
    static func device(
        _ specification: CameraSpecification, label: String, mailbox: LatestFrame, system: any CameraSystem
    ) -> CameraThread {
        // Not real-time scheduling: the driver stamps and keeps four frames, and decoding JPEG must not starve the recognizer.
        let thread = CaptureThread(name: "camera", realTime: false)
        let capture = CameraCapture(
            specification: specification, system: system, sink: CameraSink(mailbox: mailbox), stopBell: thread.stopBell)
        return CameraThread(
            label: label, summary: "camera \(specification.place.isEmpty ? "(the first one)" : specification.place)", mailbox: mailbox,
            thread: thread, body: { events in capture.run(events: events) })
    }
}

/// What the thread of a V4L2 camera does.
struct CameraCapture: Sendable {
    let specification: CameraSpecification
    let system: any CameraSystem
    let sink: CameraSink
    let stopBell: EventDescriptor

    /// A camera that gives nothing for so long, or for five of its frames, is opened anew.
    private static let stallSeconds = 5.0
    private static let stallFrames = 5.0

    func run(events: @escaping @Sendable (SourceEvent) -> Void) {
        defer { sink.close() }
        runWithRetries(stopBell: stopBell, events: events, interrupted: {}) { connected throws(CaptureError) in
            let device = try CameraDevice(path: specification.place, system: system)
            var before: String?
            while !stopBell.isRung {
                let stream = try CameraStream(device, wanted: specification)
                if let before, before != stream.detail { events(.notice("camera \(device.name): its format changed from \(before) to \(stream.detail)")) }
                before = stream.detail
                try watch(stream, connected: connected, events: events)
            }
        }
    }

    /// Hands on pictures until stopped, or until the camera's format changes; throws when the camera is gone.
    private func watch(
        _ stream: CameraStream, connected: (String) -> Void, events: (SourceEvent) -> Void
    ) throws(CaptureError) {
        var said = false
        var expected: UInt32?
        let patience = max(Self.stallSeconds, Self.stallFrames / (stream.rate ?? specification.rate))
        while true {
            let ready = stream.device.wait(stopBell: stopBell.descriptor, milliseconds: Int32(min(patience * 1000, 1e6)))
            if stopBell.isRung { return }
            guard !ready.isEmpty else {
                throw CaptureError(
                    code: .reopen, operation: "poll", status: 0,
                    message: "camera \(stream.device.name) gave no picture for \(formatted(patience)) s")
            }
            // The event first: a driver that changed its format answers a request for pictures with an error.
            if ready.contains(.event), try stream.hasChanged() { return }
            guard ready.contains(.picture), let newest = try newest(of: stream, &expected) else { continue }
            do throws(BrokenPicture) {
                let picture = try stream.picture(newest, pool: sink.pool)
                if !said {
                    said = true
                    connected("camera \(stream.device.name): \(stream.detail)")
                }
                sink.put(picture, capturedAt: CameraStream.time(of: newest, now: MonotonicClock().now()))
            } catch {
                sink.reportBroken("camera \(stream.device.name): \(error.why)", events: events)
            }
            try stream.giveBack(newest)
        }
    }

    /// The newest picture that the camera has; those before it are left out, unconverted.
    private func newest(of stream: CameraStream, _ expected: inout UInt32?) throws(CaptureError) -> v4l2_buffer? {
        var newest: v4l2_buffer?
        while let buffer = try stream.next() {
            if let overtaken = newest {
                sink.skip(frames: 1)
                try stream.giveBack(overtaken)
            }
            // Drivers that do not count leave 0.
            if let expected, buffer.sequence > expected { sink.reportLoss(frames: UInt64(buffer.sequence - expected)) }
            expected = buffer.sequence &+ 1
            newest = buffer
        }
        return newest
    }
}
