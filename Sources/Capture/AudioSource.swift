/// Something that fills one `AudioRing` with sound: a device, a file, a pipe.
///
/// Each source has one thread of its own; in steady state that thread reads, stamps the time, writes the ring and rings its
/// bell, and nothing else. A source is started once; it closes its ring when it ends, fails or is stopped.
package protocol AudioSource: AnyObject, Sendable {
    /// Label of the track in captions.
    var label: String { get }
    /// One phrase for people: "PulseAudio source “x”".
    var summary: String { get }
    /// Length in seconds where there is one and it is known (files).
    var duration: Double? { get }

    /// Starts capturing. `events` is called on the capture thread, at changes only, and must return soon.
    ///
    /// Devices are opened on that thread: what is wrong with them arrives as an event, not as an error here.
    func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError)

    /// Ends capturing, closes the ring and returns when the thread has ended (at once, or within a few periods).
    func stop()
}

extension AudioSource {
    package var duration: Double? { nil }
}

/// A change in a source's life. Lost frames are not events: the ring carries them in their place, the mailbox counts them.
package enum SourceEvent: Equatable, Sendable {
    /// Sound or pictures flow; `detail` names the device and its native format, of sound also period and the thread's scheduling.
    case connected(detail: String)
    /// Gone; the source tries again by itself in `retryIn` seconds.
    case lost(reason: String, retryIn: Double)
    /// Something the user should know, while all goes on ("the file is cut short: …").
    case notice(String)
    /// The end: a file was read, a pipe was closed.
    case ended(detail: String)
    /// The source will not be retried.
    case failed(CaptureError)
}
