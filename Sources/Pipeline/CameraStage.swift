internal import Capture
internal import Configuration
internal import Media
internal import Rings
internal import Scene
internal import Scheduling
private import Synchronization
internal import Tracking
internal import Wire

/// One camera of the daemon: source → mailbox → looks → scene → events.
///
/// One job at a time runs on the scheduler's vision lane; it takes the newest frame there is. Under load the jobs come later, and more
/// frames are overtaken; when the profile's floor would be broken, a look goes before speech.
final class CameraStage: Stage {
    /// What only the `look` job touches.
    private struct Looking: ~Copyable {
        var consumer: LatestFrameConsumer
        var looker: PictureLooker
        var scene: SceneState
        var pictures = PictureSender()
        var isFinished = false
    }

    private struct State {
        var lookScheduled = false
        var rangMeanwhile = false
        var life = SourceLife()
        var lookedAll = false
        var lookedAt = MediaInstant(nanoseconds: 0)
        var isPaused = false
        var fault = LastFault()
        var looks = 0
        var still = 0
        var objects = 0
        var scenes = 0
        /// Seconds from a frame's capture to its events, of the last looks.
        var latencies = RecentValues(capacity: 512)
    }

    let label: String
    let mailbox: LatestFrame
    private let source: any CameraSource
    private let around: StageSurroundings
    private let looking: Mutex<Looking>
    private let state = Mutex(State())
    private let interval: Double
    private let floor: Double
    /// A file that is read as fast as it can be looked at has times of its own, to which no latency can be told.
    private let isLive: Bool
    private let clock = MonotonicClock()

    /// - Parameter models: the graphs that all cameras share.
    init(_ camera: Profile.Camera, _ profile: Profile, _ models: VisionModels, _ around: StageSurroundings) throws(PipelineError) {
        label = camera.name
        self.around = around
        mailbox = LatestFrame()
        interval = profile.vision.objectsRate > 0 ? 1 / profile.vision.objectsRate : 1
        floor = 1 / profile.vision.floorRate
        isLive = camera.pace != .fast
        do {
            source = try makeCamera(CameraSpecification(camera), label: camera.name, mailbox: mailbox)
            let scene = try SceneState(track: camera.name, origin: around.streamStart, options: SceneOptions(profile, camera: camera.name))
            var looker = try PictureLooker(profile.vision, models, waits: camera.pace == .fast)
            try looker.warmUp(width: camera.width, height: camera.height)
            looking = Mutex(Looking(consumer: mailbox.takeConsumer(), looker: looker, scene: scene))
        } catch {
            throw PipelineError(loading: error)
        }
    }

    var doorbell: Int32 { mailbox.doorbell }

    func start() throws(PipelineError) {
        do {
            try source.start { [self] in note($0) }
        } catch {
            throw PipelineError(error)
        }
    }

    func stop() {
        source.stop()
        state.withLock { $0.life.stop() }
        announceEnd()
    }

    // MARK: The source's life

    private func note(_ event: SourceEvent) {
        if let change = state.withLock({ $0.life.take(event, of: label) }) { around.publish(.device(change)) }
        announceEnd()
    }

    var hasFailed: String? { state.withLock { $0.life.failure } }

    func setPaused(_ paused: Bool) { state.withLock { $0.isPaused = paused } }

    var isPaused: Bool { state.withLock { $0.isPaused } }

    // MARK: Looking

    /// What is to be seen now; nil before the first look. Waits for a look that is under way.
    func describe() -> SceneReport? { looking.withLock { $0.scene.describe() } }

    /// The mailbox's doorbell rang.
    func rang() {
        mailbox.clearDoorbell()
        schedule()
    }

    /// A final that takes long reads its decoder, token by token, from the cache that both cores share, and each look drives it out: looks wait for the final then, but not below the profile's floor. The next frame rings again;
    /// a file that waits for its frame to be taken would not.
    private var waitsForFinal: Bool {
        guard isLive, !mailbox.isClosed, let seconds = around.scheduler.finalSeconds, seconds > Self.patience else { return false }
        return clock.now().seconds(since: state.withLock { $0.lookedAt }) < floor
    }

    private static let patience = 0.6

    private func schedule() {
        guard !waitsForFinal else { return }
        let isNew = state.withLock { state in
            guard !state.lookScheduled else {
                state.rangMeanwhile = true
                return false
            }
            guard !state.lookedAll else { return false }
            state.lookScheduled = true
            return true
        }
        guard isNew else { return }
        let now = clock.now()
        around.scheduler.submit(.vision, deadline: now.advanced(bySeconds: interval), atLatest: now.advanced(bySeconds: floor)) { [self] in look() }
    }

    private func look() {
        looking.withLock { takeNewest(&$0) }
        let now = clock.now()
        let again = state.withLock { state in
            defer { state.rangMeanwhile = false }
            state.lookedAt = now
            state.lookScheduled = false
            return !state.lookedAll && state.rangMeanwhile
        }
        if again { schedule() }
        announceEnd()
    }

    private func takeNewest(_ looking: inout Looking) {
        if let frame = looking.consumer.take(), !isPaused { take(frame, &looking) }
        guard looking.consumer.isFinished, !looking.isFinished else { return }
        looking.isFinished = true
        publish(looking.scene.finish())
        state.withLock { $0.lookedAll = true }
    }

    private func take(_ frame: VideoFrame, _ looking: inout Looking) {
        let busy = ProcessFigures.threadSeconds
        let at = frame.capturedAt.seconds(since: around.streamStart)
        do {
            let found = try looking.looker.look(at: frame)
            state.withLock { found.isStill ? ($0.still += 1) : ($0.looks += 1) }
            var step = SceneStep()
            if let look = found.look {
                step = looking.scene.look(look)
            } else if found.isStill {
                step = looking.scene.hold(at: frame.capturedAt)
            }
            publish(step)
            if found.look != nil || found.isStill { tellTracks(step.tracked, frame, at) }
            for event in found.events(label, frame.number, at) { around.publish(event) }
            state.withLock { state in
                if isLive, found.look != nil { state.latencies.append(clock.now().seconds(since: frame.capturedAt)) }
                state.fault.clear()
            }
        } catch {
            tell(error)
        }
        around.meter.add(.vision, runs: 1, busy: ProcessFigures.threadSeconds - busy, audio: 0)
        // The picture comes after what was found in it: boxes are never behind.
        guard around.isHeard("camera.frame") else { return }
        do {
            if let picture = try looking.pictures.encode(frame, track: label, at: at) { around.publish(.cameraFrame(picture)) }
        } catch {
            tell(error)
        }
    }

    private func tell(_ error: any Error) {
        let text = "\(error)"
        guard state.withLock({ $0.fault.isNews(text) }) else { return }
        around.publish(.device(DeviceChange(track: label, state: .connected, detail: text)))
    }

    private func publish(_ step: SceneStep) {
        for event in step.events {
            if case .scene = event { state.withLock { $0.scenes += 1 } }
            around.publish(event)
        }
    }

    private func tellTracks(_ tracked: TrackedFrame, _ frame: VideoFrame, _ at: Double) {
        state.withLock { $0.objects = tracked.seen.count }
        guard around.isHeard("object.tracks") else { return }
        let objects = tracked.seen.map { ObjectTracks.Entry(id: $0.id, label: $0.label, score: $0.score, box: $0.box) }
        around.publish(.objectTracks(ObjectTracks(track: label, number: frame.number, at: at, objects: objects)))
    }

    private func announceEnd() {
        let change: DeviceChange? = state.withLock { state in
            guard state.lookedAll else { return nil }
            return state.life.lastWord(of: label)
        }
        guard let change else { return }
        around.publish(.device(change))
        around.ended()
    }

    var health: Health.Camera {
        let totals = mailbox.totals
        return state.withLock { state in
            Health.Camera(
                track: label, source: source.summary, state: state.isPaused ? "paused" : state.life.connection, frames: totals.taken + totals.skipped + totals.broken,
                looks: state.looks, still: state.still, skipped: totals.skipped, lost: totals.lost, broken: totals.broken, objects: state.objects,
                scenes: state.scenes, latency: state.latencies.median, latencyP95: state.latencies.percentile(95))
        }
    }
}
