import SpeechDispatcher
import Spoken
import Synchronization

/// A module that keeps the time of speech without a sound: for the test under the real speech-dispatcher.
@main struct Probe {
    static func main() async {
        await ModuleRunner(engine: SilentVoice(), voices: [ModuleVoice(name: "Silent", language: "en"), ModuleVoice(name: "Silent Mandarin", language: "zh")]).run()
    }
}

/// A letter takes 20 ms at the usual rate.
final class SilentVoice: ModuleEngine {
    private let current = Mutex<Task<Void, Never>?>(nil)

    func perform(_ action: ModuleAction, report: @escaping @Sendable (ModuleEvent) -> Void) {
        switch action {
        case .prepare: report(.ready("The silent voice is ready."))
        case .speak(let message):
            let task = Task { await Self.speak(message, report) }
            current.withLock { $0 = task }
        case .stop(let id): cancel { report(.stopped(id)) }
        case .pause(let id): cancel { report(.paused(id)) }
        case .audio, .logLevel, .log, .quit: break
        }
    }

    private func cancel(_ then: () -> Void) {
        current.withLock {
            $0?.cancel()
            $0 = nil
        }
        then()
    }

    private static func speak(_ message: ModuleMessage, _ report: @Sendable (ModuleEvent) -> Void) async {
        report(.began(message.id))
        for part in message.parts {
            let seconds: Double
            switch part.content {
            case .text(let text), .characters(let text): seconds = Double(text.count) * 0.02 / (message.settings.rateFactor * part.rate)
            case .pause(let pause): seconds = pause
            case .mark(let name):
                report(.mark(message.id, name))
                continue
            }
            try? await Task.sleep(for: .seconds(seconds))
            if Task.isCancelled { return }
        }
        report(.ended(message.id))
    }
}
