package import Rings

/// A source of a PulseAudio (or PipeWire) server: a microphone, or the monitor of a sink ("what the computer plays").
///
/// The server resamples to 16 kHz mono. Capture times come from the server's reports of the stream's latency; those of a
/// monitor are the times at which the sink plays the sound, some milliseconds after the samples come here. When the server or
/// the device goes away, the source says so, tries again with growing pauses, and goes on by itself; the time between is a gap
/// of cause `disconnected`.
package final class PulseSource: AudioSource {
    package let label: String
    package let summary: String
    private let capture: PulseCapture
    private let thread: CaptureThread

    package init(_ specification: SourceSpecification, label: String, ring: AudioRing) {
        self.label = label
        let what =
            specification.kind == .monitor
            ? (specification.device.isEmpty ? "monitor of the default sink" : "monitor of sink \"\(specification.device)\"")
            : (specification.device.isEmpty ? "default source" : "source \"\(specification.device)\"")
        summary = "PulseAudio \(what)" + (specification.server.isEmpty ? "" : " at \(specification.server)")
        thread = CaptureThread(name: "pulse-capture", realTime: true)
        capture = PulseCapture(
            specification: specification, sink: CaptureSink(ring: ring), stopBell: thread.stopBell)
    }

    package func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError) {
        let capture = capture
        try thread.start { scheduling in capture.run(scheduling: scheduling, events: events) }
    }

    package func stop() { thread.stop() }
}
