internal import Configuration
private import Dispatch
internal import Dubbing
private import Foundation
internal import Media
internal import Playback
private import Synchronization
internal import Voice
internal import Wire

/// Another voice, live: each line is spoken at the time at which it was said, plus a delay that is the same for all.
///
/// The delay has to cover the longest utterance, its recognition and its synthesis; a line that is late all the same is spoken at once, and its neighbours keep their times. Lines are made a
/// little faster or slower to fill the original's, within 0.85 to 1.2.
final class LiveDubbing: EventListener {
    private struct State {
        /// Media seconds at which a line is due, by number, and its text.
        var due: [UInt64: (at: Double, text: String, said: Double)] = [:]
        /// How much before its time a line is handed to the player, so that it is heard at its time: learned from line to line.
        var lead = 0.06
        /// Media seconds at which the last line that was made will have been said.
        var busyUntil = 0.0
        var delays = RecentValues(capacity: 256)
        var spoken = 0
        /// The sink is gone, and tried again.
        var isLost = false
        var afterEnd: (@Sendable () -> Void)?
    }

    private let profile: Profile.Voice
    private let delay: Double
    private let task: CaptionTask
    private let around: StageSurroundings
    private let speaker: DubSpeaker
    private let state = Mutex(State())
    private let work = DispatchQueue(label: "taichu-dub", qos: .userInitiated)
    private let timer = DispatchQueue(label: "taichu-dub-timer", qos: .userInteractive)
    private let player = Mutex<SoundPlayer?>(nil)
    private let clock = MonotonicClock()
    private static let rates = 0.85...1.2
    /// A line that is this many seconds late is not said any more: who was away for an hour does not get it all at once.
    private static let latest = 10.0
    /// A sink that was given back is opened so many seconds before the line: one that sleeps may need two to wake (PulseAudio's null sink does).
    private static let opening = 3.0

    init(_ profile: Profile, _ catalogue: VoiceCatalogue, _ around: StageSurroundings) throws(VoiceError) {
        self.profile = profile.voice
        self.around = around
        delay = Double(profile.voice.delayMs) / 1000
        task = profile.speech.tasks.last.flatMap(CaptionTask.init(rawValue:)) ?? .transcribe
        let language = task == .translate ? "en" : profile.speech.language == "auto" ? "en" : profile.speech.language
        let main = profile.voice.name.isEmpty ? try catalogue.best(for: language) : try catalogue.load(profile.voice.name)
        let set = catalogue.set(main, target: LoudnessTarget(integrated: profile.voice.loudness))
        speaker = DubSpeaker(voices: set, language: task == .translate ? "en" : nil)
        // Before the first word is heard: what is late at the beginning stays late for a while.
        try set.prepare()
        player.withLock { player in
            player = SoundPlayer(open: VoiceStage.opening(profile.voice)) { [weak self] in self?.heard($0) }
        }
    }

    func take(_ body: EventBody, at time: Double) {
        guard case .captionFinal(let caption) = body, caption.task == task else { return }
        for line in DubLine.lines(of: caption) {
            let id = state.withLock { state in
                let id = around.nextLine()
                state.due[id] = (line.from + delay, line.text, line.from)
                return id
            }
            work.async { [self] in make(line, id) }
        }
    }

    /// Lines that are still due are said first.
    func finish(then after: @escaping @Sendable () -> Void) {
        let isDone = state.withLock { state in
            // A sink that is gone may never come back.
            if state.due.isEmpty || state.isLost { return true }
            state.afterEnd = after
            return false
        }
        if isDone { after() }
    }

    func stop() { player.withLock { $0 }?.close() }

    /// Figures for `status`.
    var health: Health.Voice {
        state.withLock { Health.Voice(lines: $0.spoken, delay: $0.delays.median, delayP95: $0.delays.percentile(95)) }
    }

    private func make(_ line: DubLine, _ id: UInt64) {
        guard isInTime(id) else { return }
        do throws(VoiceError) {
            var sound = try speaker.speak(line.text, rate: 1)
            let due = line.from + delay
            // A line that has to wait for the one before has less room, and catches up.
            let begins = max(due, state.withLock { $0.busyUntil })
            let room = max(0.2, line.to + delay - begins)
            let wanted = min(Self.rates.upperBound, max(Self.rates.lowerBound, sound.seconds / room))
            if abs(wanted - 1) > 0.03 { sound = try speaker.speak(line.text, rate: wanted) }
            let samples = sound.samples, rate = sound.sampleRate
            let lead = state.withLock { state in
                state.busyUntil = begins + sound.seconds
                return state.lead
            }
            let wait = around.streamStart.advanced(bySeconds: due - lead).seconds(since: clock.now())
            after(wait - Self.opening) { [self] in player.withLock { $0 }?.prepare(sampleRate: rate) }
            after(wait) { [self] in
                guard isInTime(id), let player = player.withLock({ $0 }) else { return }
                player.begin(id, sampleRate: rate)
                player.append(samples, to: id)
                player.end(id)
            }
        } catch {
            end(id, .failed, error.description)
        }
    }

    /// Not `asyncAfter`: it may come late by a tenth of what there is to wait.
    private func after(_ seconds: Double, _ body: @escaping @Sendable () -> Void) {
        let alarm = DispatchSource.makeTimerSource(flags: .strict, queue: timer)
        alarm.schedule(deadline: .now() + max(0, seconds), leeway: .nanoseconds(0))
        alarm.setEventHandler {
            alarm.cancel()
            body()
        }
        alarm.resume()
    }

    /// Whether a line can still be said; one that cannot is over.
    private func isInTime(_ id: UInt64) -> Bool {
        let (due, isLost) = state.withLock { ($0.due[id]?.at, $0.isLost) }
        guard let due, !isLost, clock.now().seconds(since: around.streamStart) - due < Self.latest else {
            end(id, .dropped, isLost ? "there is no loudspeaker" : "it came too late")
            return false
        }
        return true
    }

    private func heard(_ event: PlayerEvent) {
        switch event {
        case .began(let line, let at):
            let seconds = at.seconds(since: around.streamStart)
            let entry = state.withLock { state -> (at: Double, text: String, said: Double)? in
                guard let entry = state.due[line] else { return nil }
                let late = seconds - entry.at
                // A line that waited for another, or for its synthesis, says nothing about the sink.
                if abs(late) < 0.3 { state.lead = min(0.3, max(0, state.lead + 0.3 * late)) }
                state.delays.append(seconds - entry.said)
                state.spoken += 1
                return entry
            }
            if let entry { around.publish(.voiceStart(VoiceStart(line: Int(line), text: entry.text, voice: speaker.name, at: seconds))) }
        case .ended(let line, _): end(line, .done, nil)
        case .failed(let line, let error): end(line, .failed, error.description)
        case .lost(let error, let delay):
            let after = state.withLock { state in
                state.isLost = true
                return state.afterEnd.take()
            }
            after?()
            around.publish(.device(DeviceChange(track: "voice", state: .lost, detail: "\(error.description); trying again in \(String(format: "%.1f", delay)) s")))
        case .connected(let place):
            state.withLock { $0.isLost = false }
            around.publish(.device(DeviceChange(track: "voice", state: .connected, detail: place)))
        case .mark, .starved, .stopped, .playing: break
        }
    }

    private func end(_ line: UInt64, _ reason: VoiceEnd.Reason, _ detail: String?) {
        let (isKnown, after) = state.withLock { state in
            let isKnown = state.due.removeValue(forKey: line) != nil
            return (isKnown, state.due.isEmpty ? state.afterEnd.take() : nil)
        }
        if isKnown { around.publish(.voiceEnd(VoiceEnd(line: Int(line), reason: reason, detail: detail, at: clock.now().seconds(since: around.streamStart)))) }
        after?()
    }
}
