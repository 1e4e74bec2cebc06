import Foundation
import Media
import Support
import Testing
import Wire

extension EndToEnd {
    /// The daemon's voice into a private PulseAudio's sink, and what can befall it.
    @Suite(.serialized) struct VoiceFaultTests {
        private let folder = try! TemporaryFolder()

        private func line(_ text: String, _ listener: Listener, output: SpeechOrder.Output = .speaker) async throws -> Int {
            guard case .saying(let line) = try await listener.ask(.say(SpeechOrder(text: text, output: output))) else { throw RawClient.Ended() }
            return line
        }

        @Test func aLoudspeakerThatVanishesIsSaidAndWaitedFor() async throws {
            let pulse = try PrivatePulse(sinks: ["speakers", "room"])
            let daemon = try await DaemonProcess.listening(ProfileText.speaking(pulse))
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["voice", "device"], since: 0))
            let first = try await line(String(repeating: "All good things come to those who wait. ", count: 6), listener)
            try await listener.until { if case .voiceStart(let start) = $0, start.line == first { true } else { nil } }
            pulse.kill()
            let lost = try await listener.until { $0.device(.lost, of: "voice") }
            #expect(lost.detail.contains("trying again in"), "\(lost)")
            try pulse.start()
            try await listener.until { $0.device(.connected, of: "voice") }
            // What was being said goes on, or ended with a reason; what comes next is heard.
            let monitor = try SinkMonitor(server: pulse.address, sink: "speakers")
            let second = try await line("We are back.", listener)
            let end = try await listener.until { body -> VoiceEnd? in if case .voiceEnd(let end) = body, end.line == second { end } else { nil } }
            #expect(end.reason == .done)
            #expect(listener.events.contains { if case .voiceEnd(let end) = $0.body { end.line == first } else { false } })
            let start = try #require(listener.events.compactMap { event -> VoiceStart? in if case .voiceStart(let start) = event.body, start.line == second { start } else { nil } }.first)
            #expect(end.at > start.at + 0.3)
            monitor.record(until: MonotonicClock().now().advanced(bySeconds: 0.2))
            #expect(monitor.loud(from: MonotonicClock().now().advanced(bySeconds: -1.5)) != nil)
            #expect(await daemon.end() == 0)
        }

        /// A book in one request: the first sound comes as soon as that of a sentence, and a stop ends the rest.
        @Test func aHundredThousandCharactersAreALineLikeAnyOther() async throws {
            let pulse = try PrivatePulse(sinks: ["speakers", "room"])
            let daemon = try await DaemonProcess.listening(ProfileText.speaking(pulse))
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["voice.start", "voice.end"], since: 0))
            let sentence = "It was the best of times. "
            let book = String(String(repeating: sentence, count: 4_000).prefix(100_000))
            let number = try await line(book, listener)
            try await listener.until { if case .voiceStart(let start) = $0, start.line == number { true } else { nil } }
            let hushed = try await listener.ask(.hush(number))
            #expect(hushed == .hushed([number]), "\(hushed)")
            #expect(try await listener.until { body -> VoiceEnd? in if case .voiceEnd(let end) = body { end } else { nil } }.reason == .stopped)
            let refusal = await #expect(throws: Refusal.self) { try await line(book + "!", listener) }
            #expect(refusal?.message.contains("has 100001 characters; expected at most 100000") == true, "\(String(describing: refusal))")
            #expect(await daemon.end() == 0)
        }

        @Test func aFileInWhichNobodySpeaksIsNotDubbed() async throws {
            let noise = folder.path("noise.wav")
            try ChildProcess.run(["ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "anoisesrc=d=6:c=pink:a=0.1:r=16000", noise])
            let result = try await run("taichu", ["dub", noise, "-o", folder.path("out.wav")])
            #expect(result.status == 65 && result.complaints.count == 1, "\(result.errors)")
            #expect(result.errors.contains("nobody speaks in it"), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("out.wav")))
        }
    }
}
