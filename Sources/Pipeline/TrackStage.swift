internal import Capture
internal import Configuration
private import Dispatch
internal import Media
internal import Rings
internal import Scheduling
internal import Speech
private import Synchronization
internal import Wire

/// One track of the daemon: source → ring → recognizer → second pass → events.
///
/// Two chains of jobs run on the scheduler, each of them one job at a time: `hear` reads the ring and runs the first pass,
/// `finish` runs the second pass over utterances in their order. They share nothing but values.
final class TrackStage: Stage {
    /// The recognizer and its end of the ring: only the `hear` job touches them.
    private struct Hearing: ~Copyable {
        var consumer: AudioRingConsumer
        var recognizer: TrackRecognizer
        var isFinished = false
        /// Frames that were passed over while the track was paused.
        var skippedFrames: UInt64 = 0
    }

    /// What both chains and the source's thread write.
    private struct State {
        var hearScheduled = false
        /// The doorbell rang while the job was on its way: what it announced may have come after the job's last look.
        var rangMeanwhile = false
        var utterances: [Utterance] = []
        var finishing = false
        /// Results of the second pass that the recognizer has not learned from yet.
        var lessons: [[SecondPass.Result]] = []
        /// Hot-words that the passes have not taken up yet.
        var liveHotWords: EngineHotWords?
        var finalHotWords: EngineHotWords?
        var isPaused = false
        var heardAll = false
        var fault = LastFault()
        var life = SourceLife()
        var heardFrames: UInt64 = 0
        var lostFrames: UInt64 = 0
        var speaking = false
        var partials = 0
        var finals = 0
        var words = 0
    }

    let label: String
    let ring: AudioRing
    private let source: any AudioSource
    private let around: StageSurroundings
    private let options: RecognizerOptions
    private let hearing: Mutex<Hearing>
    private let secondPass: Mutex<FinalPass>
    private let state = Mutex(State())
    /// Utterances that may wait for the second pass before a file is read more slowly.
    private static let patience = 4
    /// Blocks that one job hears. A backlog is worked off in many jobs, so that other tracks get their turn and an end is soon.
    private static let blocksAtOnce = 8
    private let specification: SourceSpecification

    init(_ profile: Profile.Source, _ engine: SpeechEngine, _ wanted: RecognizerOptions, _ around: StageSurroundings) throws(PipelineError) {
        label = profile.name
        self.around = around
        ring = AudioRing(capacityFrames: profile.ringMs * AudioFormat.sampleRate / 1000)
        specification = SourceSpecification(profile)
        do {
            source = try makeSource(specification, label: profile.name, ring: ring)
        } catch {
            throw PipelineError(error)
        }
        var options = wanted
        if specification.isReadFast { options.takeTime() }
        self.options = options
        do {
            let recognizer = try TrackRecognizer(
                track: profile.name, engine: engine, options: options, streamStart: around.streamStart)
            // SAFETY: the recognizer is made here and from now on reached through the mutex only.
            nonisolated(unsafe) let owned = recognizer
            hearing = Mutex(Hearing(consumer: ring.takeConsumer(), recognizer: owned))
            secondPass = Mutex(try FinalPass(engine, options))
        } catch {
            throw PipelineError(error)
        }
    }

    var doorbell: Int32 { ring.doorbell }

    func start() throws(PipelineError) {
        do {
            try source.start { [self] in note($0) }
        } catch {
            throw PipelineError(error)
        }
    }

    /// Ends the source; what it heard up to now is still recognized.
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

    func setPaused(_ paused: Bool) {
        state.withLock { $0.isPaused = paused }
    }

    var isPaused: Bool { state.withLock { $0.isPaused } }

    /// Hot-words in place of those before: from the next look, and from the next final on.
    func use(_ hotWords: EngineHotWords) {
        state.withLock { state in
            state.liveHotWords = hotWords
            state.finalHotWords = hotWords
        }
    }

    // MARK: Hearing

    /// The ring's doorbell rang.
    func rang() {
        ring.clearDoorbell()
        scheduleHearing()
    }

    private func scheduleHearing() {
        let isNew = state.withLock { state in
            guard !state.hearScheduled else {
                state.rangMeanwhile = true
                return false
            }
            guard !state.heardAll, !(specification.isReadFast && state.utterances.count >= Self.patience) else { return false }
            state.hearScheduled = true
            return true
        }
        guard isNew else { return }
        let deadline = MonotonicClock().now().advanced(bySeconds: Double(options.hopFrames) * 0.02)
        around.scheduler.submit(.speech, deadline: deadline) { [self] in hear() }
    }

    private func hear() {
        let isLeft = hearing.withLock { drain(&$0) }
        let again = state.withLock { state in
            defer { state.rangMeanwhile = false }
            state.hearScheduled = false
            return !state.heardAll && (isLeft || state.rangMeanwhile)
        }
        if again { scheduleHearing() }
        announceEnd()
    }

    private func tell(_ error: SpeechError) {
        let isNew = state.withLock { $0.fault.isNews(error.description) }
        if isNew { around.publish(.device(DeviceChange(track: label, state: .failed, detail: error.description))) }
    }

    /// Hears what waits, up to a limit; false when nothing was left.
    private func drain(_ hearing: inout Hearing) -> Bool {
        if let hotWords = state.withLock({ $0.liveHotWords.take() }) { hearing.recognizer.use(hotWords) }
        for lesson in state.withLock({ state in
            defer { state.lessons = [] }
            return state.lessons
        }) { hearing.recognizer.learn(lesson) }
        var blocks = 0
        while !hearing.consumer.isFinished {
            if blocks == Self.blocksAtOnce { return true }
            blocks += 1
            // `finish` goes on with it.
            if specification.isReadFast, state.withLock({ $0.utterances.count >= Self.patience }) { return false }
            guard var block = hearing.consumer.read(maximumFrames: AudioFormat.sampleRate / 4) else { return false }
            if block.lostFramesBefore > 0 {
                announceGap(block)
                state.withLock { $0.lostFrames += block.lostFramesBefore }
            }
            if isPaused || hearsItself(block) {
                hearing.skippedFrames += block.lostFramesBefore + UInt64(block.samples.count)
                state.withLock { $0.speaking = false }
                metered(hearing.recognizer, audio: 0) { $0.finish() }
                continue
            }
            // To the recognizer a pause is sound that never came: the words after it keep their times.
            block.lostFramesBefore += hearing.skippedFrames
            hearing.skippedFrames = 0
            let wantsFeatures = around.isHeard("speech.features")
            if wantsFeatures != hearing.recognizer.wantsFeatures { hearing.recognizer.wantsFeatures = wantsFeatures }
            // What waits for us fills the ring always.
            let isBehind = !specification.waits && hearing.consumer.availableFrames > options.hopFrames * 320
            metered(hearing.recognizer, audio: AudioFormat.seconds(frames: UInt64(block.samples.count))) {
                $0.accept(block, isBehind: isBehind)
            }
            let speaking = hearing.recognizer.isSpeaking
            state.withLock { state in
                state.heardFrames += UInt64(block.samples.count)
                state.speaking = speaking
            }
        }
        guard !hearing.isFinished else { return false }
        hearing.isFinished = true
        metered(hearing.recognizer, audio: 0) { $0.finish() }
        state.withLock { state in
            state.heardAll = true
            state.speaking = false
        }
        return false
    }

    /// Whether the block holds the daemon's own voice. Only what has ears is asked: a file is not in the room.
    private func hearsItself(_ block: AudioBlock) -> Bool {
        guard specification.hasEars else { return false }
        return around.isSpeaking(block.capturedAt, block.capturedAt.advanced(bySeconds: AudioFormat.seconds(frames: UInt64(block.samples.count))))
    }

    /// Delivers what the recognizer makes of `audio` seconds of sound, and notes what that cost.
    private func metered(_ recognizer: TrackRecognizer, audio: Double, _ hear: (TrackRecognizer) -> [TrackRecognizer.Outcome]) {
        let busy = ProcessFigures.threadSeconds
        let looks = recognizer.looks
        deliver(hear(recognizer))
        around.meter.add(
            .voiceActivityAndFirst, runs: recognizer.looks - looks, busy: ProcessFigures.threadSeconds - busy, audio: audio)
    }

    private func announceGap(_ block: AudioBlock) {
        let end = block.capturedAt.seconds(since: around.streamStart)
        let reason =
            switch block.lossCause {
            case .overrun: "overrun"
            case .disconnected: "disconnected"
            case .device, nil: "device"
            }
        around.publish(
            .gap(
                Gap(
                    track: label, from: end - AudioFormat.seconds(frames: block.lostFramesBefore), to: end, frames: block.lostFramesBefore,
                    reason: reason)))
    }

    private func deliver(_ outcomes: [TrackRecognizer.Outcome]) {
        for outcome in outcomes {
            switch outcome {
            case .partial(let caption):
                state.withLock { $0.partials += 1 }
                around.publish(.captionPartial(caption))
            case .final(let caption):
                publishFinal(caption)
            case .fault(let error):
                tell(error)
            case .features(let features):
                around.publish(.speechFeatures(SpeechFeatures(features, track: label)))
            case .utterance(let utterance):
                let isNew = state.withLock { state in
                    state.utterances.append(utterance)
                    defer { state.finishing = true }
                    return !state.finishing
                }
                if isNew { scheduleFinishing(utterance) }
            }
        }
    }

    // MARK: Finishing

    private func scheduleFinishing(_ utterance: Utterance) {
        around.scheduler.submit(.speech, deadline: utterance.speechEnded.advanced(bySeconds: 1)) { [self] in finish() }
    }

    private func finish() {
        guard let utterance = state.withLock({ $0.utterances.first }) else { return }
        let busy = ProcessFigures.threadSeconds
        let hotWords = state.withLock { $0.finalHotWords.take() }
        var results: [SecondPass.Result] = []
        around.scheduler.beginFinal()
        defer { around.scheduler.endFinal() }
        do {
            results = try secondPass.withLock { pass throws(SpeechError) in
                if let hotWords { pass.use(hotWords) }
                return try pass.finish(utterance, track: label)
            }
            for result in results where utterance.shown != nil || !result.caption.words.isEmpty { publishFinal(result.caption) }
            state.withLock { $0.lessons.append(results) }
        } catch {
            tell(error)
            // What stands on screen must not stay open.
            if let shown = utterance.shown { publishFinal(shown.asFinal) }
        }
        around.meter.add(
            .second, runs: 1, busy: ProcessFigures.threadSeconds - busy, audio: utterance.duration, calls: results.map(\.calls).reduce(0, +),
            confirmed: results.map(\.kept).reduce(0, +))
        let next = state.withLock { state in
            state.utterances.removeFirst()
            state.finishing = !state.utterances.isEmpty
            return state.utterances.first
        }
        if let next { scheduleFinishing(next) }
        if specification.isReadFast { scheduleHearing() }
        announceEnd()
    }

    private func publishFinal(_ caption: Caption) {
        state.withLock { state in
            state.finals += 1
            state.words += caption.words.count
        }
        around.publish(.captionFinal(caption))
    }

    /// Says once that the track is over, after its last final.
    private func announceEnd() {
        let change: DeviceChange? = state.withLock { state in
            guard state.heardAll, state.utterances.isEmpty else { return nil }
            return state.life.lastWord(of: label)
        }
        guard let change else { return }
        around.publish(.device(change))
        around.ended()
    }

    var health: Health.Track {
        let backlog = AudioFormat.seconds(frames: UInt64(max(0, ring.waitingFrames)))
        return state.withLock { state in
            Health.Track(
                track: label, source: source.summary, state: state.isPaused ? "paused" : state.life.connection,
                heard: AudioFormat.seconds(frames: state.heardFrames), lost: AudioFormat.seconds(frames: state.lostFrames), backlog: backlog,
                speaking: state.speaking, partials: state.partials, finals: state.finals, words: state.words)
        }
    }
}
