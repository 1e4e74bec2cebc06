import Foundation
import Glibc
import Support
import Testing
import Wire

extension EndToEnd {
    /// What the daemon says, in one line, when it cannot begin, and how it ends.
    @Suite(.serialized) struct BadInputTests {
        private let folder = try! TemporaryFolder()

        @Test func mistakesInAProfileHaveTheirPlaceAndTheNearestName() async throws {
            for (profile, complaints) in [
                ("[daemon]\nexit_at_ned = true\n", ["2:1: unknown key \"exit_at_ned\" in [daemon]; did you mean \"exit_at_end\"?"]),
                ("[speech]\nhop_ms = \"short\"\n", ["2:10: hop_ms is a string, expected an integer: a multiple of 320 from 320 to 2560 ms"]),
                (
                    "[[source]]\nkind = \"pulse\"\nring_ms = -3\n[speech]\nlanguage = \"klingon\"\n",
                    [
                        "3:11: ring_ms = -3 is not possible, expected an integer: 1000 to 600000 ms",
                        "5:12: language = \"klingon\" is not possible, expected a string: \"auto\" or the code of a language that the decoder knows, such as \"en\", \"zh\", \"fr\"",
                    ]
                ),
                ("[daemon\n", ["1:8: "]),
            ] {
                let path = try folder.write("profile.toml", Array(profile.utf8))
                let daemon = try await run("taichud", ["--profile", path])
                #expect(daemon.status == 78)
                #expect(daemon.complaints.count == complaints.count, "\(daemon.errors)")
                for (said, expected) in zip(daemon.complaints, complaints) {
                    #expect(said.hasPrefix("taichud: \(path):\(expected)"), "\(said)")
                }
                let check = try await taichu("profile", "check", path)
                #expect(check.status == 78)
                #expect(check.errors == daemon.errors.replacing("taichud: ", with: "taichu: "))
            }
            let missing = folder.path("nothing.toml")
            let result = try await run("taichud", ["--profile", missing])
            #expect(result.status == 66)
            #expect(result.complaints == [
                "taichud: \(missing): cannot be opened: No such file or directory; name an existing profile, or write one with: taichu profile show"
            ])
            let unknown = try await run("taichud", ["--nonsense"])
            #expect(unknown.status == 64 && unknown.errors.contains("Unknown option '--nonsense'"))
        }

        @Test func aSourceThatIsNotThereIsSaid() async throws {
            let pulse = try PrivatePulse(sinks: ["speakers", "headset"])
            let text = try folder.write("notes.txt", Array("Dear diary,\n".utf8))
            for (profile, status, message) in [
                (
                    ProfileText.monitor("computer", of: pulse, sink: "speeker"), 66,
                    "no PulseAudio sink \"speeker\" at \(pulse.address); the nearest of 2 sinks: \"speakers\", \"headset\" (taichu devices lists all)"
                ),
                (ProfileText.file(folder.path("nothing")), 66, "\(folder.path("nothing")): No such file or directory; name a media file that exists"),
                (ProfileText.file(text), 65, "\(text) is not a media file that libsndfile or FFmpeg can read"),
            ] as [(String, Int32, String)] {
                let path = try folder.write("profile.toml", Array(profile.utf8))
                let result = try await run("taichud", ["--quiet", "--profile", path, "--socket", folder.path("s")])
                #expect(result.status == status)
                #expect(result.complaints.count == 1 && result.complaints[0].hasPrefix("taichud: \(message)"), "\(result.errors)")
            }
        }

        @Test func modelsThatAreNotRightAreSaid() async throws {
            let models = folder.path("models")
            let speech = models + "/speech"
            func damaged(_ damage: () throws -> Void) async throws -> Outcome {
                // Links to the good ones, so that a damaged one can take the place of one of them.
                try? FileManager.default.removeItem(atPath: models)  // There is none at first.
                try FileManager.default.createDirectory(atPath: speech, withIntermediateDirectories: true)
                for name in try FileManager.default.contentsOfDirectory(atPath: Self.goodModels) {
                    try FileManager.default.createSymbolicLink(atPath: "\(speech)/\(name)", withDestinationPath: "\(Self.goodModels)/\(name)")
                }
                try damage()
                let result = try await taichu("transcribe", Sample.path, environment: ["TAICHU_MODELS": models])
                #expect(result.status == 78)
                #expect(result.complaints.count == 1)
                return result
            }
            func replace(_ name: String, _ change: (inout Data) -> Void) throws {
                var bytes = try Data(contentsOf: URL(filePath: "\(Self.goodModels)/\(name)"))
                change(&bytes)
                try FileManager.default.removeItem(atPath: "\(speech)/\(name)")
                try bytes.write(to: URL(filePath: "\(speech)/\(name)"))
            }
            var result = try await damaged { try replace("vad.bin") { $0[$0.count / 2] ^= 1 } }
            #expect(result.errors.hasPrefix("taichu: model file \(speech)/vad.bin is not the one of the manifest (SHA-256 "), "\(result.errors)")
            #expect(result.errors.hasSuffix("; run `make setup` again\n"))
            result = try await damaged { try replace("vad.bin") { $0.removeLast(1000) } }
            #expect(result.errors.hasPrefix("taichu: model file \(speech)/vad.bin has "), "\(result.errors)")
            #expect(result.errors.contains(" bytes, the manifest says "))
            result = try await damaged { try FileManager.default.removeItem(atPath: "\(speech)/decoder.xml") }
            #expect(result.errors == "taichu: model file \(speech)/decoder.xml is missing or cannot be read; run `make setup` again\n")
            result = try await damaged { try replace("manifest.json") { $0.removeLast(10) } }
            #expect(result.errors == "taichu: \(speech)/manifest.json is not a model manifest; run `make setup` again\n")

            // The daemon says the same, of a folder that its profile names.
            let profile = try folder.write(
                "profile.toml", Array((ProfileText.file(Sample.path) + "[inference]\nmodels = \"/nowhere\"\n").utf8))
            result = try await run("taichud", ["--quiet", "--profile", profile, "--socket", folder.path("s")])
            #expect(result.status == 78)
            #expect(result.complaints == ["taichud: no speech model found in /nowhere; run `make setup`, or name their folder in $TAICHU_MODELS"])
        }

        @Test func aSocketPathThatCannotBeIsSaid() async throws {
            let profile = try folder.write("profile.toml", Array(ProfileText.file(Sample.path).utf8))
            let long = "/tmp/" + String(repeating: "long", count: 30)
            let notes = try folder.write("notes.txt", [])
            for (path, status, message) in [
                (long, 64, "the socket path \(long) has 125 bytes, a Unix socket's may have 107; choose a shorter one (daemon.socket in the profile, or --socket)"),
                (notes, 64, "\(notes) exists and is no socket; remove it or choose another path (daemon.socket in the profile)"),
                ("/nowhere/s", 73, "cannot make /nowhere/s.lock, which guards the socket: No such file or directory; choose a folder you may write to"),
            ] as [(String, Int32, String)] {
                let result = try await run("taichud", ["--profile", profile, "--socket", path])
                #expect(result.status == status)
                #expect(result.complaints == ["taichud: \(message)"])
            }
            let client = try await taichu("status", "--socket", folder.path("nobody"))
            #expect(client.status == 69)
            #expect(client.complaints == [
                "taichu: no daemon listens at \(folder.path("nobody")); start one with `taichud --profile FILE`, or name its socket with --socket"
            ])
        }

        @Test func theSocketOfADeadDaemonIsTakenOver() async throws {
            let socket = folder.path("s")
            let profile = ProfileText.file(Sample.path, pace: "real-time")
            let dead = try await DaemonProcess.listening(profile, at: socket)
            let ends = try DescriptorPair()
            let captions = LineReader(ends.here)
            let watching = try ChildProcess(
                [product("taichu"), "watch", "--partials", "--socket", socket], output: .descriptor(ends.there), errors: .file(folder.path("err")))
            close(ends.there)
            #expect(try await captions.line().hasPrefix("~ "))
            dead.send(SIGKILL)
            await #expect(dead.ended() == 137)
            // A daemon that was killed announced nothing.
            await #expect(watching.ended() == 69)
            let complaints = try String(contentsOfFile: folder.path("err"), encoding: .utf8)
            #expect(complaints.hasSuffix("taichu: the daemon at \(socket) is gone\n"), "\(complaints)")
            #expect(FileManager.default.fileExists(atPath: socket))

            let next = try await DaemonProcess.listening(profile, at: socket)
            _ = try await Listener(socket)
            await #expect(next.end() == 0)
        }

        /// A model that compiles and then cannot be run: without the full-context transformer nothing looks back, and nothing finishes.
        @Test func aModelThatFailsLeavesNoCaptionOpen() async throws {
            let models = try modelsWithout("full_context")
            let part = try Sample.cut(folder, "part.wav", seconds: 4.8)
            let daemon = try DaemonProcess(
                ProfileText.file(part, pace: "real-time") + ProfileText.english, environment: ["TAICHU_MODELS": models])
            try await daemon.says("taichud: listening: ")
            let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
            try await listener.toEnd(of: "file", in: daemon)
            checkOrder(of: listener)
            let faults = listener.events.compactMap { $0.body.device(.failed, of: "file") }
            #expect(faults.count == 1 && faults[0].detail.contains("full_context.xml: OpenVINO says: "), "\(faults)")
            #expect(listener.finals.count == 1 && listener.finals[0].pass == .first)
            let last = listener.events.compactMap(\.body.partial).last
            #expect(listener.finals.first?.text == last?.text && listener.text("file").hasPrefix("it was the best of"))

            // Who wants a file's text is told that there is none.
            let result = try await taichu("transcribe", part, environment: ["TAICHU_MODELS": models])
            #expect(result.status == 70 && result.complaints.count == 1 && result.output.isEmpty, "\(result.errors)")
            #expect(result.errors.contains("full_context.xml: OpenVINO says: "))
        }

        /// Nothing of the daemon's own takes the place of its log.
        @Test func aDaemonWithoutDescriptorsWritesIntoNothing() async throws {
            let socket = folder.path("s")
            let profile = try folder.write("profile.toml", Array(ProfileText.file(Sample.path, pace: "real-time").utf8))
            let daemon = try ChildProcess(
                ["/bin/bash", "-c", "exec \(product("taichud")) --profile \(profile) --socket \(socket) 0<&- 1>&- 2>&-"])
            while !FileManager.default.fileExists(atPath: socket) { usleep(20_000) }
            for number in 0...2 {
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.pid)/fd/\(number)") == "/dev/null")
            }
            daemon.send(SIGTERM)
            await #expect(daemon.ended() == 0)
        }

        /// It is in the middle of something that cannot be broken off when it is asked to end.
        @Test func aDaemonThatCannotWaitTakesItsSocketWithIt() async throws {
            try FileManager.default.createDirectory(atPath: folder.path("stuck/speech"), withIntermediateDirectories: true)
            _ = try folder.write("stuck/speech/manifest.json", Array(#"{"files":[{"name":"pipe","size":1,"sha256":""}]}"#.utf8))
            // A model that is a pipe into which nobody writes: opening it takes for ever.
            try ChildProcess.run(["/usr/bin/mkfifo", folder.path("stuck/speech/pipe")])
            let daemon = try DaemonProcess(ProfileText.file(Sample.path), environment: ["TAICHU_MODELS": folder.path("stuck")])
            while !FileManager.default.fileExists(atPath: daemon.socket) { usleep(20_000) }
            await #expect(daemon.end() == 0)
            #expect(!FileManager.default.fileExists(atPath: daemon.socket))
        }

        /// A folder of models as links to the good ones, of which one is replaced by another that takes other inputs.
        private func modelsWithout(_ part: String) throws -> String {
            let models = folder.path("without-\(part)")
            try FileManager.default.createDirectory(atPath: models + "/speech", withIntermediateDirectories: true)
            for name in try FileManager.default.contentsOfDirectory(atPath: Self.goodModels) where name != "manifest.json" {
                let source = name.hasPrefix(part + ".") ? name.replacing(part, with: "vad") : name
                try FileManager.default.createSymbolicLink(atPath: "\(models)/speech/\(name)", withDestinationPath: "\(Self.goodModels)/\(source)")
            }
            try Data("{\"files\":[]}".utf8).write(to: URL(filePath: models + "/speech/manifest.json"))
            return models
        }

        /// Where the set-up put them, or where the environment says.
        private static let goodModels: String = {
            let environment = ProcessInfo.processInfo.environment
            if let named = environment["TAICHU_MODELS"], !named.isEmpty { return named + "/speech" }
            let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
            return cache + "/taichu/models/speech"
        }()
    }
}
