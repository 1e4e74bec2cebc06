private import Foundation

/// Debian's speech-dispatcher with one output module, in a folder of its own.
package final class DispatcherServer {
    private let folder: TemporaryFolder
    private let process: ChildProcess
    /// The folder, in which its socket is `s`.
    package var path: String { folder.url.path }

    package static var isInstalled: Bool { ["/usr/bin/speech-dispatcher", "/usr/bin/spd-say"].allSatisfy(FileManager.default.isExecutableFile) }

    package struct Failure: Error {}

    /// - Parameters:
    ///   - module: the program that is the module.
    ///   - voice: one of the voices that it has: when the server lists it, it is ready.
    package init(module: String, voice: String, environment: [String: String] = [:]) async throws {
        folder = try TemporaryFolder()
        let path = folder.url.path
        try FileManager.default.createDirectory(atPath: path + "/modules", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path + "/modules/sd_tested", withDestinationPath: module)
        try """
            LogLevel 3
            LogDir "\(path)"
            CommunicationMethod "unix_socket"
            SocketPath "\(path)/s"
            AddModule "tested" "\(path)/modules/sd_tested" ""
            DefaultModule tested
            DefaultLanguage en
            DefaultVolume 100
            """.write(toFile: path + "/speechd.conf", atomically: true, encoding: .utf8)
        // On a machine that is busy with other tests the server gives a module up that does not answer soon enough, and has none then: it is started anew.
        for _ in 0..<20 {
            try? FileManager.default.removeItem(atPath: path + "/s")
            try? FileManager.default.removeItem(atPath: path + "/pid")
            let attempt = try ChildProcess(
                ["/usr/bin/speech-dispatcher", "-s", "-C", path, "-S", path + "/s", "-m", path + "/modules", "-P", path + "/pid", "-L", path], environment: environment,
                output: .file(path + "/server.log"))
            if try await Self.lists(voice, path) {
                process = attempt
                return
            }
            attempt.send(SIGTERM)
            _ = await attempt.ended()
        }
        throw Failure()
    }

    deinit { process.send(SIGTERM) }

    /// Whether the server has our module, within a while.
    private static func lists(_ voice: String, _ path: String) async throws -> Bool {
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: path + "/s") { try await Task.sleep(for: .milliseconds(50)) }
        for _ in 0..<10 {
            let list = try await say(path, ["-L"], patience: 20)
            if list.status == 0, list.output.contains(voice) { return true }
            try await Task.sleep(for: .milliseconds(250))
        }
        return false
    }

    /// spd-say with arguments: how it ended, what it wrote, and how long it took.
    package func say(_ arguments: String...) async throws -> (status: Int32, output: String, seconds: Double) { try await Self.say(path, arguments) }

    /// The same, of the server in that folder.
    ///
    /// - Parameter patience: seconds, then it is ended.
    package static func say(_ path: String, _ arguments: [String], patience: Int = 300) async throws -> (status: Int32, output: String, seconds: Double) {
        let file = path + "/out-\(UUID().uuidString)"
        let began = ContinuousClock.now
        let child = try ChildProcess(["/usr/bin/timeout", "\(patience)", "/usr/bin/spd-say"] + arguments, environment: ["SPEECHD_ADDRESS": "unix_socket:\(path)/s"], output: .file(file))
        let status = await child.ended()
        let took = ContinuousClock.now - began
        return (status, try String(contentsOfFile: file, encoding: .utf8), Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }

    /// A client that speaks the server's own protocol (SSIP), as screen readers do: spd-say cannot pause.
    package func client() throws -> RawClient { try RawClient(path + "/s") }
}
