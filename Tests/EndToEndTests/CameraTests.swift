import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// What a camera sees: a video in, things that come and go out.
    @Suite(.serialized) struct CameraTests {
        private let folder = try! TemporaryFolder()
        private static let samples = URL(filePath: Sample.path).deletingLastPathComponent()

        /// One second of black, four seconds of a picture that drifts, four of black, at 10 frames a second.
        private func visit(_ picture: String) throws -> String {
            let path = folder.path("visit.mp4")
            try ChildProcess.run([
                "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=black:s=480x480:r=10:d=1", "-loop", "1", "-framerate", "10", "-t", "4", "-i",
                Self.samples.appending(path: picture).path, "-f", "lavfi", "-i", "color=black:s=480x480:r=10:d=4", "-filter_complex",
                "[1]crop=480:480:x='8+6*sin(2*t)':y=8,format=yuv420p[b];[0][b][2]concat=n=3:v=1", "-pix_fmt", "yuv420p", path,
            ])
            return path
        }

        @Test func whoComesIntoThePictureEntersAndLeaves() async throws {
            let daemon = try await DaemonProcess.listening(
                ProfileText.exitAtEnd + "[[camera]]\nname = \"door\"\ndevice = \"\(try visit("astronaut.png"))\"\npace = \"fast\"\n[vision]\npose_rate = 0\nobjects_rate = 10\n")
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["object", "scene", "device", "camera"], since: 0))
            await listener.toEnd()
            #expect(await daemon.ended() == 0)
            let entered = listener.events.compactMap { if case .objectEnter(let presence) = $0.body { presence } else { nil } }
            let left = listener.events.compactMap { if case .objectLeave(let presence) = $0.body { presence } else { nil } }
            // The helmet on the table may pass for something else; the person is one.
            let people = entered.filter { $0.label == "person" }
            #expect(people.count == 1 && people.allSatisfy { $0.track == "door" && $0.lastSeen >= $0.firstSeen && $0.place.box.width > 0.3 })
            #expect(left.map(\.id).sorted() == entered.map(\.id).sorted())
            let scenes = listener.events.compactMap { if case .scene(let scene) = $0.body { scene } else { nil } }
            #expect(scenes.first?.words.first?.text.contains("person") == true && scenes.last?.objects.isEmpty == true)
            #expect(listener.events.last?.body.device(.ended, of: "door") != nil)
        }

        /// A camera that goes on, asked what it sees; and the language model's sentence of it, which names nothing that is not there.
        @Test func whoAsksIsToldAndAModelSaysIt() async throws {
            let film = folder.path("cat.mp4")
            try ChildProcess.run([
                "ffmpeg", "-loglevel", "error", "-y", "-loop", "1", "-framerate", "5", "-t", "600", "-i", Self.samples.appending(path: "chelsea.png").path, "-vf",
                "scale=320:-2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", film,
            ])
            let daemon = try await DaemonProcess.listening(
                "[daemon]\nhealth_interval = 1.0\n[[camera]]\nname = \"sofa\"\ndevice = \"\(film)\"\n[vision]\nlanguages = [\"en\", \"zh\"]\n[language]\nscenes = true\nmodel = \"smollm2\"\n")
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["scene", "health"], since: 0))
            let scene = try await listener.until { body -> SceneReport? in if case .scene(let scene) = body { scene } else { nil } }
            #expect(scene.counts == ["cat": 1])
            let said = try await taichu("describe", "--socket", daemon.socket)
            #expect(said.status == 0 && said.output.contains("cat"), "\(said.output)\(said.errors)")
            #expect(try await taichu("describe", "--language", "zh", "--socket", daemon.socket).output.contains("猫"))
            let other = try await run("taichu", ["describe", "--track", "door", "--socket", daemon.socket])
            #expect(other.status != 0 && other.complaints.count == 1 && other.errors.contains("there is no track \"door\"; there are: sofa"), "\(other.errors)")
            // The model had its turn; what it wrote is told only where it holds.
            try await listener.until { body -> Bool? in if case .health(let health) = body, health.passes.contains(where: { $0.name == "language" && $0.runs > 0 }) { true } else { nil } }
            for event in listener.events {
                guard case .sceneSentence(let sentence) = event.body else { continue }
                #expect(sentence.track == "sofa" && sentence.model == "smollm2" && sentence.text.contains("cat") && !sentence.text.contains("dog"))
            }
            #expect(await daemon.end() == 0)
        }

        @Test func aSnapshotSaysAndDrawsWhatIsThere() async throws {
            let drawn = folder.path("scene.jpg")
            let result = try await taichu("snapshot", "--source", Self.samples.appending(path: "chelsea.png").path, "-o", drawn)
            #expect(result.status == 0 && result.output.contains("cat"), "\(result.output)\(result.errors)")
            let begin = try Data(contentsOf: URL(filePath: drawn)).prefix(3)
            #expect(Array(begin) == [0xFF, 0xD8, 0xFF])
        }

        @Test func whatCannotBeLookedAtIsSaid() async throws {
            let text = try folder.write("notes.txt", Array("Dear diary,\n".utf8))
            let picture = Self.samples.appending(path: "chelsea.png").path
            for (arguments, status, message) in [
                (["--source", "/nowhere.jpg"], 66, "/nowhere.jpg"),
                (["--source", text], 65, "\(text) is not a picture or video"),
                (["--source", "http://camera/"], 65, "\"http://camera/\": a camera on the network is read through rtsp:// or rtsps://"),
                (["--source", picture, "-o", "/nowhere/x.jpg"], 73, "cannot write to /nowhere/x.jpg: No such file or directory"),
                (["--source", picture, "-o", "/dev/full"], 74, "cannot write to /dev/full: No space left on device"),
                (["--source", picture, "--at", "3"], 65, "\(picture) ends after 0.0 s; name an earlier moment than 3.0 s"),
            ] as [([String], Int32, String)] {
                let result = try await run("taichu", ["snapshot"] + arguments)
                #expect(result.status == status, "\(arguments): \(result.errors)")
                #expect(result.complaints.first?.contains(message) == true && result.complaints.count == 1, "\(arguments): \(result.errors)")
            }
        }
    }
}
