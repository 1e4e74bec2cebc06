import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// A screen reader's way: its client, Debian's speech-dispatcher, our module, the daemon, a loudspeaker.
    @Suite(.serialized, .enabled(if: DispatcherServer.isInstalled)) struct ScreenReaderTests {
        @Test func aMessageIsSpokenPausedAndGoesOn() async throws {
            let pulse = try PrivatePulse(sinks: ["speakers", "room"])
            let daemon = try await DaemonProcess.listening(ProfileText.speaking(pulse))
            let server = try await DispatcherServer(module: product("sd_taichu"), voice: "espeak-de", environment: ["TAICHU_SOCKET": daemon.socket])
            // Whole, waited for.
            let said = try await server.say("-w", "The train to Berlin leaves at seven.")
            #expect(said.status == 0 && said.seconds > 1, "\(said)")

            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["voice"]))
            let client = try server.client()
            try await ask("SET SELF CLIENT_NAME test:reader:main", client)
            try await ask("SET SELF NOTIFICATION ALL ON", client)
            try await ask("SPEAK", client)
            let sentences = ["One is the number of the sun.", "Two is the number of our hands.", "Three is the number of the little pigs.", "Four is the number of the winds."]
            try await ask(sentences.joined(separator: " ") + "\r\n.", client)
            try await event("701", client)
            // In the middle of it: the daemon falls silent, and the reader is told.
            try await Task.sleep(for: .seconds(3))
            try await ask("PAUSE SELF", client)
            try await event("704", client)
            let stopped = try await listener.until { body -> VoiceEnd? in if case .voiceEnd(let end) = body { end } else { nil } }
            #expect(stopped.reason == .stopped)
            try await ask("RESUME SELF", client)
            try await event("702", client)
            // The rest was said, and not all of it again.
            let done = try await listener.until { body -> VoiceEnd? in if case .voiceEnd(let end) = body { end } else { nil } }
            #expect(done.reason == .done)
            let texts = listener.events.compactMap { event -> String? in if case .voiceStart(let start) = event.body { start.text } else { nil } }
            #expect(texts.count == 2 && texts[1].contains("little pigs") && texts[1].contains("winds") && !texts[1].contains("the sun"), "\(texts)")
            #expect(await daemon.end() == 0)
        }

        /// Sends a line; throws where the server refuses it.
        private func ask(_ line: String, _ client: RawClient) async throws {
            client.send(line + "\r\n")
            while true {
                let answer = try await client.line()
                // "2xx-…" goes on in the next line, "7xx" are events.
                if answer.hasPrefix("7") || answer.dropFirst(3).first == "-" { continue }
                try #require(answer.hasPrefix("2"), "\(line): \(answer)")
                return
            }
        }

        private func event(_ number: String, _ client: RawClient) async throws {
            while try await !client.line().hasPrefix(number + " ") {}
        }
    }
}
