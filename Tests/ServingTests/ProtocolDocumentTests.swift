import FoundationEssentials
import Serving
import Support
import Testing
import Wire

/// The session of `Documentation/protocol.md`, played against the real server.
@Suite(.timeLimit(.minutes(10))) struct ProtocolDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: "Documentation/\(name)")), as: UTF8.self)
    }

    @Test func theDocumentsSessionIsWhatHappens() async throws {
        let lines = try Self.text("protocol.md").split(separator: "\n").drop { $0 != "```session" }.dropFirst().prefix { $0 != "```" }
        #expect(lines.count > 10)
        let messages = try lines.filter { $0.hasPrefix("< ") }.map { try LineCodec.decodeMessage(Array($0.dropFirst(2).utf8)) }
        guard case .hello(let hello)? = messages.first else {
            Issue.record("the session does not begin with hello")
            return
        }
        let events = messages.compactMap { if case .event(let event) = $0 { event } else { nil } }
        let health = messages.compactMap { if case .reply(.status(let health), id: _) = $0 { health } else { nil } }.first
        let server = Server(options: ServerOptions(identity: hello.server, start: hello.start)) { _ throws(Refusal) in
            guard let health else { throw Refusal(.unavailable, "the session has no status") }
            return .status(health)
        }
        let folder = try TemporaryFolder()
        try await server.start(on: .path(folder.path("s"), mode: 0o600))
        // What the client finds when it comes; the rest happens while it listens.
        for event in events where event.seq <= hello.seq { server.publish(event.body, at: event.time) }
        let client = try RawClient(folder.path("s"))
        for line in lines {
            let content = String(line.dropFirst(2))
            if line.hasPrefix("> ") {
                client.send(content + "\n")
                continue
            }
            if case .event(let event) = try LineCodec.decodeMessage(Array(content.utf8)), event.seq > hello.seq {
                server.publish(event.body, at: event.time)
            }
            #expect(try await client.line() == content)
        }
        await server.stop()
    }

    @Test func everyNameOfTheProtocolIsExplained() throws {
        let text = try Self.text("protocol.md")
        let names = EventBody.topics + Request.names + Request.reservedNames + Refusal.Code.allCases.map(\.rawValue)
        for name in names { #expect(text.contains("`\(name)`"), "\(name) is not in the document") }
        for field in ["track", "task", "segment", "revision", "pass", "language", "words", "stable", "joined", "confidence", "backlog", "resident"] {
            #expect(text.contains("`\(field)`"), "\(field) is not in the document")
        }
    }

    @Test func everyExitCodeIsExplained() throws {
        let text = try Self.text("exit-codes.md")
        for status in ExitStatus.allCases { #expect(text.contains("| \(status.rawValue) |"), "\(status.rawValue) is not in the document") }
    }
}
