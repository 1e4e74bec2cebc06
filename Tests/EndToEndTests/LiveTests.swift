import Foundation
import Glibc
import Support
import Testing
import Wire

extension EndToEnd {
    /// The daemon at the monitors of a private PulseAudio's sinks.
    @Suite(.serialized) struct LiveTests {
        private let folder = try! TemporaryFolder()

        @Test func twoSpeakersAreCaptionedWhileTheySpeakAndAServerThatDiesIsWaitedFor() async throws {
            let pulse = try PrivatePulse(sinks: ["left", "right"])
            let daemon = try await DaemonProcess.listening(
                "[daemon]\nhealth_interval = 1.0\n" + ProfileText.monitor("one", of: pulse, sink: "left")
                    + ProfileText.monitor("two", of: pulse, sink: "right") + ProfileText.english)
            let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
            #expect(listener.hello.server.name == "taichud")
            #expect(listener.hello.topics == EventBody.topics)
            var connected: Set<String> = []
            try await listener.until { body in
                if let change = body.device, change.state == .connected { connected.insert(change.track) }
                return connected == ["one", "two"] ? true : nil
            }

            // Both speak at once.
            let first = try Sample.cut(folder, "first.wav")
            let second = try Sample.cut(folder, "second.wav", from: 20.9, seconds: 3.6)
            let began = now(on: listener.hello)
            let players = [try pulse.play(first, sink: "left"), try pulse.play(second, sink: "right")]

            // Someone who comes late begins with what is being said.
            let heard = try await listener.until { body in body.partial.flatMap { $0.track == "one" && $0.words.count >= 4 ? $0 : nil } }
            let late = try await Listener(daemon.socket, subscription: Subscription(topics: ["caption"], tracks: ["one"]))
            let snapshot = try await late.until { $0.partial ?? $0.final }
            #expect(snapshot.segment == heard.segment && snapshot.revision >= heard.revision)
            #expect(snapshot.words.count >= 2)

            // A second daemon does not get this one's socket; rude clients do it no harm.
            try await secondDaemonIsRefused(daemon)
            try await rudeClients(daemon.socket)

            try await listener.until { _ in listener.text("two").isEmpty ? nil : true }
            try await listener.until { _ in listener.text("one").split(separator: " ").count < 24 ? nil : true }
            #expect(listener.text("one") == Sample.beginningText)
            #expect(listener.text("two") == "we had everything before us we had nothing before us")
            for (track, seconds) in [("one", Sample.beginning), ("two", 3.6)] {
                for caption in listener.finals(track) {
                    #expect(caption.pass == .second && caption.language == "en")
                    checkTimes(of: caption, within: began - 0.1...began + seconds + 1.5)
                }
                let finalAt = listener.events.firstIndex { $0.body.final?.track == track }
                let partialAt = listener.events.firstIndex { $0.body.partial?.track == track }
                #expect(try #require(partialAt) < (try #require(finalAt)))
            }
            for player in players { await #expect(player.ended() == 0) }

            // The programs of the command line find the same daemon.
            let status = try await taichu("status", "--json", "--socket", daemon.socket)
            let health = try JSONDecoder().decode(Health.self, from: Data(status.output.utf8))
            #expect(health.tracks.map(\.track) == ["one", "two"])
            #expect(health.tracks.allSatisfy { $0.state == "connected" && $0.heard > 3 && $0.finals > 0 })
            #expect(health.passes.map(\.name) == ["first", "second"])
            // Looks, of which there is one a hop of 0.32 s at most and one for each partial; and utterances.
            try #require(health.passes.count == 2)
            let (looks, utterances) = (health.passes[0], health.passes[1])
            #expect(looks.runs >= health.tracks.map(\.partials).reduce(0, +) && Double(looks.runs) <= utterances.audio / 0.32 + 10, "\(health.passes)")
            #expect(utterances.runs >= health.tracks.map(\.finals).reduce(0, +) && utterances.runs < 20, "\(health.passes)")
            #expect(abs(looks.audio - health.tracks.map(\.heard).reduce(0, +)) < 1 && utterances.audio < looks.audio, "\(health.passes)")
            let table = try await taichu("status", "--socket", daemon.socket)
            #expect(table.status == 0 && table.output.contains("real-time factor"))
            // The profile names a server that is not the default one.
            let devices = try await taichu("devices", "--json", "--socket", daemon.socket)
            let list = try JSONDecoder().decode(DeviceAnswer.self, from: Data(devices.output.utf8))
            #expect(Set(list.devices.filter { $0.server == pulse.address }.map(\.name)) == ["left", "right"], "\(devices.output)")

            // A paused track hears nothing; the other one does; times are right afterwards.
            let sentence = try Sample.cut(folder, "sentence.wav", seconds: 4.8)
            let finalsBefore = listener.finals.count
            expect(try await listener.ask(.pause(["one"])), .paused(["one"]))
            let deaf = try pulse.play(sentence, sink: "left")
            let hearing = try pulse.play(sentence, sink: "right")
            try await listener.until { _ in listener.finals.count > finalsBefore ? true : nil }
            #expect(listener.finals("two").last.map { plain($0.text) } == "it was the best of times it was the worst of times")
            #expect(listener.text("one") == Sample.beginningText, "paused, and yet heard")
            for player in [deaf, hearing] { await #expect(player.ended() == 0) }
            expect(try await listener.ask(.resume(nil)), .resumed([]))
            var again = now(on: listener.hello)
            var player = try pulse.play(sentence, sink: "left")
            var caption = try await listener.until { $0.final }
            #expect(caption.track == "one")
            #expect(plain(caption.text) == "it was the best of times it was the worst of times")
            checkTimes(of: caption, within: again - 0.1...again + 6.3)
            await #expect(player.ended() == 0)

            // The server dies and comes back.
            pulse.kill()
            let lost = try await listener.until { $0.device(.lost, of: "one") }
            #expect(lost.detail.contains("PulseAudio at \(pulse.address)") && lost.detail.contains("next try in "))
            try pulse.start()
            try await listener.until { $0.device(.connected, of: "one") }
            again = now(on: listener.hello)
            player = try pulse.play(sentence, sink: "left")
            caption = try await listener.until { $0.final }
            #expect(plain(caption.text) == "it was the best of times it was the worst of times")
            checkTimes(of: caption, within: again - 0.1...again + 6.3)
            await #expect(player.ended() == 0)
            let gap = try #require(listener.events.compactMap(\.body.gap).first { $0.track == "one" })
            #expect(gap.reason == "disconnected" && gap.to > gap.from && gap.frames > 0)

            await #expect(daemon.end() == 0)
            await listener.toEnd()
            checkOrder(of: listener)
            #expect(!FileManager.default.fileExists(atPath: daemon.socket))
        }

        /// Through ALSA's `pulse` plug-in; the language is found out, and a watching program ends with the daemon.
        @Test func anALSADeviceIsHeardAndItsLanguageFound() async throws {
            let pulse = try PrivatePulse()
            let configuration = try folder.write(
                "asound.conf", Array("</usr/share/alsa/alsa.conf>\npcm.captions { type pulse server \"\(pulse.address)\" }\n".utf8))
            let daemon = try await DaemonProcess.listening(
                "[[source]]\nname = \"card\"\nkind = \"alsa\"\ndevice = \"captions\"\n[speech]\nlanguage = \"auto\"\n",
                environment: ["PULSE_SERVER": pulse.address, "ALSA_CONFIG_PATH": configuration])
            let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
            try await listener.until { $0.device(.connected, of: "card") }
            let player = try pulse.play(try Sample.cut(folder, "sentence.wav", seconds: 4.8))
            let caption = try await listener.until { $0.final }
            #expect(plain(caption.text) == "it was the best of times it was the worst of times")
            #expect(caption.language == "en")
            await #expect(player.ended() == 0)
            await #expect(daemon.end() == 0)
            await listener.toEnd()
            checkOrder(of: listener)
        }

        private func secondDaemonIsRefused(_ daemon: DaemonProcess) async throws {
            let profile = try folder.write("second.toml", Array(ProfileText.file(Sample.path).utf8))
            let result = try await run("taichud", ["--profile", profile, "--socket", daemon.socket])
            #expect(result.status == 73)
            #expect(result.complaints == [
                "taichud: a running daemon (process \(daemon.pid)) already listens at \(daemon.socket); use that one, end it, or choose another path (daemon.socket in the profile)"
            ])
        }

        /// Garbage, half a line, ten megabytes without a newline, and one who vanishes in the middle of a word.
        private func rudeClients(_ socket: String) async throws {
            let garbage = try RawClient(socket)
            garbage.send("\u{1}\u{2} what?\n[]\n{\"request\":1}\n")
            var answers = await garbage.messagesToEnd()
            #expect(answers.count == 4, "hello, and an error for each line: \(answers)")

            let half = try RawClient(socket)
            half.send("{\"request\":\"sub")

            let endless = try RawClient(socket)
            let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)
            var taken = 0
            while taken < 10, endless.send(megabyte) { taken += 1 }
            #expect(taken < 10, "ten megabytes without a newline were taken")

            do {
                let vanishing = try RawClient(socket)
                vanishing.send("{\"request\":\"subscribe\"}\n{\"request\":\"status\"}\n{\"re")
            }
            // The one with half a line is still served when it goes on.
            half.send("scribe\",\"topics\":[\"health\"]}\n")
            answers = [try await half.message(), try await half.message()]
            guard case .reply(.subscribed, id: nil) = answers[1] else {
                Issue.record("half a line, completed: \(answers)")
                return
            }
        }

        /// Media seconds of this moment.
        private func now(on hello: Hello) -> Double {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) - hello.start.monotonic) / 1e9
        }

        private func expect(_ reply: ReplyBody, _ expected: ReplyBody, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(reply == expected, sourceLocation: sourceLocation)
        }
    }
}

/// What `taichu devices --json` prints.
private struct DeviceAnswer: Decodable {
    var devices: [DeviceEntry]
    var problems: [String]
}
