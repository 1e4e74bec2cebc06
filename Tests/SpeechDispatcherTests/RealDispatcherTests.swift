import Foundation
import Support
import Testing

/// A module of ours under Debian's speech-dispatcher, asked with spd-say.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: DispatcherServer.isInstalled))
struct RealDispatcherTests {
    let server: DispatcherServer

    init() async throws { server = try await Self.start() }

    private static func start() async throws -> DispatcherServer {
        try await DispatcherServer(
            module: URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "dispatcher-probe").path, voice: "Silent Mandarin")
    }

    /// 50 letters of 20 ms each. A server gives a module up that a busy machine kept from answering, and never tells the end of what it was saying: another is asked then.
    @Test func itWaitsForTheEnd() async throws {
        let words = ["-w", String(repeating: "abcde ", count: 8) + "ab"]
        var said = try await DispatcherServer.say(server.path, words, patience: 60)
        for _ in 0..<2 where said.status != 0 {
            let another = try await Self.start()
            said = try await DispatcherServer.say(another.path, words, patience: 60)
        }
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
