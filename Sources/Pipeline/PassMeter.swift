private import Synchronization
internal import Wire

/// How long each pass was busy and with how much sound; their quotient is its real-time factor. Runs are the looks of the first
/// pass (voice activity, which shares its figures, runs all the time) and the utterances of the second.
final class PassMeter: Sendable {
    enum Pass: String, CaseIterable {
        case voiceActivityAndFirst = "first", second, vision, language, voice
    }
    private let passes = Mutex<[Pass: Health.Pass]>([:])

    /// - Parameters:
    ///   - calls: of the decoder, where the pass counts them.
    ///   - confirmed: draft tokens that they confirmed.
    func add(_ pass: Pass, runs: Int, busy: Double, audio: Double, calls: Int? = nil, confirmed: Int? = nil) {
        passes.withLock { passes in
            var entry = passes[pass] ?? Health.Pass(name: pass.rawValue, runs: 0, busy: 0, audio: 0)
            entry.runs += runs
            entry.busy += busy
            entry.audio += audio
            if let calls { entry.calls = (entry.calls ?? 0) + calls }
            if let confirmed { entry.confirmed = (entry.confirmed ?? 0) + confirmed }
            passes[pass] = entry
        }
    }

    var all: [Health.Pass] { passes.withLock { passes in Pass.allCases.compactMap { passes[$0] } } }
}
