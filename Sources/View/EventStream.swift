internal import NIOCore
internal import Wire

/// Server-sent events (WHATWG HTML, section 9.2): the daemon's lines as they are, with their places as ids, so that a browser that comes back says
/// how far it was; and events named `daemon` of our own, which tell whether there is one.
///
/// A browser that reads slowly makes a slow client of us, and the daemon's own rules decide what it loses.
struct EventStream: Sendable {
    let query: EventQuery
    let lines: DaemonLines
    let writer: StreamWriter
    /// Told why there is no daemon; nil: there is one.
    let daemonChanged: @Sendable (String?) -> Void

    func run() async throws {
        var place = query.after
        var isGone = false
        var start: Int64 = 0
        let subscription = { (hello: Hello) in
            let since = place.map { $0.start == hello.start.monotonic ? $0.seq : 0 } ?? query.since
            place = EventPlace(start: hello.start.monotonic, seq: since ?? hello.seq)
            return Subscription(topics: query.topics(of: hello.topics), tracks: query.tracks.isEmpty ? nil : query.tracks, since: since)
        }
        try await lines.follow(subscription, figures: query.topics(of: EventBody.topics).contains("health")) { item in
            switch item {
            case .connected(let hello, let complete):
                start = hello.start.monotonic
                isGone = false
                daemonChanged(nil)
                try await send(LineCodec.encode(.hello(hello)))
                try await send(#"{"connected":true,"complete":\#(complete)}"#.utf8, named: "daemon")
            case .line(let line, let head):
                if let head { place = EventPlace(start: start, seq: head.seq) }
                try await send(line, id: head.map { EventPlace(start: start, seq: $0.seq) })
            case .gone(let reason):
                daemonChanged(reason)
                // Once is enough, however often it is tried.
                guard !isGone else { return }
                isGone = true
                try await send(#"{"connected":false}"#.utf8, named: "daemon")
            }
        }
    }

    /// - Parameter data: one line.
    private func send(_ data: some Collection<UInt8>, named name: String? = nil, id: EventPlace? = nil) async throws(BrowserGone) {
        var buffer = ByteBufferAllocator().buffer(capacity: data.count + 64)
        if let name { buffer.writeString("event: \(name)\n") }
        if let id { buffer.writeString("id: \(id.id)\n") }
        buffer.writeString("data: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        try await writer.write(buffer)
    }
}
