internal import CPulse
internal import Rings

/// A connection to a PulseAudio (or PipeWire) server, driven by the thread that uses it.
struct PulseConnection: ~Copyable {
    private let loop: OpaquePointer
    let context: OpaquePointer
    private let stopBell: EventDescriptor?
    /// The server as people know it.
    let place: String

    /// Connects, or says why not. A rung `stopBell` ends every wait.
    static func open(server: String, stopBell: EventDescriptor?) throws(CaptureError) -> PulseConnection {
        guard let loop = pa_mainloop_new(), let api = pa_mainloop_get_api(loop), let context = pa_context_new(api, "Taichu")
        else {
            throw CaptureError(
                code: .giveUp, operation: "pa_mainloop_new", status: 0, message: "PulseAudio's client library has no memory")
        }
        if let stopBell {
            // Only to wake the loop: whoever drives it looks at the bell.
            _ = api.pointee.io_new(api, stopBell.descriptor, PA_IO_EVENT_INPUT, ignoreBell, nil)
        }
        let connection = PulseConnection(
            loop: loop, context: context, stopBell: stopBell, place: server.isEmpty ? "the default server" : server)
        var status = pa_context_connect(context, server.isEmpty ? nil : server, PA_CONTEXT_NOAUTOSPAWN, nil)
        while status >= 0, !connection.isStopping {
            let state = pa_context_get_state(context)
            if state == PA_CONTEXT_READY { return connection }
            if state == PA_CONTEXT_FAILED || state == PA_CONTEXT_TERMINATED { break }
            status = connection.iterate() ? 0 : -1
        }
        throw CaptureError(
            code: .retry, operation: "pa_context_connect", status: Int(pa_context_errno(context)),
            message: "no PulseAudio server answers at \(connection.place) (\(connection.lastError)); start PulseAudio or "
                + "PipeWire, or name its address with \"server\" or PULSE_SERVER")
    }

    private init(loop: OpaquePointer, context: OpaquePointer, stopBell: EventDescriptor?, place: String) {
        self.loop = loop
        self.context = context
        self.stopBell = stopBell
        self.place = place
    }

    deinit {
        pa_context_disconnect(context)
        pa_context_unref(context)
        pa_mainloop_free(loop)
    }

    var isStopping: Bool { stopBell?.isRung ?? false }

    var isAlive: Bool { pa_context_get_state(context) == PA_CONTEXT_READY }

    var lastError: String { String(cString: pa_strerror(pa_context_errno(context))) }

    /// Waits for the next thing to happen, and does it; false when the loop is broken. Real-time safe as far as libpulse is.
    func iterate() -> Bool { pa_mainloop_iterate(loop, 1, nil) >= 0 }

    /// Runs the loop until an operation is done, the connection breaks or the bell rings; false unless it is done.
    func finish(_ operation: OpaquePointer?) -> Bool {
        guard let operation else { return false }
        defer { pa_operation_unref(operation) }
        while pa_operation_get_state(operation) == PA_OPERATION_RUNNING {
            guard isAlive, !isStopping, iterate() else {
                pa_operation_cancel(operation)
                return false
            }
        }
        return pa_operation_get_state(operation) == PA_OPERATION_DONE
    }
}

private func ignoreBell(
    _: UnsafeMutablePointer<pa_mainloop_api>?, _: OpaquePointer?, _: Int32, _: pa_io_event_flags_t,
    _: UnsafeMutableRawPointer?
) {}
