internal import CFFmpeg
internal import Glibc
internal import Media
internal import Rings

extension StreamSource {
    /// Raw s16le PCM on a file descriptor. Nothing is lost: when the ring is full, the writer of the pipe waits.
    ///
    /// Capture times start when the first bytes arrive and go on with the samples.
    static func standardInput(_ specification: SourceSpecification, label: String, ring: AudioRing) throws(CaptureError) -> StreamSource {
        let summary = "s16le PCM, \(specification.rate) Hz, \(specification.channels) ch, on "
            + (specification.descriptor == 0 ? "standard input" : "descriptor \(specification.descriptor)")
        let thread = CaptureThread(name: "stdin-capture", realTime: false)
        let input = PCMInput(
            descriptor: specification.descriptor, summary: summary, channels: specification.channels,
            resampler: try Resampler(
                rate: specification.rate, channels: specification.channels, format: AV_SAMPLE_FMT_S16),
            output: PacedOutput(ring: ring, pace: .fast, stopBell: thread.stopBell), stopBell: thread.stopBell)
        return StreamSource(label: label, summary: summary, ring: ring, thread: thread, body: { events in input.run(events: events) })
    }
}

/// What the thread of a pipe does.
// SAFETY: Sendable although it changes: after the source was made, its one thread alone uses it.
private final class PCMInput: @unchecked Sendable {
    private let descriptor: Int32
    private let summary: String
    private let frameBytes: Int
    private let resampler: Resampler
    private let output: PacedOutput
    private let stopBell: EventDescriptor
    private let buffer: UnsafeMutableRawPointer
    /// Bytes of a frame that came in part.
    private var kept = 0
    private var hasBegun = false

    private static let bufferBytes = 65_536

    init(
        descriptor: Int32, summary: String, channels: Int, resampler: Resampler, output: PacedOutput,
        stopBell: EventDescriptor
    ) {
        self.descriptor = descriptor
        self.summary = summary
        frameBytes = 2 * channels
        self.resampler = resampler
        self.output = output
        self.stopBell = stopBell
        buffer = .allocate(byteCount: Self.bufferBytes, alignment: 16)
    }

    deinit { buffer.deallocate() }

    func run(events: (SourceEvent) -> Void) {
        // The end of the sound comes last: who reads up to it knows then how it ended.
        defer { output.close() }
        events(.connected(detail: summary))
        while waitForBytes() {
            let count = read(descriptor, buffer + kept, Self.bufferBytes - kept)
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                let status = errno
                events(
                    .failed(
                        CaptureError(
                            code: .giveUp, operation: "read", status: Int(status),
                            message: "\(summary): \(status == EBADF ? "it is closed" : "cannot be read: \(reason(status))"); expected a pipe or file of raw samples")))
                return
            }
            if count == 0 { break }
            warnOfHeader(count, events)
            if !deliver(bytes: kept + count) { break }
        }
        // A stopped source need not give its tail; then this write returns at once.
        _ = output.write(resampler.flush())
        if kept > 0 { events(.notice("\(summary): \(kept) bytes at the end are no whole frame of \(frameBytes) bytes")) }
        events(.ended(detail: "\(formatted(output.seconds)) s were read"))
    }

    /// False when stopped.
    private func waitForBytes() -> Bool {
        var entries = [descriptor, stopBell.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&entries, 2, -1) < 0 {}  // EINTR
        return entries[1].revents == 0
    }

    private func deliver(bytes: Int) -> Bool {
        let frames = bytes / frameBytes
        if !hasBegun, frames > 0 {
            hasBegun = true
            output.begin(secondsAgo: Double(frames) / Double(resampler.rate))
        }
        var plane: UnsafePointer<UInt8>? = UnsafePointer(buffer.assumingMemoryBound(to: UInt8.self))
        let running = frames == 0 || output.write(resampler.convert(&plane, frames: frames))
        kept = bytes - frames * frameBytes
        memmove(buffer, buffer + frames * frameBytes, kept)
        return running
    }

    private func warnOfHeader(_ count: Int, _ events: (SourceEvent) -> Void) {
        guard !hasBegun, kept == 0, count >= 4, memcmp(buffer, "RIFF", 4) == 0 else { return }
        events(.notice("\(summary): it begins like a WAV file, and is heard as raw samples; pass the file by name instead"))
    }
}
