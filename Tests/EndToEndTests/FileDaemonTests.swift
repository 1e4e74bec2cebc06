import Foundation
import Glibc
import Support
import Testing
import Wire

extension EndToEnd {
    /// The daemon reads files: what it says is what `taichu transcribe` says, every time.
    @Suite(.serialized) struct FileDaemonTests {
        private let folder = try! TemporaryFolder()

        @Test func aFileReadFastHasTheTextOfTranscribeEveryTime() async throws {
            let part = try Sample.cut(folder, "part.flac", seconds: 21)
            let transcribed = try await taichu("transcribe", "--language", "en", part)
            let profile = ProfileText.file(part, name: "book") + ProfileText.english
            var runs: [[Caption]] = []
            for _ in 0..<2 {
                let daemon = try DaemonProcess(profile)
                try await daemon.says("taichud: listening: book")
                let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
                try await listener.toEnd(of: "book", in: daemon)
                #expect(listener.text("book") == plain(transcribed.output))
                checkOrder(of: listener, ahead: 21)
                #expect(listener.events.compactMap(\.body.gap).isEmpty)
                #expect(listener.events.last { $0.body.device != nil }?.body.device(.ended, of: "book")?.detail.hasPrefix("21.00 s of ") == true)
                runs.append(listener.finals)
            }
            #expect(runs[0].map(\.text) == runs[1].map(\.text))
            for (one, other) in zip(runs[0], runs[1]) {
                #expect(one.segment == other.segment && one.words.map(\.confidence) == other.words.map(\.confidence))
                let times = zip(one.words, other.words).map { abs(($0.start - one.start) - ($1.start - other.start)) }
                #expect(times.allSatisfy { $0 < 0.002 }, "\(times)")
            }
        }

        /// Both tasks at real-time pace, and `taichu watch` on it, which ends in order with the daemon.
        @Test func translationIsATrackOfItsOwnAndWatchEndsWithTheDaemon() async throws {
            let part = try Sample.late(folder, "part.flac", seconds: 4.8)
            let daemon = try await DaemonProcess.listening(
                ProfileText.exitAtEnd + ProfileText.file(part, name: "book", pace: "real-time")
                    + ProfileText.english + "tasks = [\"transcribe\", \"translate\"]\n")
            let socket = daemon.socket
            async let watched = taichu("watch", "--socket", socket)
            async let subtitles = taichu("watch", "--socket", socket, "--format", "vtt")
            let listener = try await Listener(socket, subscription: Subscription(since: 0))
            await listener.toEnd()
            await #expect(daemon.ended() == 0)
            checkOrder(of: listener)
            for task in [CaptionTask.transcribe, .translate] {
                #expect(listener.text("book", task) == "it was the best of times it was the worst of times")
            }
            let text = try await watched
            #expect(text.status == 0, "\(text.errors)")
            #expect(plain(text.output).contains("it was the best of times it was the worst of times"))
            let vtt = try await subtitles
            #expect(vtt.status == 0 && vtt.output.hasPrefix("WEBVTT\n"))
            #expect(vtt.output.contains("It was the best of times"))
        }

        /// What was being said when the daemon is asked to end is still captioned.
        @Test func theLastWordsAreNotLostWhenTheDaemonIsEnded() async throws {
            let daemon = try await DaemonProcess.listening(
                ProfileText.file(Sample.path, name: "book", pace: "real-time") + ProfileText.english)
            let listener = try await Listener(daemon.socket)
            let open = try await listener.until { body in body.partial.flatMap { $0.words.count >= 8 ? $0 : nil } }
            await #expect(daemon.end() == 0)
            await listener.toEnd()
            let final = try #require(listener.finals.last)
            #expect(final.segment == open.segment)
            #expect(plain(final.text).hasPrefix("it was the best"), "\(final.text), after: \(open.text)")
            #expect(listener.events.last { $0.body.device != nil }?.body.device(.ended, of: "book") != nil)
        }
    }
}
