internal import Media
internal import Scheduling
internal import Wire

/// What the daemon runs for one source or camera: from a device to events. A track, in the protocol's words.
protocol Stage: AnyObject, Sendable {
    var label: String { get }
    /// A descriptor that becomes readable when something is there to be worked on.
    var doorbell: Int32 { get }
    /// The doorbell rang.
    func rang()
    func start() throws(PipelineError)
    /// Ends the source; what it gave up to now is still worked on.
    func stop()
    func setPaused(_ paused: Bool)
    var isPaused: Bool { get }
    /// Why it can go on no more; nil while it can.
    var hasFailed: String? { get }
}

/// What every stage needs of its surroundings.
struct StageSurroundings: Sendable {
    var scheduler: Scheduler
    var meter: PassMeter
    var streamStart: MediaInstant
    var publish: @Sendable (EventBody) -> Void
    /// Whether somebody hears a topic.
    var isHeard: @Sendable (String) -> Bool
    /// Whether the daemon itself could be heard in this time: what a microphone hears then is not somebody's speech.
    var isSpeaking: @Sendable (_ from: MediaInstant, _ to: MediaInstant) -> Bool
    /// Numbers of lines that are spoken: one row of them, whoever speaks.
    var nextLine: @Sendable () -> UInt64
    /// Called when the stage has ended and everything of it is published.
    var ended: @Sendable () -> Void
}
