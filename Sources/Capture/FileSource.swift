package import Rings

/// A media file, at the pace of a device or as fast as the ring takes it.
///
/// Times are those of a device that had started with `start`: a sample's capture time is the start plus its place in the file,
/// at either pace, so that position and capture time agree.
package final class FileSource: AudioSource {
    package let label: String
    package let summary: String
    package let duration: Double?
    private let playback: FilePlayback
    private let thread: CaptureThread
    private let ring: AudioRing

    /// Opens the file; what is wrong with it is said here.
    package init(_ specification: SourceSpecification, label: String, ring: AudioRing) throws(CaptureError) {
        self.label = label
        self.ring = ring
        summary = "file \(specification.path)"
        let reader = try FileReader(path: specification.path)
        duration = reader.duration
        // Never real-time scheduling: decoding as fast as possible would starve the recognizer.
        thread = CaptureThread(name: "file-capture", realTime: false)
        playback = FilePlayback(
            path: specification.path, reader: reader,
            output: PacedOutput(ring: ring, pace: specification.pace, stopBell: thread.stopBell))
    }

    package func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError) {
        let playback = playback
        try thread.start { _ in playback.run(events: events) }
    }

    package func stop() {
        thread.stopBell.ring()
        ring.cancelWaiting()
        thread.stop()
    }
}

/// What a `FileSource`'s thread does.
// SAFETY: Sendable although its reader changes: after the source was made, its one thread alone uses it.
private final class FilePlayback: @unchecked Sendable {
    private let path: String
    private let reader: FileReader
    private let output: PacedOutput
    private var wasStopped = false

    init(path: String, reader: FileReader, output: PacedOutput) {
        self.path = path
        self.reader = reader
        self.output = output
    }

    func run(events: (SourceEvent) -> Void) {
        let length = reader.duration.map { ", \(formatted($0)) s" } ?? ""
        events(.connected(detail: "file \(path) (\(reader.detail)\(length)), \(output.pace.rawValue) pace"))
        output.begin()
        let event = play()
        output.close()
        if case .ended = event, !wasStopped, let complaint = reader.complaint { events(.notice("\(path): \(complaint)")) }
        events(event)
    }

    private func play() -> SourceEvent {
        var reported: UInt64 = 0
        do throws(CaptureError) {
            while let samples = try reader.next() {
                if reader.nonFinite > reported {
                    output.reportNonFinite(samples: reader.nonFinite - reported)
                    reported = reader.nonFinite
                }
                guard output.write(samples) else {
                    wasStopped = true
                    return .ended(detail: "stopped after \(formatted(output.seconds)) s of \(path)")
                }
            }
            return .ended(detail: "\(formatted(output.seconds)) s of \(path) were read")
        } catch {
            return .failed(error)
        }
    }
}
