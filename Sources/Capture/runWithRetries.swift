internal import Media
internal import Rings

/// The life of a device's thread: sessions, with growing pauses between them, until it is stopped or must give up.
///
/// A device that was never there is an error; one that was there once may come back under the same name, so it is waited for.
/// - Parameter interrupted: called when a session broke off, before its device is waited for.
func runWithRetries(
    stopBell: EventDescriptor, events: @escaping @Sendable (SourceEvent) -> Void, interrupted: () -> Void,
    session: ((String) -> Void) throws(CaptureError) -> Void
) {
    var delay = RetryDelay()
    var wasConnected = false
    while !stopBell.isRung {
        do throws(CaptureError) {
            try session { detail in
                wasConnected = true
                delay.reset()
                events(.connected(detail: detail))
            }
        } catch {
            if stopBell.isRung { return }
            interrupted()
            let hopeless = error.code == .giveUp || (error.code == .reconfigure && !wasConnected)
            if hopeless {
                events(.failed(error))
                return
            }
            let pause = delay.next()
            events(.lost(reason: error.message, retryIn: pause))
            if stopBell.pause(seconds: pause) { return }
        }
    }
}

/// The same for a device that writes sound.
func runWithRetries(
    sink: CaptureSink, stopBell: EventDescriptor, events: @escaping @Sendable (SourceEvent) -> Void,
    session: ((String) -> Void) throws(CaptureError) -> Void
) {
    defer { sink.close() }
    runWithRetries(stopBell: stopBell, events: events, interrupted: { sink.interrupt(.disconnected) }, session: session)
}
