import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// Summaries, the history, voices and dubs, through the programs' own doors.
    @Suite(.serialized) struct WordsAndVoiceTests {
        private let folder = try! TemporaryFolder()
        private static let samples = URL(filePath: Sample.path).deletingLastPathComponent()
        private static let meeting = samples.appending(path: "meeting.srt").path

        @Test func aTranscriptIsSummedUpByItsOwnSentences() async throws {
            let result = try await taichu("summarize", "--model", "none", "--length", "short", "--length", "actions", Self.meeting)
            #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
            let source = try String(contentsOfFile: Self.meeting, encoding: .utf8)
            #expect(result.output.contains("I will send the numbers to everyone by Friday."))
            for line in result.output.split(separator: "\n") { #expect(source.contains(line.prefix(20)), "\(line)") }
        }

        /// What the small model writes is checked; whatever comes out, its numbers and names were said.
        @Test func aModelsSummaryKeepsToWhatWasSaid() async throws {
            let result = try await taichu("summarize", "--model", "smollm2", "--length", "short", "--json", Self.meeting)
            #expect(result.status == 0, "\(result.errors)")
            let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
            #expect(!summary.text.isEmpty && !summary.captions.isEmpty && summary.to > 30)
            #expect(summary.method == .model ? summary.model == "smollm2" : summary.reason != nil)
        }

        @Test func aTaskIsToldByExamples() async throws {
            let examples = try folder.write(
                "mood.toml", Array("instruction = \"Repeat the last word.\"\nmaximum_tokens = 4\n[[example]]\nquestion = \"a b\"\nanswer = \"b\"\n".utf8))
            let result = try await taichu("ask", "--examples", examples, "one two")
            #expect(result.status == 0 && !result.output.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty, "\(result.errors)")
            let broken = try folder.write("broken.toml", Array("instrction = \"x\"\n".utf8))
            let refused = try await run("taichu", ["ask", "--examples", broken, "x"])
            #expect(refused.status == 78 && refused.errors.contains("broken.toml:1:1: unknown key \"instrction\""), "\(refused.errors)")
        }

        @Test func theDaemonSumsUpRemembersAndSpeaks() async throws {
            let history = folder.path("history.sqlite")
            let path = try Sample.cut(folder, "part.flac")
            let daemon = try await DaemonProcess.listening(
                ProfileText.exitAtEnd
                    + "[[source]]\nname = \"talk\"\nkind = \"file\"\npath = \"\(path)\"\npace = \"fast\"\n[speech]\nlanguage = \"en\"\n[language]\nsummaries = true\n[history]\nkeep = true\npath = \"\(history)\"\n[voice]\noutput = \"none\"\nname = \"espeak-en\"\nreads = [\"summary\"]\n")
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["summary", "voice", "caption.final"], since: 0))
            await listener.toEnd()
            #expect(await daemon.ended() == 0)
            let summaries = listener.events.compactMap { if case .summary(let summary) = $0.body { summary } else { nil } }
            #expect(summaries.contains { $0.length == .title } && summaries.contains { $0.length == .full && $0.method == .extract })
            #expect(summaries.allSatisfy { $0.captions.allSatisfy { $0.track == "talk" } })
            let spoken = listener.events.compactMap { if case .voiceEnd(let end) = $0.body { end.reason } else { nil } }
            #expect(spoken.contains(.done))
            let found = try await taichu("search", "--history", history, "--words-only", "--from", "-2h", "age of wisdom")
            #expect(found.status == 0 && found.output.contains("[talk]") && found.output.contains("wisdom"), "\(found.output)\(found.errors)")
            let exported = try await taichu("export", "--history", history, "--format", "srt")
            #expect(exported.output.hasPrefix("1\n00:00:00,000 --> "), "\(exported.output)")
            let page = try await taichu("export", "--history", history)
            #expect(page.output.hasPrefix("# 20") && page.output.contains("> **title**"), "\(page.output)")
        }

        @Test func aTextIsReadIntoAFileThatTheRecognizerUnderstands() async throws {
            let wave = folder.path("said.wav")
            let said = try await taichu("say", "The train to Berlin leaves at seven.", "--voice", "joe", "-o", wave)
            #expect(said.status == 0 && said.errors.isEmpty, "\(said.errors)")
            let heard = try await taichu("transcribe", "--language", "en", wave)
            #expect(plain(heard.output).contains("train to berlin leaves at"), "\(heard.output)")
        }

        /// A line of the subtitle file, spoken over a picture without sound.
        @Test func aVideoGetsAVoiceAndSubtitles() async throws {
            let video = folder.path("silent.mp4")
            try ChildProcess.run(["ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=160x120:r=5:d=6", "-pix_fmt", "yuv420p", video])
            let lines = try folder.write("lines.srt", Array("1\n00:00:01,000 --> 00:00:04,000\nThe train to Berlin leaves at seven.\n\n".utf8))
            let dubbed = folder.path("dubbed.mp4")
            let result = try await taichu("dub", video, "--subtitles", lines, "--voice", "joe", "-o", dubbed, "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("\"drift\":0"), "\(result.output)")
            let heard = try await taichu("transcribe", "--language", "en", dubbed)
            #expect(plain(heard.output).contains("to berlin leaves at"), "\(heard.output)")
            let list = folder.path("streams")
            try ChildProcess.run(["bash", "-c", "ffprobe -v error -show_entries stream=codec_type,nb_frames -of csv=p=0 \(dubbed) >\(list)"])
            let streams = try String(contentsOfFile: list, encoding: .utf8)
            #expect(streams.contains("video,30") && streams.contains("subtitle"), "\(streams)")
        }

        @Test func whatCannotBeDoneIsSaidInOneLine() async throws {
            let empty = try folder.write("empty.txt", Array("\n\n".utf8))
            let text = try folder.write("notes.txt", Array("Dear diary,\n".utf8))
            for (arguments, status, message) in [
                (["summarize", empty], 65, "\(empty) holds no words"),
                (["summarize", "/nowhere.srt"], 66, "cannot read /nowhere.srt"),
                (["summarize", "--model", "gpt", text], 78, "the language model \"gpt\" is not in"),
                (["search", "--history", folder.path("none.sqlite"), "word"], 66, "none.sqlite"),
                (["say", "", "-o", folder.path("x.wav")], 65, "the text is empty"),
                (["say", "☃", "-o", folder.path("x.wav")], 65, "nothing to speak in \"☃\""),
                (["say", "hello", "-o", "/nowhere/x.wav"], 73, "/nowhere/x.wav cannot be written"),
                (["say", "--ssml", "<speak>hello", "-o", folder.path("x.wav")], 65, "SSML, line 1, column 1: <speak> is not closed"),
                (["dub", text, "-o", folder.path("x.mp4")], 65, text),
                (["dub", "/nowhere.mp4", "-o", folder.path("x.mp4")], 66, "/nowhere.mp4"),
            ] as [([String], Int32, String)] {
                let result = try await run("taichu", arguments)
                #expect(result.status == status, "\(arguments): \(result.status) \(result.errors)")
                #expect(result.complaints.first?.contains(message) == true && result.complaints.count == 1, "\(arguments): \(result.errors)")
            }
        }
    }
}
