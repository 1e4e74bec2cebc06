internal import FoundationEssentials
internal import NIOCore
internal import Wire

/// A camera's pictures as `multipart/x-mixed-replace`, which browsers show as a picture that moves. Frames are asked for while it runs; a browser that is slow
/// gets the newest one, and what it was too slow for is never written.
struct PictureStream: Sendable {
    /// RFC 2046 wants it not to be found in the parts.
    static let boundary = "taichu-picture-7d1f0c5be1f94a30"
    static let topic = "camera.frame"

    /// Nil: of the first camera that shows one.
    let track: String?
    let lines: DaemonLines
    let writer: StreamWriter

    private struct FrameLine: Decodable, Sendable {
        struct Body: Decodable, Sendable {
            var track: String
            /// Base64.
            var jpeg: String
        }
        var body: Body
    }

    func run() async throws {
        // A mailbox of one place.
        let (frames, mailbox) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receive(mailbox) }
            group.addTask { try await send(frames) }
            // The first to end ends the other: the browser is gone.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func receive(_ mailbox: AsyncStream<String>.Continuation) async throws {
        var shown = track
        try await lines.follow { hello in
            Subscription(topics: hello.topics.filter { $0 == Self.topic }, tracks: track.map { [$0] })
        } _: { item in
            guard case .line(let line, let head) = item, head?.topic == Self.topic else { return }
            // What cannot be read is no picture; the next one may be.
            guard let frame = try? JSONDecoder().decode(FrameLine.self, from: Data(line)).body, shown ?? frame.track == frame.track else { return }
            shown = frame.track
            mailbox.yield(frame.jpeg)
        }
    }

    private func send(_ frames: AsyncStream<String>) async throws {
        try await writer.write(ByteBuffer(string: Self.partBegins))
        for await frame in frames {
            guard let jpeg = Data(base64Encoded: frame), jpeg.starts(with: [0xFF, 0xD8]) else { continue }
            var part = ByteBufferAllocator().buffer(capacity: jpeg.count + 128)
            part.writeBytes(jpeg)
            part.writeString("\r\n" + Self.partBegins)
            try await writer.write(part)
        }
    }

    /// A browser shows a picture when it has read the head of the next part. So that head goes out with the picture, and cannot tell how long the next one
    /// will be.
    private static let partBegins = "--\(boundary)\r\nContent-Type: image/jpeg\r\n\r\n"
}
