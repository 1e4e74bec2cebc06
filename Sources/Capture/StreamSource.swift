internal import Rings

/// A source without a device, a file or a pipe: its thread waits for sound, or for space in the ring.
package final class StreamSource: AudioSource {
    package let label: String
    package let summary: String
    package let duration: Double?
    private let ring: AudioRing
    private let thread: CaptureThread
    private let body: @Sendable ((SourceEvent) -> Void) -> Void

    /// - Parameter body: what the thread does, with its ring's one producer, until the end or until its bell is rung.
    init(
        label: String, summary: String, duration: Double? = nil, ring: AudioRing, thread: CaptureThread,
        body: @escaping @Sendable ((SourceEvent) -> Void) -> Void
    ) {
        self.label = label
        self.summary = summary
        self.duration = duration
        self.ring = ring
        self.thread = thread
        self.body = body
    }

    package func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError) {
        let body = body
        try thread.start { _ in body(events) }
    }

    package func stop() {
        thread.stopBell.ring()
        ring.cancelWaiting()
        thread.stop()
    }
}
