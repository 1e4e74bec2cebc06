import Glibc
import Serving
import Support
import Testing
import Wire

@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    private func server() -> Server {
        Server(options: ServerTests.options()) { _ throws(Refusal) in .status(ServerTests.health) }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test(arguments: [mode_t(0o600), 0o660, 0o666]) func theSocketHasExactlyTheModeAskedFor(bits: mode_t) async throws {
        let folder = try TemporaryFolder()
        let server = server()
        try await server.start(on: .path(folder.path("s"), mode: bits))
        #expect(mode(folder.path("s")) == bits)
        await server.stop()
    }

    @Test func aLiveDaemonsSocketIsRefusedAndStaysItsOwn() async throws {
        let folder = try TemporaryFolder()
        let first = server()
        let second = server()
        let path = folder.path("s")
        try await first.start(on: .path(path, mode: 0o600))
        let error = await #expect(throws: ServingError.self) { try await second.start(on: .path(path, mode: 0o600)) }
        #expect(error?.code == .inUse)
        #expect(error?.description.contains("running daemon (process \(getpid())) already listens at \(path)") == true)
        await second.stop()
        #expect(try await ping(path) == .pong)
        await first.stop()
    }

    @Test func aStrangersLiveSocketIsRefused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("s")
        let stranger = try listen(path)
        defer { close(stranger) }
        let server = server()
        let error = await #expect(throws: ServingError.self) { try await server.start(on: .path(path, mode: 0o600)) }
        #expect(error?.code == .inUse)
        await server.stop()
    }

    @Test func aDeadDaemonsSocketIsTakenOver() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("s")
        // A socket whose owner is gone stays in the file system and refuses.
        close(try listen(path))
        #expect(access(path, F_OK) == 0)
        let server = server()
        try await server.start(on: .path(path, mode: 0o600))
        #expect(try await ping(path) == .pong)
        await server.stop()
    }

    @Test func aFileOfAnotherKindIsNotRemoved() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("s")
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        let server = server()
        let error = await #expect(throws: ServingError.self) { try await server.start(on: .path(path, mode: 0o600)) }
        #expect(error?.code == .invalidPath && error?.description.contains("is no socket") == true)
        #expect(access(path, F_OK) == 0)
        await server.stop()
    }

    @Test func aFolderThatIsNotThereIsNamed() async throws {
        let server = server()
        let error = await #expect(throws: ServingError.self) { try await server.start(on: .path("/nowhere/at/all/s", mode: 0o600)) }
        #expect(error?.code == .system && error?.description.contains("/nowhere/at/all/s.lock") == true)
        #expect(error?.description.contains("No such file or directory") == true)
        await server.stop()
    }

    @Test func aSocketFromSystemdIsServed() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("s")
        let server = server()
        try await server.start(on: .activated(descriptor: listen(path)))
        #expect(try await ping(path) == .pong)
        await server.stop()
        // systemd owns the path.
        #expect(access(path, F_OK) == 0)
    }

    private func listen(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0, Glibc.listen(descriptor, 8) == 0 else { throw RawClient.Ended() }
        return descriptor
    }
}

@Suite struct SocketPathTests {
    @Test func anExplicitPathWins() throws {
        #expect(try SocketPath.forServer(explicit: "/a/b", environment: ["XDG_RUNTIME_DIR": "/run/x"]) == "/a/b")
    }

    @Test func theRuntimeFolderIsTheUsualPlace() throws {
        #expect(try SocketPath.forServer(explicit: "", environment: ["XDG_RUNTIME_DIR": "/run/x"]) == "/run/x/taichu.sock")
    }

    @Test func withoutOneAPrivateFolderUnderTmpIsMade() throws {
        // A user number that no machine hands out: /run/user has no such folder. Root may make it but does not own it as that user.
        let error = #expect(throws: ServingError.self) { try SocketPath.forServer(explicit: "", environment: [:], user: 4_123_456_789) }
        #expect(error?.description.contains("/tmp/taichu-4123456789 should be a folder of user 4123456789 with mode 0700") == true)
        rmdir("/tmp/taichu-4123456789")
    }

    @Test func aPathThatASocketCannotHaveIsRefusedWithItsLength() throws {
        let fits = "/" + String(repeating: "é", count: 53)
        #expect(try SocketPath.forServer(explicit: fits, environment: [:]) == fits)
        let error = #expect(throws: ServingError.self) { try SocketPath.forServer(explicit: fits + "x", environment: [:]) }
        #expect(error?.code == .invalidPath && error?.description.contains("has 108 bytes, a Unix socket's may have 107") == true)
    }

    @Test func nobodyListeningIsSaidWithTheWayOut() async {
        let error = await #expect(throws: ServingError.self) { try await WireClient.withConnection(to: "/tmp/taichu-nobody/s") { _ in } }
        #expect(error?.code == .noDaemon)
        #expect(error?.description.contains("no daemon listens at /tmp/taichu-nobody/s; start one with `taichud --profile") == true)
    }

    @Test(arguments: [
        (["LISTEN_PID": "41", "LISTEN_FDS": "1"], false), (["LISTEN_FDS": "1"], false), (["LISTEN_PID": "42"], false),
        (["LISTEN_PID": "42", "LISTEN_FDS": "0"], false), (["LISTEN_PID": "42", "LISTEN_FDS": "many"], false),
    ])
    func onlyWhatIsAddressedToThisProcessIsTaken(environment: [String: String], taken: Bool) throws {
        #expect((try SocketActivation.endpoint(environment: environment, process: 42) != nil) == taken)
    }

    @Test func twoSocketsFromSystemdAreOneTooMany() {
        let error = #expect(throws: ServingError.self) {
            try SocketActivation.endpoint(environment: ["LISTEN_PID": "42", "LISTEN_FDS": "2"], process: 42)
        }
        #expect(error?.description.contains("handed over 2 sockets") == true)
    }
}
