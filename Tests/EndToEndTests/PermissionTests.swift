import Foundation
import Support
import Testing

extension EndToEnd {
    /// What a user may not do, said to that user; also where the tests are root's (see `ChildProcess`).
    @Suite(.serialized) struct PermissionTests {
        private let folder = try! TemporaryFolder()

        private func forbid(_ name: String, _ permissions: Int = 0) throws -> String {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder.path(name))
            return folder.path(name)
        }

        private func expect(
            _ program: String, _ arguments: [String], environment: [String: String] = [:], ends status: Int32, saying message: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let result = try await run(program, arguments, obeys: true, environment: environment)
            #expect(result.status == status, sourceLocation: sourceLocation)
            #expect(result.complaints == ["\(program): \(message)"], sourceLocation: sourceLocation)
        }

        @Test func aFileOrAProfileThatMayNotBeRead() async throws {
            _ = try folder.write("secret.wav", [0])
            let file = try forbid("secret.wav")
            try await expect(
                "taichu", ["transcribe", file], ends: 66, saying: "cannot read \(file): Permission denied; check who owns it and its permissions")
            let profile = try folder.write("profile.toml", Array(ProfileText.file(file).utf8))
            try await expect(
                "taichud", ["--quiet", "--profile", profile, "--socket", folder.path("s")], ends: 66,
                saying: "\(file) cannot be read: Permission denied; check who owns it and its permissions")
            _ = try forbid("profile.toml")
            try await expect(
                "taichud", ["--profile", profile], ends: 66, saying: "\(profile): cannot be opened: Permission denied; check who owns it and its permissions")
        }

        /// What udev does with `/dev/video0`: its group alone may open it.
        @Test func aCameraThatMayNotBeOpened() async throws {
            let camera = try folder.write("video9", [0])
            // Groups that Debian always has; who is not root keeps the own one.
            for number in [44, 46] as [gid_t] {
                _ = chown(camera, uid_t.max, number)
                var facts = stat()
                try #require(stat(camera, &facts) == 0)
                let group = facts.st_gid == 0 ? "video" : String(cString: getgrgid(facts.st_gid).pointee.gr_name)
                _ = try forbid("video9", 0o060)
                let refused = "camera \(camera) may not be opened by this user; join the group \"\(group)\" (sudo usermod -aG \(group) USER) and log in anew"
                try await expect("taichu", ["snapshot", "--source", "v4l2:\(camera)"], ends: 66, saying: refused)
                let profile = try folder.write("profile.toml", Array("[[camera]]\ndevice = \"v4l2:\(camera)\"\n[vision]\npose_rate = 0\n".utf8))
                try await expect("taichud", ["--quiet", "--profile", profile, "--socket", folder.path("s")], ends: 66, saying: refused)
            }
        }

        @Test func aFolderInWhichNoSocketMayBeMade() async throws {
            let profile = try folder.write("profile.toml", Array(ProfileText.file(Sample.path).utf8))
            try FileManager.default.createDirectory(atPath: folder.path("closed"), withIntermediateDirectories: true)
            let socket = try forbid("closed", 0o500) + "/s"
            try await expect(
                "taichud", ["--profile", profile, "--socket", socket], ends: 77,
                saying: "cannot make \(socket).lock, which guards the socket: Permission denied; choose a folder you may write to")
        }

        @Test func aSocketOfSomebodyElse() async throws {
            let daemon = try await DaemonProcess.listening(ProfileText.file(Sample.path, pace: "real-time"))
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: daemon.socket)
            try await expect(
                "taichu", ["status", "--socket", daemon.socket], ends: 77,
                saying: "no access to \(daemon.socket): the daemon's owner alone may listen, unless its profile sets daemon.socket_mode")
            await #expect(daemon.end() == 0)
        }

        @Test func aFolderOfModelsThatMayNotBeSeen() async throws {
            try FileManager.default.createDirectory(atPath: folder.path("models/speech"), withIntermediateDirectories: true)
            _ = try folder.write("models/speech/manifest.json", Array("{\"files\":[]}".utf8))
            let manifest = try forbid("models/speech/manifest.json")
            let environment = ["TAICHU_MODELS": folder.path("models")]
            try await expect(
                "taichu", ["transcribe", Sample.path], environment: environment, ends: 78,
                saying: "no models in \(folder.path("models/speech")): manifest.json is missing or cannot be read; run `make setup` again")
            try FileManager.default.removeItem(atPath: manifest)
            let models = try forbid("models")
            try await expect(
                "taichu", ["transcribe", Sample.path], environment: environment, ends: 78,
                saying: "no speech model found in \(models) (permission denied); run `make setup`, or name their folder in $TAICHU_MODELS")
        }
    }
}
