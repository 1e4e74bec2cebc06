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

        /// A file as fast as it can be looked at may be over before a client is there, and of the scenes before that only the newest is kept for it: the history has them all.
        private var history: String { folder.path("history.sqlite") }
        private var remembering: String { "[history]\nkeep = true\nmeaning = false\npath = \"\(history)\"\n" }

        private func scenes(of track: String) async throws -> [String] {
            struct Line: Decodable {
                var kind, track, text: String
            }
            let exported = try await taichu("export", "--history", history, "--format", "json")
            return try exported.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
                .filter { $0.kind == "scene" && $0.track == track }.map(\.text)
        }

        @Test func whoComesIntoThePictureEntersAndLeaves() async throws {
            let daemon = try await DaemonProcess.listening(
                "[[camera]]\nname = \"door\"\ndevice = \"\(try visit("astronaut.png"))\"\npace = \"fast\"\n[vision]\npose_rate = 0\nobjects_rate = 10\n" + remembering)
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["object", "scene", "device", "camera"], since: 0))
            try await listener.until { $0.device(.ended, of: "door") }
            #expect(await daemon.end() == 0)
            let entered = listener.events.compactMap { if case .objectEnter(let presence) = $0.body { presence } else { nil } }
            let left = listener.events.compactMap { if case .objectLeave(let presence) = $0.body { presence } else { nil } }
            // The helmet on the table may pass for something else; the person is one.
            let people = entered.filter { $0.label == "person" }
            #expect(people.count == 1 && people.allSatisfy { $0.track == "door" && $0.lastSeen >= $0.firstSeen && $0.place.box.width > 0.3 })
            #expect(left.map(\.id).sorted() == entered.map(\.id).sorted())
            let scenes = listener.events.compactMap { if case .scene(let scene) = $0.body { scene } else { nil } }
            #expect(scenes.last?.objects.isEmpty == true)
            #expect(try await self.scenes(of: "door").first?.contains("person") == true)
            #expect(listener.events.last?.body.device(.ended, of: "door") != nil)
        }

        /// A cat in a folder of pictures that drifts, at 10 a second: the eleventh is cut short, and after twenty they are of another size.
        private func catFolder() throws -> String {
            try FileManager.default.createDirectory(atPath: folder.path("cat"), withIntermediateDirectories: true)
            for (first, size) in [(0, "440:288"), (20, "330:216")] {
                try ChildProcess.run([
                    "ffmpeg", "-loglevel", "error", "-y", "-loop", "1", "-framerate", "10", "-t", "2", "-i", Self.samples.appending(path: "chelsea.png").path,
                    "-vf", "crop=440:288:x='5+4*sin(3*t)':y=6,scale=\(size)", "-pix_fmt", "yuvj420p", "-start_number", "\(first)", folder.path("cat/%03d.jpg"),
                ])
            }
            try FileHandle(forUpdating: URL(filePath: folder.path("cat/010.jpg"))).truncate(atOffset: 2_000)
            return folder.path("cat/")
        }

        @Test func camerasOfOneDaemonHaveTheirOwnThingsAndFigures() async throws {
            let (video, pictures) = (try visit("astronaut.png"), try catFolder())
            let daemon = try await DaemonProcess.listening(
                """
                [[camera]]
                name = "door"
                device = "\(video)"
                pace = "fast"
                [[camera]]
                name = "desk"
                device = "\(pictures)"
                rate = 10
                pace = "fast"
                [vision]
                pose_rate = 0
                objects_rate = 10
                [[zone]]
                name = "hall"
                camera = "door"
                points = "0,0 1,0 1,1 0,1"

                """ + remembering)
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["object", "device"], since: 0))
            var going: Set = ["door", "desk"]
            while !going.isEmpty { going.remove(try await listener.until { $0.device?.state == .ended ? $0.device?.track : nil }) }

            let changes = listener.events.compactMap(\.body.device)
            #expect(changes.contains { $0.track == "desk" && $0.detail.contains("010.jpg") }, "\(changes)")
            let presences = listener.events.compactMap { event -> (isEnter: Bool, what: ObjectPresence)? in
                switch event.body {
                case .objectEnter(let presence): (true, presence)
                case .objectLeave(let presence): (false, presence)
                default: nil
                }
            }
            for (camera, label, other) in [("door", "person", "cat"), ("desk", "cat", "person")] {
                let mine = presences.filter { $0.what.track == camera }
                let entered = mine.filter(\.isEnter).map(\.what)
                #expect(entered.contains { $0.label == label } && !entered.contains { $0.label == other }, "\(camera): \(entered)")
                // An id is given once on its track, and whoever came has gone when the camera ends.
                #expect(Set(entered.map(\.id)).count == entered.count)
                #expect(mine.filter { !$0.isEnter }.map(\.what.id).sorted() == entered.map(\.id).sorted())
                #expect(entered.allSatisfy { $0.place.zones == (camera == "door" ? ["hall"] : []) }, "\(entered)")
            }

            let status = try await taichu("status", "--json", "--socket", daemon.socket)
            let cameras = try JSONDecoder().decode(Health.self, from: Data(status.output.utf8)).cameras ?? []
            try #require(cameras.map(\.track) == ["door", "desk"])
            // As fast as possible nothing is skipped: nine seconds at ten a second; forty pictures, one of which is damaged.
            for (camera, (frames, broken)) in zip(cameras, [(90, 0), (40, 1)]) {
                #expect(camera.state == "ended" && camera.frames == UInt64(frames) && camera.broken == UInt64(broken), "\(camera)")
                #expect(camera.looks + camera.still == frames - broken && camera.looks > 20 && camera.skipped == 0 && camera.lost == 0, "\(camera)")
            }
            #expect(await daemon.end() == 0)
            for (camera, label, other) in [("door", "person", "cat"), ("desk", "cat", "person")] {
                let scenes = try await scenes(of: camera)
                #expect(scenes.contains { $0.contains(label) } && !scenes.contains { $0.contains(other) }, "\(camera): \(scenes)")
            }
        }

        @Test func aCameraOnTheNetworkThatGoesAndComesBack() async throws {
            let port = try RTSPServer.freePort()
            var server: RTSPServer? = try RTSPServer(port: port)
            let daemon = try await DaemonProcess.listening(
                "[[camera]]\nname = \"garden\"\ndevice = \"rtsp://127.0.0.1:\(port)/camera\"\n[vision]\npose_rate = 0\nmotion_gate = false\n")
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["object.tracks", "device"], since: 0))
            func looked(after number: UInt64?) async throws -> ObjectTracks {
                try await listener.until { if case .objectTracks(let tracks) = $0, number.map({ tracks.number > $0 }) != false { tracks } else { nil } }
            }
            let before = try await looked(after: nil)
            server = nil
            let lost = try await listener.until { $0.device(.lost, of: "garden") }
            #expect(lost.detail.hasPrefix("stream rtsp://127.0.0.1:\(port)/camera broke off ("), "\(lost)")
            server = try RTSPServer(port: port)
            _ = try await listener.until { $0.device(.connected, of: "garden") }
            // It is looked at again, and its time goes on.
            let after = try await looked(after: before.number)
            #expect(after.track == "garden" && after.at > before.at)
            #expect(await daemon.end() == 0)
            withExtendedLifetime(server) {}
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
