import Foundation
import Support
import Testing

/// A module of ours under Debian's speech-dispatcher, asked with spd-say.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: DispatcherServer.isInstalled))
struct RealDispatcherTests {
    let server: DispatcherServer

    init() async throws {
        server = try await DispatcherServer(
            module: URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "dispatcher-probe").path, voice: "Silent Mandarin")
    }

    /// 50 letters of 20 ms each.
    @Test func itWaitsForTheEnd() async throws {
        let said = try await server.say("-w", String(repeating: "abcde ", count: 8) + "ab")
        #expect(said.status == 0 && said.seconds >= 1)
    }

    @Test func marksComeBack() async throws {
        #expect(try await server.say("-w", "-x", "<speak>Hello <mark name=\"half\"/> world</speak>").output.contains("half"))
    }

    @Test func voicesAreListed() async throws {
        let voices = try await server.say("-L").output
        #expect(voices.contains("Silent Mandarin") && voices.contains("zh"))
    }

    /// A minute of speech is over when another client says stop.
    @Test func stopEndsIt() async throws {
        let path = server.path
        async let long = DispatcherServer.say(path, ["-w", String(repeating: "abcde ", count: 500)])
        try await Task.sleep(for: .seconds(1))
        _ = try await server.say("-S")
        #expect(try await long.seconds < 20)
    }
}
