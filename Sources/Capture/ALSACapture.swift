internal import CALSA
internal import Glibc
internal import Media
internal import Rings

/// What an `ALSASource`'s thread does.
struct ALSACapture: Sendable {
    let specification: SourceSpecification
    let sink: CaptureSink
    let stopBell: EventDescriptor

    /// How often the thread looks at the stop bell while the device is silent.
    private static let waitMilliseconds: Int32 = 100
    /// A running device that gives nothing for this long is opened anew.
    private static let stallWaits = 50

    func run(scheduling: String, events: @escaping @Sendable (SourceEvent) -> Void) {
        runWithRetries(sink: sink, stopBell: stopBell, events: events) { connected throws(CaptureError) in
            try session(scheduling: scheduling, connected: connected)
        }
    }

    /// Captures until stopped; throws when the device is not there, or no longer.
    private func session(scheduling: String, connected: (String) -> Void) throws(CaptureError) {
        let device = try ALSADevice(
            name: specification.device.isEmpty ? "default" : specification.device, periodMs: specification.periodMs,
            bufferMs: specification.bufferMs)
        let resampler = try Resampler(rate: device.rate, channels: device.channels, format: device.format.converted)
        // Room for every format's widened samples.
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: device.periodFrames * device.channels * 4, alignment: 16)
        defer { buffer.deallocate() }
        try check(device.begin(), device, "snd_pcm_start")
        connected("\(device.detail), \(scheduling)")
        var silentWaits = 0
        while !stopBell.isRung {
            var status = device.wait(milliseconds: Self.waitMilliseconds)
            if status > 0 { status = read(device, into: buffer, resampler) }
            if status < 0 {
                try recover(device, status)
                continue
            }
            silentWaits = status > 0 ? 0 : silentWaits + 1
            if silentWaits >= Self.stallWaits { try check(-ETIMEDOUT, device, "snd_pcm_wait") }
        }
    }

    /// Reads and delivers all that waits: 1, 0 when it was nothing, or a negative status. Real-time safe as far as swresample is.
    private func read(_ device: ALSADevice, into buffer: UnsafeMutableRawPointer, _ resampler: Resampler) -> Int32 {
        var first = MediaInstant(nanoseconds: 0)
        var waiting = device.available(at: &first)
        if waiting <= 0 { return Int32(waiting) }
        while waiting > 0 {
            let count = device.read(buffer, frames: min(waiting, device.periodFrames))
            if count == 0 || count == -Int(EAGAIN) { break }
            if count < 0 { return Int32(count) }
            let bad = device.format.widen(buffer, samples: count * device.channels)
            if bad > 0 { sink.reportNonFinite(samples: bad) }
            let stamp = MediaInstant(nanoseconds: first.nanoseconds - resampler.delayNanoseconds)
            var plane: UnsafePointer<UInt8>? = UnsafePointer(buffer.assumingMemoryBound(to: UInt8.self))
            sink.deliver(resampler.convert(&plane, frames: count), stamp: stamp)
            first.nanoseconds += device.nanoseconds(count)
            waiting -= count
        }
        return 1
    }

    private func recover(_ device: ALSADevice, _ status: Int32) throws(CaptureError) {
        switch status {
        case -EINTR, -EAGAIN: return
        case -EPIPE, -ESTRPIPE:
            sink.interrupt(.device)
            try check(device.recover(status), device, "snd_pcm_recover")
        default: try check(status, device, "snd_pcm_readi")
        }
    }

    private func check(_ status: Int32, _ device: ALSADevice, _ operation: String) throws(CaptureError) {
        guard status < 0 else { return }
        throw CaptureError(
            code: .reopen, operation: operation, status: Int(status),
            message: "ALSA device \"\(device.name)\" stopped (\(operation): \(alsaMessage(status)))")
    }
}
