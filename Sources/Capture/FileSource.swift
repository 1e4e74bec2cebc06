internal import Rings

extension StreamSource {
    /// A media file, at the pace of a device or as fast as the ring takes it. Opens it; what is wrong with it is said here.
    ///
    /// Times are those of a device that had started with `start`: a sample's capture time is the start plus its place in the file,
    /// at either pace, so that position and capture time agree.
    static func file(_ specification: SourceSpecification, label: String, ring: AudioRing) throws(CaptureError) -> StreamSource {
        let reader = try FileReader(path: specification.path)
        // Never real-time scheduling: decoding as fast as possible would starve the recognizer.
        let thread = CaptureThread(name: "file-capture", realTime: false)
        let playback = FilePlayback(
            path: specification.path, reader: reader,
            output: PacedOutput(ring: ring, pace: specification.pace, stopBell: thread.stopBell))
        return StreamSource(
            label: label, summary: "file \(specification.path)", duration: reader.duration, ring: ring, thread: thread,
            body: { events in playback.run(events: events) })
    }
}

/// What a file's thread does.
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
        if case .ended = event, !wasStopped, let complaint = reader.complaint { events(.notice("\(path): \(complaint)")) }
        // The end of the sound comes last: who reads up to it knows then how it ended.
        events(event)
        output.close()
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
