package import Configuration
private import Foundation
private import Inference
private import Playback
private import Spoken
private import Synchronization
package import Voice
package import Wire

/// A text spoken without a daemon: into a file, or into a loudspeaker.
package struct ReadAloud {
    private let order: SpeechOrder
    private let profile: Profile
    private let catalogue: VoiceCatalogue

    package init(_ order: SpeechOrder, _ profile: Profile = Profile()) throws {
        self.order = order
        self.profile = profile
        catalogue = try Self.catalogue(profile)
    }

    /// What `taichu voices` lists.
    package static func voices(_ profile: Profile = Profile()) throws -> [VoiceDescription] { try catalogue(profile).voices() }

    private static let nothing = VoiceError(.request, "nothing to speak: expected letters or figures of a script that a voice reads")

    private static func catalogue(_ profile: Profile) throws -> VoiceCatalogue {
        VoiceCatalogue(models: ModelSearch.folders(profile, nil, ProcessInfo.processInfo.environment).map { URL(fileURLWithPath: $0) }, runtime: try Runtime())
    }

    /// Writes a WAV file.
    package func write(to path: String) throws {
        var file: WaveFile?
        try speak { samples, rate, _ in
            file = try file ?? WaveFile(URL(fileURLWithPath: path), sampleRate: rate)
            try file?.write(samples)
        }
        guard let file else { throw Self.nothing }
        try file.finish()
    }

    /// Plays it, to its end.
    ///
    /// - Parameter device: Pulse sink; empty: the default one.
    package func play(device: String) throws {
        let over = DispatchSemaphore(value: 0)
        let failure = Mutex<PlaybackError?>(nil)
        var voice = profile.voice
        voice.device = device
        let player = SoundPlayer(open: VoiceStage.opening(voice)) { event in
            switch event {
            case .ended, .stopped: over.signal()
            // There is no daemon that would wait for a sink to come back.
            case .failed(_, let error), .lost(let error, _):
                failure.withLock { $0 = error }
                over.signal()
            default: break
            }
        }
        defer { player.close() }
        var began = false
        try speak { samples, rate, mark in
            if !began {
                began = true
                player.begin(1, sampleRate: rate)
            }
            if let mark { player.mark(mark, in: 1) }
            player.append(samples, to: 1)
            while player.waitingSeconds(of: 1) > 3, failure.withLock({ $0 == nil }) { Thread.sleep(forTimeInterval: 0.05) }
            if let error = failure.withLock({ $0 }) { throw error }
        }
        guard began else { throw Self.nothing }
        player.end(1)
        over.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Makes the sound, piece by piece: samples, their rate, and the mark that stands before them.
    private func speak(_ give: ([Float], Int, String?) throws -> Void) throws {
        let language = order.language ?? (order.text.unicodeScalars.contains { $0.properties.isIdeographic } ? "zh" : "en")
        let name = order.voice ?? profile.voice.name
        let main = name.isEmpty ? try catalogue.best(for: language) : try catalogue.load(name)
        let voices = catalogue.set(main, target: LoudnessTarget(integrated: profile.voice.loudness))
        for part in order.ssml ? try SSML.parts(order.text) : [SpokenPart(.text(order.text))] {
            switch part.content {
            case .text(let text), .characters(let text):
                let spoken = if case .characters = part.content { SpokenText.characters(text, language: language == "zh" ? .mandarin : .english) } else { text }
                // Between two marks there may be nothing but a full stop.
                guard !order.ssml || spoken.contains(where: { $0.isLetter || $0.isNumber }) else { continue }
                var options = SpeechOptions()
                options.rate = min(2, max(0.5, (order.rate ?? profile.voice.rate) * part.rate))
                options.language = order.language
                var stream = try SpeechStream(spoken, voices: voices, options: options)
                while let piece = try stream.nextPiece() {
                    try give(part.volume == 1 ? piece : piece.map { $0 * Float(part.volume) }, stream.sampleRate, nil)
                }
            case .pause(let seconds):
                let rate = main.description.sampleRate
                try give([Float](repeating: 0, count: Int(min(seconds, 10) * Double(rate))), rate, nil)
            case .mark(let name): try give([], main.description.sampleRate, name)
            }
        }
    }
}
