import Foundation
import Inference
import Support
import Testing
import Voice

/// What the voice tests share: the voices that the set-up made.
enum VoiceFixture {
    private static let cache =
        ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    static let models = URL(filePath: "\(cache)/taichu/models")

    /// One a process.
    static let runtime = Result { try Runtime() }

    static let catalogue = Result { VoiceCatalogue(models: [models], runtime: try runtime.get()) }

    /// Joe without his random liveliness: the same text is the same sound.
    static let joe = Result { try PiperVoice(VoiceModel.joe.directory(in: models), name: "joe", runtime: runtime.get(), steady: true) }

    static let kumo = Result { try catalogue.get().load("jm_kumo") }

    static func all(_ stream: consuming SpeechStream) throws -> [SpokenClause] {
        var stream = stream, clauses: [SpokenClause] = []
        while let clause = try stream.next() { clauses.append(clause) }
        return clauses
    }

    static func error(_ body: () throws -> Void) -> VoiceError? {
        do {
            try body()
            return nil
        } catch {
            return error as? VoiceError
        }
    }
}

/// A voice that hums a tone for each letter, so that joins, pauses and levels are seen without a network.
struct HummingVoice: SpeechVoice {
    let description: VoiceDescription
    var level: Float = 0.1
    var secondsPerLetter = 0.05

    init(_ name: String = "hum", languages: [String] = ["en"], sampleRate: Int = 16_000) {
        description = VoiceDescription(name: name, languages: languages, engine: .espeak, sampleRate: sampleRate, place: "here")
    }

    func speak(_ clause: [VoiceRun], rate: Double) -> VoiceSound? {
        let letters = clause.map { $0.text.count { $0.isLetter } }.reduce(0, +)
        guard letters > 0 else { return nil }
        let count = Int(Double(letters) * secondsPerLetter / rate * Double(description.sampleRate))
        // Silence around it, as the networks give.
        let silence = [Float](repeating: 0, count: description.sampleRate / 5)
        let tone = (0..<count).map { level * Float(sin(2 * Double.pi * 300 * Double($0) / Double(description.sampleRate))) }
        return VoiceSound(samples: silence + tone + silence, sampleRate: description.sampleRate)
    }
}
