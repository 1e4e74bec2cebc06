import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// The daemon as systemd starts it: the socket is there first, the first client brings it up, and it says when it listens. systemd's
    /// own tool holds the socket; it needs no systemd that runs.
    @Suite(.serialized) struct ActivationTests {
        private let folder = try! TemporaryFolder()

        @Test func theFirstClientStartsItAndItTellsWhenItIsReady() async throws {
            let socket = folder.path("s")
            let notices = try DatagramListener(folder.path("notify"))
            let profile = try folder.write("profile.toml", Array(ProfileText.file(Sample.path, name: "book", pace: "real-time").utf8))
            let ends = try DescriptorPair()
            let said = LineReader(ends.here)
            let environment = ProcessInfo.processInfo.environment
            // It passes on a few variables by itself.
            let passed = ["NOTIFY_SOCKET=\(notices.path)"] + ["TAICHU_MODELS", "XDG_CACHE_HOME"].compactMap { name in environment[name].map { "\(name)=\($0)" } }
            let service = try ChildProcess(
                ["/usr/bin/systemd-socket-activate", "-l", socket] + passed.flatMap { ["-E", $0] } + [product("taichud"), "--profile", profile], errors: .descriptor(ends.there))
            close(ends.there)
            var line = ""
            while !line.hasPrefix("Listening on \(socket)") { line = try await said.line() }

            // It is answered although the models are still being loaded.
            let listener = try await Listener(socket)
            #expect(listener.hello.server.name == "taichud")
            while !line.hasPrefix("taichud: ") { line = try await said.line() }
            #expect(await notices.next() == "READY=1")
            guard case .status(let health) = try await listener.ask(.status) else { throw LineReader.Ended() }
            #expect(health.tracks.map(\.track) == ["book"] && health.tracks[0].state != "loading")
            service.send(SIGTERM)
            #expect(await notices.next() == "STOPPING=1")
            await #expect(service.ended() == 0)
            // The path is systemd's.
            #expect(FileManager.default.fileExists(atPath: socket))
        }
    }
}
