import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// A wav2vec2 checkpoint of the user's own, from its folder to captions: of a file, of a running daemon, with what the user knows to be likely.
    @Suite(.serialized) struct CheckpointTests {
        private let folder = try! TemporaryFolder()

        @Test func anAddedCheckpointWritesWhatItHearsAndHeedsHotWords() async throws {
            let source = folder.path("tones"), environment = ["TAICHU_MODEL_STORE": folder.path("store")]
            try ToneCheckpoint.write(to: URL(filePath: source))
            let added = try await taichu("models", "add", source, environment: environment)
            #expect(added.status == 0, "\(added.errors)")

            // The third letter of "TAI" has a U beside it that is half as loud again.
            let clip = try clip(ToneCheckpoint.sound("TAI|CHU", also: [2: ("U", 0.3)]))
            let words = try folder.write("words", Array("# a name\ntai chu\t5\n".utf8))
            func transcribed(_ options: String...) async throws -> Outcome {
                try await run("taichu", ["transcribe", "--checkpoint", "tones"] + options + [clip], environment: environment)
            }
            #expect(try await plain(transcribed().output) == "tau chu")
            #expect(try await plain(transcribed("--hotwords", words).output) == "tai chu")
            // A language model is read; one that is none is refused.
            let model = try folder.write("words.arpa", Array("\\data\\\nngram 1=4\n\\1-grams:\n-1 <s>\n-1 </s>\n-1 tau\n-1 chu\n\\end\\\n".utf8))
            #expect(try await plain(transcribed("--language-model", model).output) == "tau chu")
            let refused = try await transcribed("--language-model", words)
            #expect(refused.status == 78 && refused.complaints.count == 1 && refused.errors.hasPrefix("taichu: \(words):"), "\(refused)")

            for (hotWords, text) in [("", "tau chu"), (words, "tai chu")] {
                let daemon = try await DaemonProcess.listening(
                    ProfileText.file(clip, name: "tones") + "[speech]\ncheckpoint = \"tones\"\nhotwords = \"\(hotWords)\"\n", environment: environment)
                let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
                try await listener.until { $0.final }
                await #expect(daemon.end() == 0)
                await listener.toEnd()
                #expect(listener.text("tones") == text)
                checkOrder(of: listener, ahead: 10)
            }
        }

        /// Our own model, and a program that says while it listens what is likely: the text is written as the user writes it.
        @Test func hotWordsOfAWatchingProgramReachTheRunningDaemon() async throws {
            let pulse = try PrivatePulse()
            let daemon = try await DaemonProcess.listening(ProfileText.monitor("room", of: pulse, sink: "speakers") + ProfileText.english)
            let (socket, words) = (daemon.socket, try folder.write("words", Array("of Times\t6\n".utf8)))
            async let watched = taichu("watch", "--socket", socket, "--hotwords", words)
            let listener = try await Listener(socket)
            // Nobody speaks before the other program is there, too; its list is a line behind its connection, the sound's first word more than a second behind its start.
            for _ in 0..<600 {
                guard case .status(let health) = try await listener.ask(.status) else { break }
                if health.clients >= 2, health.tracks.first?.state == "connected" { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            let player = try pulse.play(try Sample.cut(folder, "sentence.wav", seconds: 4.8))
            let text = "best of Times, it was the worst of Times"
            let caption = try await listener.until { $0.final }
            #expect(caption.text.contains(text), "\(caption.text)")
            await #expect(player.ended() == 0)
            await #expect(daemon.end() == 0)
            let printed = try await watched
            #expect(printed.output.contains(text), "\(printed)")
        }

        /// Somebody reads, and over it there are tones: one second of silence, and the tones 1.3 s into the reading.
        private func clip(_ tones: [Float]) throws -> String {
            let raw = try folder.write("tones.f32", tones.withUnsafeBytes { Array($0) })
            let path = folder.path("clip.wav")
            let filter = "[1]adelay=1300[tones];[0][tones]amix=inputs=2:normalize=0:duration=first,adelay=1000,apad=pad_dur=1"
            try ChildProcess.run([
                "ffmpeg", "-loglevel", "error", "-t", "4.8", "-i", Sample.path, "-f", "f32le", "-ar", "16000", "-ac", "1", "-i", raw, "-filter_complex", filter, path,
            ])
            return path
        }
    }
}
