import Foundation
import Support
import Testing

/// A module of ours under Debian's speech-dispatcher, asked with spd-say.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: ["/usr/bin/speech-dispatcher", "/usr/bin/spd-say"].allSatisfy(FileManager.default.isExecutableFile)))
struct RealDispatcherTests {
    let folder: TemporaryFolder
    let server: ChildProcess

    init() async throws {
        folder = try TemporaryFolder()
        let path = folder.url.path
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "dispatcher-probe").path
        try FileManager.default.createDirectory(atPath: path + "/modules", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path + "/modules/sd_probe", withDestinationPath: probe)
        try """
            LogLevel 3
            LogDir "\(path)"
            CommunicationMethod "unix_socket"
            SocketPath "\(path)/s"
            AddModule "probe" "\(path)/modules/sd_probe" ""
            DefaultModule probe
            DefaultLanguage en
            DefaultVolume 100
            """.write(toFile: path + "/speechd.conf", atomically: true, encoding: .utf8)
        // On a machine that is busy with other tests the server gives a module up that does not answer soon enough, and has none then: it is started anew.
        var started: ChildProcess?
        for _ in 0..<20 where started == nil {
            try? FileManager.default.removeItem(atPath: path + "/s")
            try? FileManager.default.removeItem(atPath: path + "/pid")
            let attempt = try ChildProcess(
                ["/usr/bin/speech-dispatcher", "-s", "-C", path, "-S", path + "/s", "-m", path + "/modules", "-P", path + "/pid", "-L", path], output: .file(path + "/server.log"))
            if try await Self.isReady(path) {
                started = attempt
            } else {
                attempt.send(SIGTERM)
                _ = await attempt.ended()
            }
        }
        server = try #require(started)
    }

    /// Whether the server has our module, within a while.
    private static func isReady(_ path: String) async throws -> Bool {
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: path + "/s") { try await Task.sleep(for: .milliseconds(50)) }
        for _ in 0..<10 {
            let child = try ChildProcess(["/usr/bin/timeout", "20", "/usr/bin/spd-say", "-L"], environment: ["SPEECHD_ADDRESS": "unix_socket:\(path)/s"], output: .file(path + "/ready"))
            if await child.ended() == 0, try String(contentsOfFile: path + "/ready", encoding: .utf8).contains("Silent Mandarin") { return true }
            try await Task.sleep(for: .milliseconds(250))
        }
        return false
    }

    /// spd-say with arguments: what it wrote, and how long it took.
    static func say(_ path: String, _ arguments: String...) async throws -> (output: String, seconds: Double) {
        let file = path + "/out-\(UUID().uuidString)"
        let began = ContinuousClock.now
        let child = try ChildProcess(["/usr/bin/timeout", "300", "/usr/bin/spd-say"] + arguments, environment: ["SPEECHD_ADDRESS": "unix_socket:\(path)/s"], output: .file(file))
        #expect(await child.ended() == 0)
        let took = ContinuousClock.now - began
        return (try String(contentsOfFile: file, encoding: .utf8), Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }

    /// 50 letters of 20 ms each.
    @Test func itWaitsForTheEnd() async throws {
        #expect(try await Self.say(folder.url.path, "-w", String(repeating: "abcde ", count: 8) + "ab").seconds >= 1)
    }

    @Test func marksComeBack() async throws {
        #expect(try await Self.say(folder.url.path, "-w", "-x", "<speak>Hello <mark name=\"half\"/> world</speak>").output.contains("half"))
    }

    @Test func voicesAreListed() async throws {
        let voices = try await Self.say(folder.url.path, "-L").output
        #expect(voices.contains("Silent Mandarin") && voices.contains("zh"))
    }

    /// A minute of speech is over when another client says stop.
    @Test func stopEndsIt() async throws {
        let path = folder.url.path
        async let long = Self.say(path, "-w", String(repeating: "abcde ", count: 500))
        try await Task.sleep(for: .seconds(1))
        _ = try await Self.say(folder.url.path, "-S")
        #expect(try await long.seconds < 20)
    }
}
