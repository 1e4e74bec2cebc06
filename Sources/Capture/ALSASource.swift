package import Rings

/// A capture device of ALSA, of the rate, channels and format that it has; converted to 16 kHz mono.
///
/// Capture time comes from the kernel's stamp of the hardware pointer where the device is a card, else from now − what waits.
/// Overruns of the device (xruns) are recovered and counted as a gap of cause `device`.
package final class ALSASource: AudioSource {
    package let label: String
    package let summary: String
    private let capture: ALSACapture
    private let thread: CaptureThread

    package init(_ specification: SourceSpecification, label: String, ring: AudioRing) {
        self.label = label
        summary = "ALSA device \"\(specification.device.isEmpty ? "default" : specification.device)\""
        thread = CaptureThread(name: "alsa-capture", realTime: true)
        capture = ALSACapture(specification: specification, sink: CaptureSink(ring: ring), stopBell: thread.stopBell)
    }

    package func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError) {
        let capture = capture
        try thread.start { scheduling in capture.run(scheduling: scheduling, events: events) }
    }

    package func stop() { thread.stop() }
}
