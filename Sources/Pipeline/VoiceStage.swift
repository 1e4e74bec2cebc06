internal import Configuration
private import Dispatch
private import Foundation
internal import Media
internal import Playback
internal import Spoken
private import Synchronization
internal import Voice
internal import Wire

/// The daemon's voice: lines in, sound and `voice.…` events out.
///
/// Clauses are made on a thread of its own while the ones before them play; who is heard when is `SpeechQueue`'s decision.
final class VoiceStage: EventListener {
    private struct State {
        var queue = SpeechQueue()
        var orders: [UInt64: SpeechOrder] = [:]
        /// Name of the voice that speaks the current line.
        var speaker = ""
        /// The sink is gone, and tried again.
        var isLost = false
        /// Called once nothing is said and nothing waits.
        var afterEnd: (@Sendable () -> Void)?
    }

    private let profile: Profile.Voice
    private let catalogue: VoiceCatalogue
    private let voices = Mutex<[String: VoiceSet]>([:])
    private let around: StageSurroundings
    private let state = Mutex(State())
    private let work = DispatchQueue(label: "taichu-voice", qos: .userInitiated)
    private let player = Mutex<SoundPlayer?>(nil)
    private let clock = MonotonicClock()

    /// A line's sound that is made ahead of what plays, in seconds: enough for a slow clause, and little to throw away.
    private static let ahead = 3.0
    /// What a microphone hears of us comes a little later, and echoes.
    private static let echo = 0.35
    /// Most characters of a line.
    private static let longest = 100_000

    /// A profile that reads aloud, or names a voice, has it loaded, and its first sentence spoken unheard; else a voice is loaded when somebody wants to hear it.
    init(_ profile: Profile, _ catalogue: VoiceCatalogue, _ around: StageSurroundings) throws(VoiceError) {
        self.profile = profile.voice
        self.catalogue = catalogue
        self.around = around
        if !profile.voice.reads.isEmpty || !profile.voice.name.isEmpty {
            let set = try set(named: profile.voice.name, language: profile.speech.language == "zh" ? "zh" : "en")
            work.async { [around] in
                do throws(VoiceError) {
                    try set.prepare()
                } catch {
                    around.publish(.device(DeviceChange(track: "voice", state: .failed, detail: error.description)))
                }
            }
        }
        guard profile.voice.output != .none else { return }
        player.withLock { player in
            player = SoundPlayer(open: Self.opening(profile.voice)) { [weak self] in self?.heard($0) }
        }
    }

    /// How a profile's output is opened.
    static func opening(_ voice: Profile.Voice) -> SoundPlayer.Open {
        { (rate) throws(PlaybackError) in
            switch voice.output {
            case .pulse, .none: try PulseSink(server: voice.server, device: voice.device, sampleRate: rate)
            case .alsa: try ALSASink(device: voice.device, sampleRate: rate)
            }
        }
    }

    private func set(named name: String, language: String) throws(VoiceError) -> VoiceSet {
        let key = name.isEmpty ? "-" + language : name
        if let known = voices.withLock({ $0[key] }) { return known }
        let main = name.isEmpty ? try catalogue.best(for: language) : try catalogue.load(name)
        let made = catalogue.set(main, target: LoudnessTarget(integrated: profile.loudness))
        return voices.withLock { voices in
            voices[key] = voices[key] ?? made
            return voices[key]!
        }
    }

    // MARK: What is to be said

    /// Takes a line; its number.
    func say(_ order: SpeechOrder, topic: String? = nil) throws(Refusal) -> Int {
        guard order.text.contains(where: { !$0.isWhitespace }) else { throw Refusal(.invalid, "in \"say\": \"text\" is empty; expected something to be said") }
        guard order.text.count <= Self.longest else {
            throw Refusal(.invalid, "in \"say\": \"text\" has \(order.text.count) characters; expected at most \(Self.longest), send the rest as further lines")
        }
        if let rate = order.rate, !(0.5...2).contains(rate) { throw Refusal(.invalid, "in \"say\": \"rate\" is \(rate); expected 0.5 to 2") }
        if order.ssml {
            do {
                _ = try SSML.parts(order.text)
            } catch {
                throw Refusal(.invalid, "in \"say\": \(error)")
            }
        }
        if let voice = order.voice {
            do throws(VoiceError) {
                _ = try set(named: voice, language: order.language ?? "en")
            } catch {
                throw Refusal(.invalid, "in \"say\": \(error.description)")
            }
        }
        let (id, decisions) = state.withLock { state in
            let id = around.nextLine()
            state.orders[id] = order
            let priority: SpeechQueue.Priority = switch order.priority {
            case .urgent: .urgent
            case .normal: .normal
            case .idle: .idle
            }
            return (id, state.queue.add(SpeechQueue.Line(id: id, priority: priority, text: order.text, topic: topic)))
        }
        act(decisions)
        return Int(id)
    }

    /// Ends a line, or all of them; the numbers of those that were ended.
    func hush(_ line: Int?) -> [Int] {
        let decisions = state.withLock { state in
            line.map { $0 > 0 ? state.queue.cancel(UInt64($0)) : [] } ?? state.queue.cancelAll()
        }
        act(decisions)
        endIfSilent()
        return decisions.compactMap { decision in
            switch decision {
            case .stop(let line, _), .drop(let line, _): Int(line.id)
            case .start: nil
            }
        }.sorted()
    }

    func take(_ body: EventBody, at time: Double) {
        let order: (text: String, language: String, topic: String)? = switch body {
        // A title comes often and is read with the eyes.
        case .summary(let summary) where profile.reads.contains("summary") && summary.length != .title: (summary.text, summary.language, "summary")
        case .scene(let scene) where profile.reads.contains("scene"): scene.words.first.map { ($0.text, $0.language, "scene \(scene.track)") }
        case .captionFinal(let caption) where profile.reads.contains("caption") && profile.delayMs == 0: (caption.text, caption.task == .translate ? "en" : caption.language, "")
        default: nil
        }
        guard let order, order.text.contains(where: \.isLetter) else { return }
        // Of captions every one is said; of scenes and summaries only the newest that waits.
        // A refusal is for clients; these texts are ours.
        _ = try? say(SpeechOrder(text: order.text, language: order.language, priority: order.topic.isEmpty ? .normal : .idle), topic: order.topic.isEmpty ? nil : order.topic)
    }

    /// What is being said, and what waits, is said to its end first.
    func finish(then after: @escaping @Sendable () -> Void) {
        let isDone = state.withLock { state in
            // A sink that is gone may never come back.
            if state.isLost || state.queue.current == nil && state.queue.waiting.isEmpty { return true }
            state.afterEnd = after
            return false
        }
        if isDone { after() }
    }

    func stop() {
        _ = hush(nil)
        player.withLock { $0 }?.close()
    }

    /// Whether our own voice could be heard in this time.
    func isHeard(from: MediaInstant, to: MediaInstant) -> Bool {
        guard profile.gate, let player = player.withLock({ $0 }) else { return false }
        return player.audible.overlap(from: from.advanced(bySeconds: -Self.echo), to: to)
    }

    // MARK: Saying it

    private func act(_ decisions: [SpeechQueue.Decision]) {
        for decision in decisions {
            switch decision {
            case .start(let line): work.async { [self] in speak(line) }
            case .stop(let line, let reason):
                player.withLock { $0 }?.stop()
                end(line.id, .stopped, reason.text)
            case .drop(let line, let reason): end(line.id, .dropped, reason.text)
            }
        }
    }

    private func isCurrent(_ id: UInt64) -> Bool { state.withLock { $0.queue.current?.id == id } }

    /// Makes a line's sound, piece by piece, as long as nobody stops it.
    private func speak(_ line: SpeechQueue.Line) {
        guard let order = state.withLock({ $0.orders[line.id] }), isCurrent(line.id) else { return }
        let busy = ProcessFigures.threadSeconds
        var sound = 0.0
        do throws(VoiceError) {
            let language = order.language ?? (line.text.unicodeScalars.contains { $0.properties.isIdeographic } ? "zh" : "en")
            let set = try set(named: order.voice ?? profile.name, language: language)
            sound = try speak(line, order, set)
        } catch {
            end(line.id, .failed, error.description)
            player.withLock { $0 }?.stop()
            proceed(after: line.id)
        }
        around.meter.add(.voice, runs: 1, busy: ProcessFigures.threadSeconds - busy, audio: sound)
    }

    /// Seconds of sound that were made.
    private func speak(_ line: SpeechQueue.Line, _ order: SpeechOrder, _ set: VoiceSet) throws(VoiceError) -> Double {
        let player = order.output == .speaker ? player.withLock { $0 } : nil
        let rate = set.main.description.sampleRate
        state.withLock { $0.speaker = set.main.description.name }
        var outlet = Outlet(line: Int(line.id), rate: rate, isHeard: around.isHeard("voice.chunk"))
        var began = false
        func give(_ samples: [Float]) {
            if !began {
                // Begun only while it is current: a line that was stopped before its first clause was made must not come to life in the player.
                began = state.withLock { state in
                    guard state.queue.current?.id == line.id else { return false }
                    player?.begin(line.id, sampleRate: rate)
                    return true
                }
                guard began else { return }
                // Without a loudspeaker its beginning is when it is there.
                if player == nil { around.publish(.voiceStart(VoiceStart(line: Int(line.id), text: order.plainText, voice: set.main.description.name, at: now))) }
            }
            player?.append(samples, to: line.id)
            for chunk in outlet.chunks(of: samples) { around.publish(.voiceChunk(chunk)) }
        }
        let parts: [SpokenPart]
        do {
            parts = order.ssml ? try SSML.parts(order.text) : [SpokenPart(.text(order.text))]
        } catch {
            throw VoiceError(.request, "\(error)")
        }
        var said = false
        func utter(_ text: String, _ part: SpokenPart) throws(VoiceError) {
            var options = SpeechOptions()
            options.rate = min(2, max(0.5, (order.rate ?? profile.rate) * part.rate))
            options.language = order.language
            do throws(VoiceError) {
                var stream = try SpeechStream(text, voices: set, options: options)
                while isCurrent(line.id), let piece = try stream.nextPiece() {
                    said = true
                    give(part.volume == 1 ? piece : piece.map { $0 * Float(part.volume) })
                    while isCurrent(line.id), let player, player.waitingSeconds(of: line.id) > Self.ahead { Thread.sleep(forTimeInterval: 0.05) }
                }
            } catch where error.code == .request {
                // A part in a script that nobody reads does not take the others with it.
            }
        }
        for part in parts where isCurrent(line.id) {
            switch part.content {
            case .text(let text):
                guard text.contains(where: { $0.isLetter || $0.isNumber }) else { continue }
                try utter(text, part)
            case .pause(let seconds): give([Float](repeating: 0, count: Int(min(seconds, 10) * Double(rate))))
            case .mark(let name):
                give([])
                if let player { player.mark(name, in: line.id) } else { around.publish(.voiceMark(VoiceMark(line: Int(line.id), name: name, at: now))) }
            case .characters(let text):
                let isChinese = order.language.map { $0 == "zh" } ?? text.unicodeScalars.contains { $0.properties.isIdeographic }
                try utter(SpokenText.characters(text, language: isChinese ? .mandarin : .english), part)
            }
        }
        guard isCurrent(line.id) else { return outlet.seconds }
        guard said else { throw VoiceError(.request, "nothing to speak in \"\(line.text.prefix(40))\": expected letters or figures of a script that a voice reads") }
        if let player {
            player.end(line.id)
        } else {
            end(line.id, .done, nil)
            proceed(after: line.id)
        }
        return outlet.seconds
    }

    // MARK: What is heard

    private func heard(_ event: PlayerEvent) {
        switch event {
        case .began(let line, let at):
            guard let order = state.withLock({ $0.orders[line] }) else { return }
            around.publish(.voiceStart(VoiceStart(line: Int(line), text: order.plainText, voice: state.withLock { $0.speaker }, at: at.seconds(since: around.streamStart))))
        case .mark(let line, let name, let at):
            state.withLock { $0.queue.reached(mark: name, in: line) }
            around.publish(.voiceMark(VoiceMark(line: Int(line), name: name, at: at.seconds(since: around.streamStart))))
        case .ended(let line, _):
            guard isCurrent(line) else { return }
            end(line, .done, nil)
            proceed(after: line)
        case .failed(let line, let error):
            end(line, .failed, error.description)
            proceed(after: line)
        case .lost(let error, let delay):
            state.withLock { $0.isLost = true }
            endIfSilent()
            around.publish(.device(DeviceChange(track: "voice", state: .lost, detail: "\(error.description); trying again in \(String(format: "%.1f", delay)) s")))
        case .connected(let place):
            state.withLock { $0.isLost = false }
            around.publish(.device(DeviceChange(track: "voice", state: .connected, detail: place)))
        case .starved, .stopped, .playing: break
        }
    }

    private var now: Double { clock.now().seconds(since: around.streamStart) }

    /// Says once that a line is over.
    private func end(_ line: UInt64, _ reason: VoiceEnd.Reason, _ detail: String?) {
        guard state.withLock({ $0.orders.removeValue(forKey: line) }) != nil else { return }
        around.publish(.voiceEnd(VoiceEnd(line: Int(line), reason: reason, detail: detail, at: now)))
    }

    private func proceed(after line: UInt64) {
        act(state.withLock { $0.queue.ended(line) })
        endIfSilent()
    }

    /// Says that the end is there, if somebody waits for it and nothing more is to be heard.
    private func endIfSilent() {
        let after = state.withLock { state in
            state.isLost || state.queue.current == nil && state.queue.waiting.isEmpty ? state.afterEnd.take() : nil
        }
        after?()
    }
}

/// Cuts a line's sound into chunks for clients.
private struct Outlet {
    let line: Int
    let rate: Int
    let isHeard: Bool
    private var index = 0
    private var frames = 0

    /// Samples of a chunk: a tenth of a second at most rates, and well below a line's limit.
    private static let most = 4_410

    init(line: Int, rate: Int, isHeard: Bool) {
        self.line = line
        self.rate = rate
        self.isHeard = isHeard
    }

    var seconds: Double { Double(frames) / Double(rate) }

    mutating func chunks(of samples: [Float]) -> [VoiceChunk] {
        frames += samples.count
        guard isHeard else { return [] }
        return stride(from: 0, to: samples.count, by: Self.most).map { start in
            var data = Data(capacity: 2 * Self.most)
            for sample in samples[start..<min(start + Self.most, samples.count)] {
                withUnsafeBytes(of: Int16((max(-1, min(1, sample)) * 32_767).rounded()).littleEndian) { data.append(contentsOf: $0) }
            }
            defer { index += 1 }
            return VoiceChunk(line: line, index: index, rate: rate, samples: data.base64EncodedString())
        }
    }
}

extension SpeechOrder {
    /// The text as people read it.
    fileprivate var plainText: String { ssml ? SSML.stripped(text) : text }
}

extension SpeechQueue.Reason {
    fileprivate var text: String? {
        switch self {
        case .interrupted(let line): "line \(line) is more urgent"
        case .replaced(let line): "line \(line) is newer"
        case .full: "too many lines wait"
        case .cancelled: nil
        }
    }
}
