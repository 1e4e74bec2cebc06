internal import Foundation
internal import Pipeline
internal import Serving
internal import SpeechDispatcher
internal import Spoken
internal import Synchronization
internal import Voice
internal import Wire

/// Has the daemon say a module's messages, over its socket: one connection hears `voice.…`, and each request has a short one of its own.
final class DaemonEngine: ModuleEngine {
    private struct State {
        /// Lines of the daemon by message, and the other way round.
        var lines: [Int: Int] = [:]
        var messages: [Int: Int] = [:]
        /// What was heard of lines before it was known whose they are: the answer to a request may come after its first events.
        var early: [Int: [EventBody]] = [:]
        /// Messages that are to stop, or to pause, as soon as their line is known.
        var ending: [Int: Bool] = [:]
        var report: (@Sendable (ModuleEvent) -> Void)?
        var listener: Task<Void, Never>?
        /// Counts the times that the daemon was heard anew; nil while it is not.
        var hearing: Int?
        var times = 0
    }

    private let socket: String
    private let state = Mutex(State())
    /// Urgent lines of the daemon are its own; a screen reader's message takes the place of the one before by itself.
    private static let priority = SpeechOrder.Priority.urgent

    init(socket: String) { self.socket = socket }

    /// What `LIST VOICES` answers: the neural voices, and espeak-ng's of the other languages.
    static func voices() -> [ModuleVoice] {
        // Without any the daemon still chooses one by the language.
        ((try? ReadAloud.voices()) ?? []).flatMap { voice in voice.languages.prefix(1).map { ModuleVoice(name: voice.name, language: $0) } }
    }

    func perform(_ action: ModuleAction, report: @escaping @Sendable (ModuleEvent) -> Void) {
        switch action {
        case .prepare: prepare(report)
        case .speak(let message): Task { await speak(message, report) }
        case .stop(let message): end(message, pausing: false)
        case .pause(let message): end(message, pausing: true)
        case .quit:
            // The process ends with this call: the daemon is told before.
            let lines = state.withLock { Array($0.lines.values) }
            let isTold = DispatchSemaphore(value: 0)
            Task { [self] in
                for line in lines { await silence(line) }
                isTold.signal()
            }
            _ = isTold.wait(timeout: .now() + 0.5)
            state.withLock { $0.listener }?.cancel()
        case .audio, .logLevel, .log: break
        }
    }

    private func path() throws -> String { try SocketPath.forClient(explicit: socket, environment: ProcessInfo.processInfo.environment) }

    // MARK: Listening

    /// Ready once the daemon is heard: a module that cannot speak is not loaded.
    private func prepare(_ report: @escaping @Sendable (ModuleEvent) -> Void) {
        state.withLock { state in
            state.report = report
            guard state.listener == nil else { return }
            state.listener = Task { [self] in await listen(report) }
        }
    }

    private func listen(_ report: @escaping @Sendable (ModuleEvent) -> Void) async {
        var isFirst = true
        while !Task.isCancelled {
            let wasFirst = isFirst
            do {
                try await WireClient.withConnection(to: try path()) { client in
                    _ = try await client.ask(.subscribe(Subscription(topics: ["voice.start", "voice.mark", "voice.end"])))
                    state.withLock { state in
                        state.times += 1
                        state.hearing = state.times
                    }
                    if wasFirst { report(.ready("Taichu speaks (\(client.hello.server.name) \(client.hello.server.version)).")) }
                    while let message = try await client.next() {
                        if case .event(let event) = message { heard(event.body) }
                    }
                }
            } catch {
                if wasFirst {
                    report(.failed("\(error)"))
                    return
                }
            }
            isFirst = false
            giveUp()
            // The daemon may be started anew.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func heard(_ body: EventBody) {
        let line: Int? = switch body {
        case .voiceStart(let start): start.line
        case .voiceMark(let mark): mark.line
        case .voiceEnd(let end): end.line
        default: nil
        }
        guard let line else { return }
        let message = state.withLock { state in
            if state.messages[line] == nil {
                state.early[line, default: []].append(body)
                // Others' lines are nobody's here; of the newest one may be ours.
                while state.early.count > 64, let oldest = state.early.keys.min() { state.early[oldest] = nil }
            }
            return state.messages[line]
        }
        if let message { tell(body, of: message, line) }
    }

    private func tell(_ body: EventBody, of message: Int, _ line: Int) {
        guard let report = state.withLock({ $0.report }) else { return }
        switch body {
        case .voiceStart: report(.began(message))
        case .voiceMark(let mark): report(.mark(message, mark.name))
        case .voiceEnd(let end):
            let isPaused = state.withLock { state in
                state.lines[message] = nil
                state.messages[line] = nil
                return state.ending.removeValue(forKey: message)
            }
            switch end.reason {
            case .done: report(.ended(message))
            case .stopped, .dropped: report(isPaused == true ? .paused(message) : .stopped(message))
            // Nothing was heard of it; the server must not wait for it.
            case .failed: report(.stopped(message))
            }
        default: break
        }
    }

    /// The daemon is gone: nothing of what was under way will end by itself.
    private func giveUp() {
        let (messages, report) = state.withLock { state in
            defer {
                state.hearing = nil
                state.lines = [:]
                state.messages = [:]
                state.early = [:]
                state.ending = [:]
            }
            return (Array(state.lines.keys), state.report)
        }
        for message in messages { report?(.stopped(message)) }
    }

    // MARK: Speaking

    private func speak(_ message: ModuleMessage, _ report: @escaping @Sendable (ModuleEvent) -> Void) async {
        let settings = message.settings
        // "c" is the locale of who has none.
        let language = settings.language.map { String($0.prefix { $0.isLetter }).lowercased() }.flatMap { $0 == "c" || $0.isEmpty ? nil : $0 }
        let order = SpeechOrder(
            text: message.markup, language: language, voice: settings.voice, rate: min(2, max(0.5, settings.rateFactor)), priority: Self.priority, ssml: true)
        let hearing = state.withLock { $0.hearing }
        do {
            let line = try await WireClient.withConnection(to: try path()) { client in
                guard case .saying(let line) = try await client.ask(.say(order)) else { return 0 }
                return line
            }
            let (early, isEnding) = state.withLock { state -> ([EventBody]?, Bool) in
                // What was not heard from its beginning has no end that is heard.
                guard let hearing, state.hearing == hearing else { return (nil, true) }
                state.lines[message.id] = line
                state.messages[line] = message.id
                // What was heard of others' lines is nobody's here.
                defer { state.early = [:] }
                return (state.early[line] ?? [], state.ending[message.id] != nil)
            }
            guard let early else {
                hush(line)
                report(.stopped(message.id))
                return
            }
            for body in early { tell(body, of: message.id, line) }
            if isEnding { hush(line) }
        } catch {
            report(.stopped(message.id))
        }
    }

    private func end(_ message: Int?, pausing: Bool) {
        let lines = state.withLock { state in
            guard let message else { return Array(state.lines.values) }
            state.ending[message] = pausing
            return state.lines[message].map { [$0] } ?? []
        }
        for line in lines { hush(line) }
    }

    private func hush(_ line: Int) {
        Task { [self] in await silence(line) }
    }

    private func silence(_ line: Int) async {
        // A daemon that is gone is silent.
        _ = try? await WireClient.withConnection(to: try path()) { client in _ = try await client.ask(.hush(line)) }
    }
}

extension ModuleMessage {
    /// The message as the daemon takes it.
    var markup: String {
        var text = "<speak>"
        for part in parts {
            switch part.content {
            case .text(let words): text += prosody(part, Self.escaped(words))
            case .characters(let characters): text += prosody(part, "<say-as interpret-as=\"characters\">\(Self.escaped(characters))</say-as>")
            case .pause(let seconds): text += "<break time=\"\(Int(seconds * 1000))ms\"/>"
            case .mark(let name): text += "<mark name=\"\(Self.escaped(name))\"/>"
            }
        }
        return text + "</speak>"
    }

    private func prosody(_ part: SpokenPart, _ inner: String) -> String {
        let volume = part.volume * settings.volumeFactor
        guard part.rate != 1 || volume != 1 else { return inner }
        return "<prosody rate=\"\(Int((part.rate * 100).rounded()))%\" volume=\"\(String(format: "%+.1f", 20 * log10(max(0.001, volume))))dB\">\(inner)</prosody>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
