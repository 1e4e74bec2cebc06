internal import CPulse
internal import Media
internal import Rings

/// What a `PulseSource`'s thread does.
struct PulseCapture: Sendable {
    let specification: SourceSpecification
    let sink: CaptureSink
    let stopBell: EventDescriptor

    private static let bytesPerFrame = MemoryLayout<Float>.stride

    func run(scheduling: String, events: @escaping @Sendable (SourceEvent) -> Void) {
        runWithRetries(sink: sink, stopBell: stopBell, events: events) { connected throws(CaptureError) in
            try session(scheduling: scheduling, connected: connected)
        }
    }

    /// Captures until stopped; throws when the server or the device is not there, or no longer.
    private func session(scheduling: String, connected: (String) -> Void) throws(CaptureError) {
        let connection = try PulseConnection.open(server: specification.server, stopBell: stopBell)
        let device = try find(connection)
        guard !connection.isStopping else { return }
        let stream = try open(device, connection)
        defer {
            pa_stream_disconnect(stream)
            pa_stream_unref(stream)
        }
        var said = false
        var timing = PulseTiming(stream: stream)
        while !connection.isStopping {
            guard connection.iterate(), connection.isAlive else { throw lost(connection, "the server is gone") }
            let state = pa_stream_get_state(stream)
            if state == PA_STREAM_CREATING { continue }
            guard state == PA_STREAM_READY else { throw lost(connection, "the device is gone") }
            // An idle null sink works up to 2 s ahead; until that is over, nothing comes, and what is played is heard late.
            if !said, pa_stream_readable_size(stream) > 0 {
                said = true
                connected(
                    "PulseAudio source \"\(device.recordName)\" (\(device.description), \(device.format)) at "
                        + "\(connection.place), \(specification.periodMs) ms fragments, \(scheduling)")
            }
            // Reports made before sound flows tell of a device that has not yet come to our fragment size.
            if pa_stream_readable_size(stream) > 0 { timing.update() }
            drain(stream, timing)
        }
    }

    /// Delivers what the stream holds. Real-time safe as far as libpulse is.
    private func drain(_ stream: OpaquePointer, _ timing: borrowing PulseTiming) {
        while pa_stream_readable_size(stream) >= Self.bytesPerFrame, let stamp = timing.readStamp {
            var data: UnsafeRawPointer?
            var bytes = 0
            guard pa_stream_peek(stream, &data, &bytes) == 0, bytes > 0 else { return }
            let frames = bytes / Self.bytesPerFrame
            if let data {
                // SAFETY: libpulse hands out whole frames of the format that was asked for, aligned, valid until the drop.
                let samples = UnsafeBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: frames)
                sink.deliver(samples, stamp: stamp)
            } else {
                sink.skip(frames: UInt64(frames))
            }
            pa_stream_drop(stream)
        }
    }

    private func find(_ connection: borrowing PulseConnection) throws(CaptureError) -> PulseDevice {
        let wanted = specification.device
        let isMonitor = specification.kind == .monitor
        let found =
            isMonitor
            ? connection.sinks(named: wanted.isEmpty ? "@DEFAULT_SINK@" : wanted)
            : connection.sources(named: wanted.isEmpty ? "@DEFAULT_SOURCE@" : wanted)
        if let device = found.first { return device }
        guard connection.isAlive else { throw lost(connection, "the server is gone") }
        let what = isMonitor ? "sink" : "source"
        let names = (isMonitor ? connection.sinks() : connection.sources()).map(\.name)
        throw CaptureError(
            code: .reconfigure, operation: "pa_context_get_\(what)_info_by_name", status: Int(PA_ERR_NOENTITY.rawValue),
            message: wanted.isEmpty
                ? "PulseAudio at \(connection.place) has no default \(what)\(NearestNames.hint(for: "", among: names, what: what))"
                : "no PulseAudio \(what) \"\(wanted)\" at \(connection.place)"
                    + "\(NearestNames.hint(for: wanted, among: names, what: what)) (taichu devices lists all)")
    }

    private func open(_ device: PulseDevice, _ connection: borrowing PulseConnection) throws(CaptureError) -> OpaquePointer {
        var format = pa_sample_spec(format: taichu_pulse_float32(), rate: UInt32(AudioFormat.sampleRate), channels: 1)
        guard let stream = pa_stream_new(connection.context, "captions", &format, nil) else {
            throw lost(connection, "no stream")
        }
        let unset = taichu_pulse_unset()
        let frames = AudioFormat.sampleRate * max(1, specification.periodMs) / 1000
        var buffer = pa_buffer_attr(
            maxlength: unset, tlength: unset, prebuf: unset, minreq: unset, fragsize: UInt32(frames * Self.bytesPerFrame))
        // ADJUST_LATENCY makes the device itself work in fragments this small; without it a null sink runs 2 s ahead.
        var flags = PA_STREAM_ADJUST_LATENCY.rawValue
        // A device that was asked for by name is not to be replaced by another when it goes.
        if !specification.device.isEmpty { flags |= PA_STREAM_DONT_MOVE.rawValue }
        guard pa_stream_connect_record(stream, device.recordName, &buffer, pa_stream_flags_t(flags)) == 0 else {
            pa_stream_unref(stream)
            throw lost(connection, "\"\(device.recordName)\" does not open")
        }
        return stream
    }

    private func lost(_ connection: borrowing PulseConnection, _ what: String) -> CaptureError {
        CaptureError(
            code: .reopen, operation: "pa_stream", status: Int(pa_context_errno(connection.context)),
            message: "PulseAudio at \(connection.place): \(what) (\(connection.lastError))")
    }
}
