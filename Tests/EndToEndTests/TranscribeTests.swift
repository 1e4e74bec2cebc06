import Foundation
import Glibc
import Support
import Testing
import Wire

extension EndToEnd {
    /// `taichu transcribe`: files of good and bad kinds, and places to write to.
    @Suite(.serialized) struct TranscribeTests {
        private let folder = try! TemporaryFolder()

        @Test func theSampleSaysTheFamousWords() async throws {
            let result = try await taichu("transcribe", "--language", "en", Sample.path)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.isEmpty)
            let text = plain(result.output)
            for words in [
                Sample.beginningText, "it was the epoch of belief", "season of light", "season of darkness", "it was the spring of hope",
                "it was the winter of despair", "we had everything before us we had nothing before us", "direct to heaven",
                "its noisiest authorities insisted on its being received", "in the superlative degree of comparison only",
            ] {
                #expect(text.contains(words), "no \"\(words)\" in: \(text)")
            }
        }

        @Test func subtitlesAndLinesHaveTheirForms() async throws {
            let path = try Sample.cut(folder, "part.flac")
            let srt = try await taichu("transcribe", "--format", "srt", "--language", "en", path)
            // The recording's first sound is 1.2 s behind its beginning.
            #expect(srt.output.hasPrefix("1\n00:00:01,"), "\(srt.output)")
            #expect(srt.output.contains(" --> 00:00:0"))
            let vtt = try await taichu("transcribe", "--format", "vtt", "--language", "en", path)
            #expect(vtt.output.hasPrefix("WEBVTT\n\n"), "\(vtt.output)")
            #expect(vtt.output.contains("\n00:01.") || vtt.output.contains("\n00:00:01."), "\(vtt.output)")
            let json = try await taichu("transcribe", "--format", "json", path)
            let captions = try json.output.split(separator: "\n").map { line in
                let message = try LineCodec.decodeMessage(Array(line.utf8))
                guard case .event(let event) = message, case .captionFinal(let caption) = event.body else {
                    throw LineReader.Ended()
                }
                return caption
            }
            #expect(plain(captions.map(\.text).joined(separator: " ")) == Sample.beginningText)
            for caption in captions {
                #expect(caption.language == "en", "the language was to be found out")
                #expect(caption.track == "part.flac")
                checkTimes(of: caption, within: 0...Sample.beginning)
            }
        }

        /// The same words whatever the container holds. NaN and infinity among the samples are silence.
        @Test(arguments: [
            ("eight-bit.wav", ["-c:a", "pcm_u8"]), ("24-bit.wav", ["-c:a", "pcm_s24le"]), ("96-khz.wav", ["-ar", "96000"]),
            ("eight-channels.wav", ["-ac", "8"]), ("float.wav", ["-c:a", "pcm_f32le"]), ("compressed.ogg", ["-c:a", "libvorbis"]),
        ]) func everyKindOfFileHasTheSameWords(name: String, options: [String]) async throws {
            let path = try Sample.cut(folder, name, options)
            if name == "float.wav" { try poison(path) }
            let result = try await taichu("transcribe", "--language", "en", path)
            #expect(result.status == 0, "\(result.errors)")
            #expect(plain(result.output) == Sample.beginningText)
        }

        @Test func standardInputIsHeard() async throws {
            let path = try Sample.cut(folder, "raw", ["-f", "s16le", "-ar", "16000", "-ac", "1"])
            let result = try await taichu("transcribe", "--language", "en", "-", input: .file(path))
            #expect(result.status == 0, "\(result.errors)")
            #expect(plain(result.output) == Sample.beginningText)
        }

        @Test func aFileCutShortIsReadAsFarAsItGoes() async throws {
            let wave = try Sample.cut(folder, "cut.wav")
            try truncate(wave, to: 150_000)
            var result = try await taichu("transcribe", "--language", "en", wave)
            #expect(result.status == 0)
            #expect(plain(result.output).hasPrefix("it was the best of times it was the worst of times"))
            #expect(result.complaints == ["taichu: \(wave): it is cut short: 4.02 s that its header promises are missing"])

            let flac = folder.path("cut.flac")
            try FileManager.default.copyItem(atPath: Sample.path, toPath: flac)
            try truncate(flac, to: 150_000)
            result = try await taichu("transcribe", "--language", "en", flac)
            #expect(result.status == 0)
            #expect(plain(result.output).hasPrefix(Sample.beginningText))
            #expect(result.complaints.count == 1)
            #expect(result.errors.contains("\(flac): it is cut short: "))
        }

        @Test func whatIsNoMediaFileIsOneLine() async throws {
            let noMedia = "is not a media file that libsndfile or FFmpeg can read (Invalid data found when processing input); expected sound (WAV, FLAC, OGG, MP3, …) or video with a sound track (MP4, WebM, …)"
            let text = try folder.write("notes.wav", Array("Dear diary,\n".utf8))
            let empty = try folder.write("empty.wav", [])
            let header = try Sample.cut(folder, "header.wav")
            try truncate(header, to: 44)
            for (path, status, message) in [
                (text, 65, "\(text) \(noMedia)"),
                (header, 65, header),
                (empty, 65, "\(empty) is empty (0 bytes); expected a media file"),
                (folder.url.path, 65, "\(folder.url.path) is a folder; name a media file in it"),
                (folder.path("nothing"), 66, "cannot read \(folder.path("nothing")): No such file or directory; name an existing media file"),
            ] as [(String, Int32, String)] {
                let result = try await taichu("transcribe", path)
                #expect(result.status == status)
                #expect(result.complaints.count == 1 && result.complaints[0].hasPrefix("taichu: \(message)"), "\(result.errors)")
                #expect(result.output.isEmpty)
            }
        }

        @Test func oneBadFileDoesNotCostTheOthers() async throws {
            let good = try Sample.cut(folder, "good.wav", seconds: 4.6)
            let missing = folder.path("missing.wav")
            let result = try await taichu("transcribe", "--language", "en", missing, good)
            #expect(result.status == 66)
            #expect(plain(result.output) == "good wav it was the best of times it was the worst of times")
            #expect(result.complaints.count == 1)
        }

        @Test func aFullDiskIsSaid() async throws {
            let path = try Sample.cut(folder, "short.wav", seconds: 4.6)
            for format in ["text", "srt"] {
                let result = try await taichu("transcribe", "--format", format, "--output", "/dev/full", path)
                #expect(result.status == 74)
                #expect(result.complaints == ["taichu: cannot write to /dev/full: No space left on device"])
            }
            let result = try await taichu("transcribe", "--output", "/no/such/folder/captions.txt", path)
            #expect(result.status == 73)
            #expect(result.complaints == [
                "taichu: cannot write to /no/such/folder/captions.txt: No such file or directory; choose another file with --output"
            ])
        }

        @Test func aClosedPipeIsSaid() async throws {
            let path = try Sample.cut(folder, "short.wav", seconds: 4.6)
            let ends = try DescriptorPair()
            close(ends.here)
            let child = try ChildProcess(
                [product("taichu"), "transcribe", path], output: .descriptor(ends.there), errors: .file(folder.path("err")))
            close(ends.there)
            let status = await child.ended()
            #expect(status == 74)
            #expect(try String(contentsOfFile: folder.path("err"), encoding: .utf8) == "taichu: whoever read the standard output has closed it\n")
        }

        /// A shell closes what a user did not mean to close: nothing is written into whatever stands there instead.
        @Test func aClosedOutputOrInputIsSaid() async throws {
            let path = try Sample.cut(folder, "short.wav", seconds: 4.6)
            let closed = "the standard output is closed, so nothing can be written there; lead it to a terminal, a file or a pipe"
            for (command, status, message) in [
                ("transcribe \(path) 1>&-", 74, closed),
                ("transcribe \(path) 0<&- 1>&-", 74, closed),
                ("profile show 1>&-", 74, closed),
                ("devices 1>&-", 74, closed),
                ("transcribe - 0<&-", 66, "s16le PCM, 16000 Hz, 1 ch, on standard input: it is closed; expected a pipe or file of raw samples"),
            ] as [(String, Int32, String)] {
                let result = try await shell("\(product("taichu")) \(command)")
                #expect(result.status == status, "\(command): \(result.errors)")
                #expect(result.complaints.first == "taichu: \(message)" && result.complaints.count == 1, "\(command): \(result.errors)")
            }
            // With both closed, what goes into a file still does.
            let written = try await shell("\(product("taichu")) transcribe --language en --output \(folder.path("out.txt")) \(path) 1>&- 2>&-")
            #expect(written.status == 0)
            #expect(plain(try String(contentsOfFile: folder.path("out.txt"), encoding: .utf8)) == "it was the best of times it was the worst of times")
        }

        @Test func aReaderThatHasEnoughEndsIt() async throws {
            // More than a pipe holds.
            let result = try await shell(
                "for i in 1 2 3 4 5 6 7 8; do \(product("taichu")) profile show; done 2>\(folder.path("said")) | head -n 1; echo ${PIPESTATUS[0]}")
            let lines = result.output.split(separator: "\n")
            #expect(lines.count == 2 && lines.last == "74", "\(result.output)")
            let said = try String(contentsOfFile: folder.path("said"), encoding: .utf8).split(separator: "\n")
            #expect(!said.isEmpty && said.allSatisfy { $0 == "taichu: whoever read the standard output has closed it" }, "\(said)")
        }

        private func shell(_ command: String) async throws -> Outcome {
            let child = try ChildProcess(
                ["/bin/bash", "-c", command], output: .file(folder.path("shell.out")), errors: .file(folder.path("shell.err")))
            let status = await child.ended()
            func text(_ name: String) throws -> String { try String(contentsOfFile: folder.path(name), encoding: .utf8) }
            return Outcome(status: status, output: try text("shell.out"), errors: try text("shell.err"))
        }

        @Test func aWrongCommandLineIsSaid() async throws {
            for (arguments, message) in [
                (["transcribe", "--language", "xx", Sample.path], "'xx' is no language code that the models know; expected auto or one like en, de, zh."),
                (["transcribe", "--format", "doc", Sample.path], "The value 'doc' is invalid for '--format <format>'. Please provide one of 'text', 'json', 'srt' or 'vtt'."),
                (["transcribe", "--pass", "first", "--look-back", "100", Sample.path], "--look-back is 100; expected a multiple of 320 from 0 to 10240."),
                (["transcribe", "--pass", "first", "--look-back", "0", "--checkpoint", "some", Sample.path], "--look-back is of our own model's two passes; a checkpoint has one."),
                (["transcribe", "--look-back", "640", Sample.path], "--look-back is of the first pass; add --pass first, or leave it out."),
                (["transcribe"], "Missing expected argument '<file> ...'"),
                (["transcrib"], "Unexpected argument 'transcrib'"),
            ] {
                let result = try await run("taichu", arguments)
                #expect(result.status == 64)
                #expect(result.complaints.first?.contains(message) == true, "\(result.errors)")
            }
        }

        @Test func whatIsNotThereIsSaidAtOnce() async throws {
            // Before the models are looked for.
            let file = try await taichu("transcribe", folder.path("nothing"), environment: ["TAICHU_MODELS": "/nowhere"])
            #expect(file.status == 66 && file.complaints.count == 1, "\(file.errors)")
            let server = try await taichu("devices", "--server", "unix:" + folder.path("nobody"))
            #expect(server.status == 69, "\(server.output)")
            #expect(server.errors.hasPrefix("taichu: no PulseAudio server answers at unix:\(folder.path("nobody")) (Connection refused)"))
        }

        /// Every tenth of a second a sample that is no number.
        private func poison(_ path: String) throws {
            var bytes = try Data(contentsOf: URL(filePath: path))
            for (index, offset) in stride(from: 4096, to: bytes.count - 4, by: 6400).enumerated() {
                let value: Float = index % 2 == 0 ? .nan : .infinity
                withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
            }
            try bytes.write(to: URL(filePath: path))
        }

        private func truncate(_ path: String, to bytes: Int) throws {
            try #require(Glibc.truncate(path, off_t(bytes)) == 0)
        }
    }
}

/// Words in order, each with a beginning and an end inside their caption and `range`.
func checkTimes(of caption: Caption, within range: ClosedRange<Double>, sourceLocation: SourceLocation = #_sourceLocation) {
    var last = -Double.infinity
    for word in caption.words {
        #expect(word.start <= word.end && word.start >= last, "\(word) after \(last)", sourceLocation: sourceLocation)
        #expect(range.contains(word.start) && range.contains(word.end), "\(word) outside \(range)", sourceLocation: sourceLocation)
        #expect((0...1).contains(word.confidence), sourceLocation: sourceLocation)
        last = word.start
    }
}
