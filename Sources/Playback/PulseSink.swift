internal import CPulse
package import Media

/// A sink of a PulseAudio (or PipeWire) server. The server resamples; at most `bufferSeconds` wait there, so that a stop is heard soon.
package final class PulseSink: SoundSink {
    package let sampleRate: Int
    package let place: String
    package var underruns: Int { counter.underruns }
    private let loop: OpaquePointer
    private let context: OpaquePointer
    private var stream: OpaquePointer?
    private let counter = Counter()
    private var seen = 0
    private var report: OpaquePointer?
    private var askedAt: MediaInstant?
    /// Frame and time of the last report: this frame is heard then.
    private var known: (frame: Int, at: MediaInstant)?
    private var written = 0
    /// Our count of frames less the server's, which goes back when it throws sound away.
    private var ahead = 0
    private static let bytesPerFrame = 4
    private static let secondsBetweenReports = 0.05

    private final class Counter {
        var underruns = 0
    }

    /// - Parameters:
    ///   - server: empty: the default one.
    ///   - device: a sink's name; empty: the default one.
    package init(server: String = "", device: String = "", sampleRate: Int, bufferSeconds: Double = 0.04) throws(PlaybackError) {
        self.sampleRate = sampleRate
        place = (device.isEmpty ? "the default sink" : "sink \"\(device)\"") + (server.isEmpty ? "" : " of \(server)")
        guard let loop = pa_mainloop_new(), let api = pa_mainloop_get_api(loop), let context = pa_context_new(api, "Taichu") else {
            throw PlaybackError(.retry, "PulseAudio's client library has no memory")
        }
        self.loop = loop
        self.context = context
        guard (8_000...192_000).contains(sampleRate) else {
            throw PlaybackError(.reconfigure, "\(place) does not play \(sampleRate) Hz; expected 8,000 to 192,000")
        }
        guard pa_context_connect(context, server.isEmpty ? nil : server, PA_CONTEXT_NOAUTOSPAWN, nil) >= 0,
            wait(until: { pa_context_get_state(context) == PA_CONTEXT_READY }, failed: { !self.isConnecting })
        else {
            throw PlaybackError(
                .retry, "no PulseAudio server answers for \(place) (\(lastError)); start PulseAudio or PipeWire, or name its address with PULSE_SERVER")
        }
        try open(device, bufferSeconds)
    }

    deinit {
        if let report { pa_operation_unref(report) }
        if let stream {
            pa_stream_set_underflow_callback(stream, nil, nil)
            pa_stream_disconnect(stream)
            pa_stream_unref(stream)
        }
        pa_context_disconnect(context)
        pa_context_unref(context)
        pa_mainloop_free(loop)
    }

    private func open(_ device: String, _ bufferSeconds: Double) throws(PlaybackError) {
        var format = pa_sample_spec(format: taichu_pulse_float32(), rate: UInt32(sampleRate), channels: 1)
        guard let stream = pa_stream_new(context, "voice", &format, nil) else { throw lost("no stream") }
        self.stream = stream
        let unset = taichu_pulse_unset()
        let bytes = { (seconds: Double) in UInt32(Int(seconds * Double(self.sampleRate)) * Self.bytesPerFrame) }
        // Play begins with the first hundredth of a second; behind an underrun too.
        var buffer = pa_buffer_attr(maxlength: unset, tlength: bytes(bufferSeconds), prebuf: bytes(0.01), minreq: bytes(0.01), fragsize: unset)
        pa_stream_set_underflow_callback(stream, { _, owner in
            guard let owner else { return }
            // SAFETY: the counter belongs to the sink, which takes this callback back before it goes.
            Unmanaged<Counter>.fromOpaque(owner).takeUnretainedValue().underruns += 1
        }, Unmanaged.passUnretained(counter).toOpaque())
        // The device itself works in steps this small; without it a null sink runs 2 s ahead.
        var flags = PA_STREAM_ADJUST_LATENCY.rawValue
        if !device.isEmpty { flags |= PA_STREAM_DONT_MOVE.rawValue }
        guard pa_stream_connect_playback(stream, device.isEmpty ? nil : device, &buffer, pa_stream_flags_t(flags), nil, nil) == 0,
            wait(until: { pa_stream_get_state(stream) == PA_STREAM_READY }, failed: { !self.isAlive || pa_stream_get_state(stream) != PA_STREAM_CREATING })
        else {
            let code = pa_context_errno(context)
            let isMissing = code == Int32(PA_ERR_NOENTITY.rawValue)
            throw PlaybackError(
                isMissing ? .reconfigure : .retry, "\(place) does not open (\(lastError)); " + (isMissing ? "`taichu devices` lists those that there are" : "is it in use?"))
        }
    }

    package func write(_ samples: UnsafeBufferPointer<Float>, patience seconds: Double) throws(PlaybackError) -> Int {
        guard let stream, let base = samples.baseAddress, !samples.isEmpty else { return 0 }
        iterate(seconds: 0)
        try check()
        if counter.underruns != seen {
            // It stood still meanwhile: what was known of its times is over.
            seen = counter.underruns
            forget()
        }
        let deadline = MonotonicClock().now().advanced(bySeconds: seconds)
        while pa_stream_writable_size(stream) < Self.bytesPerFrame {
            let left = deadline.seconds(since: MonotonicClock().now())
            guard left > 0 else { return 0 }
            iterate(seconds: left)
            try check()
        }
        let frames = min(samples.count, pa_stream_writable_size(stream) / Self.bytesPerFrame)
        guard pa_stream_write(stream, base, frames * Self.bytesPerFrame, nil, 0, PA_SEEK_RELATIVE) == 0 else { throw lost("it takes no sound") }
        written += frames
        update()
        return frames
    }

    package func finish() throws(PlaybackError) {
        guard let stream, let operation = pa_stream_trigger(stream, nil, nil) else { throw lost("it does not play") }
        pa_operation_unref(operation)
        iterate(seconds: 0)
        try check()
    }

    package func flush() throws(PlaybackError) {
        guard let stream, let operation = pa_stream_flush(stream, nil, nil) else { throw lost("it does not stop") }
        defer { pa_operation_unref(operation) }
        forget()
        guard isDone(operation) else { throw lost("it does not stop") }
        // The server's count of what was written went back.
        guard let update = pa_stream_update_timing_info(stream, nil, nil) else { throw lost("it does not stop") }
        defer { pa_operation_unref(update) }
        guard isDone(update), let info = pa_stream_get_timing_info(stream)?.pointee else { throw lost("it does not stop") }
        ahead = written - Int(info.write_index) / Self.bytesPerFrame
    }

    package func heardAt(frame: Int) throws(PlaybackError) -> MediaInstant? {
        iterate(seconds: 0)
        try check()
        update()
        return known.map { $0.at.advanced(bySeconds: Double(frame - $0.frame) / Double(sampleRate)) }
    }

    /// Takes a report that has come, and asks for the next when it is time. libpulse's own interpolation starts from a report that was made before sound flows, and is wrong for seconds.
    private func update() {
        let now = MonotonicClock().now()
        if let pending = report {
            guard pa_operation_get_state(pending) != PA_OPERATION_RUNNING else { return }
            if pa_operation_get_state(pending) == PA_OPERATION_DONE { take(now) }
            pa_operation_unref(pending)
            report = nil
        } else if askedAt.map({ now.seconds(since: $0) >= (known == nil ? 0.01 : Self.secondsBetweenReports) }) ?? true {
            askedAt = now
            report = pa_stream_update_timing_info(stream, nil, nil)
        }
    }

    private func take(_ now: MediaInstant) {
        guard let info = pa_stream_get_timing_info(stream)?.pointee, info.read_index_corrupt == 0, info.playing != 0 else { return }
        // The frame at the read index went to the device when the report was made, and is heard when the device has played what it holds.
        let at = MediaInstant(nanoseconds: now.nanoseconds + (Int64(info.sink_usec) - Int64(info.transport_usec)) * 1000)
        known = (Int(info.read_index) / Self.bytesPerFrame + ahead, at)
    }

    private func forget() {
        known = nil
        if let report {
            pa_operation_cancel(report)
            pa_operation_unref(report)
        }
        report = nil
    }

    private var isAlive: Bool { pa_context_get_state(context) == PA_CONTEXT_READY }

    private var isConnecting: Bool {
        let state = pa_context_get_state(context)
        return state != PA_CONTEXT_FAILED && state != PA_CONTEXT_TERMINATED
    }

    private var lastError: String { String(cString: pa_strerror(pa_context_errno(context))) }

    private func check() throws(PlaybackError) {
        guard isAlive else { throw lost("the server is gone") }
        guard let stream, pa_stream_get_state(stream) == PA_STREAM_READY else { throw lost("the device is gone") }
    }

    private func lost(_ what: String) -> PlaybackError {
        PlaybackError(.retry, "\(place): \(what) (\(lastError)); it is tried again")
    }

    private func isDone(_ operation: OpaquePointer) -> Bool {
        wait(until: { pa_operation_get_state(operation) != PA_OPERATION_RUNNING }, failed: { !self.isAlive })
            && pa_operation_get_state(operation) == PA_OPERATION_DONE
    }

    /// One turn of the loop, which waits at most so long for something to happen.
    private func iterate(seconds: Double) {
        guard pa_mainloop_prepare(loop, Int32(max(0, seconds) * 1e6)) >= 0, pa_mainloop_poll(loop) >= 0 else { return }
        pa_mainloop_dispatch(loop)
    }

    /// Five seconds are long for a server on this machine.
    private func wait(until isDone: () -> Bool, failed: () -> Bool) -> Bool {
        let deadline = MonotonicClock().now().advanced(bySeconds: 5)
        while !isDone() {
            guard !failed(), MonotonicClock().now() < deadline else { return false }
            iterate(seconds: 0.02)
        }
        return true
    }
}
