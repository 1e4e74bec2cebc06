package import Rings

/// Something that leaves pictures in one `LatestFrame`: a camera, a file, a stream.
///
/// Each has one thread of its own. It is started once; it closes its mailbox when it ends, fails or is stopped.
///
/// No frame is copied more than twice between driver and tensor, as a tensor can lie over `PixelMemory`:
/// - raw pictures once, when they are converted from the driver's memory into the frame's (`CameraDecoder`);
/// - JPEGs and what FFmpeg reads twice: the decoder writes a picture, which is converted into the frame's memory (`PictureScaler`).
package protocol CameraSource: AnyObject, Sendable {
    /// Label of the camera in events.
    var label: String { get }
    /// One phrase for people: "camera /dev/video0".
    var summary: String { get }
    /// Length in seconds where there is one and it is known (videos).
    var duration: Double? { get }

    /// Starts capturing. `events` is called on the camera's thread, at changes only, and must return soon.
    ///
    /// Devices and streams are opened on that thread: what is wrong with them arrives as an event, not as an error here.
    func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError)

    /// Ends capturing, closes the mailbox and returns when the thread has ended.
    func stop()
}

/// The camera for a specification. Files are opened here, so that what is wrong with them is said at once; devices and streams
/// when started.
package func makeCamera(
    _ specification: CameraSpecification, label: String, mailbox: LatestFrame
) throws(CaptureError) -> any CameraSource {
    try makeCamera(specification, label: label, mailbox: mailbox, system: LinuxCameraSystem())
}

/// The same for a machine with other cameras than this one.
package func makeCamera(
    _ specification: CameraSpecification, label: String, mailbox: LatestFrame, system: any CameraSystem
) throws(CaptureError) -> any CameraSource {
    if let problem = specification.problem {
        throw CaptureError(code: .reconfigure, operation: "camera", status: 0, message: "\(specification.shownPlace): \(problem)")
    }
    switch specification.kind {
    case .device: return CameraThread.device(specification, label: label, mailbox: mailbox, system: system)
    case .file, .folder: return try CameraThread.file(specification, label: label, mailbox: mailbox)
    case .stream: return CameraThread.stream(specification, label: label, mailbox: mailbox)
    }
}

/// A camera source: its thread, and what that does with its mailbox's one producer until the end or until its bell is rung.
final class CameraThread: CameraSource {
    let label: String
    let summary: String
    let duration: Double?
    private let mailbox: LatestFrame
    private let thread: CaptureThread
    private let body: @Sendable (@escaping @Sendable (SourceEvent) -> Void) -> Void

    init(
        label: String, summary: String, duration: Double? = nil, mailbox: LatestFrame, thread: CaptureThread,
        body: @escaping @Sendable (@escaping @Sendable (SourceEvent) -> Void) -> Void
    ) {
        self.label = label
        self.summary = summary
        self.duration = duration
        self.mailbox = mailbox
        self.thread = thread
        self.body = body
    }

    func start(events: @escaping @Sendable (SourceEvent) -> Void) throws(CaptureError) {
        let body = body
        try thread.start { _ in body(events) }
    }

    func stop() {
        thread.stopBell.ring()
        mailbox.cancelWaiting()
        thread.stop()
    }
}
