import Foundation
import Serving
import Support
import Synchronization
import Testing
import View
import Wire

/// A daemon's socket without a daemon behind it, and the page that shows what is published there.
final class ServedPage {
    let folder: TemporaryFolder
    let socket: String
    let token = ViewToken()
    let port: Int
    let address: String
    private(set) var daemon: Server?
    private let page: ViewServer
    private let log = Log()

    /// What was said in the terminal.
    var said: [String] { log.lines.withLock { $0 } }

    private init(folder: TemporaryFolder, mostConnections: Int, mostStreams: Int, patience: Duration) async throws {
        self.folder = folder
        socket = folder.path("s")
        let log = log
        page = ViewServer(
            options: ViewOptions(socket: socket, token: token, mostConnections: mostConnections, mostStreams: mostStreams, patience: patience) { line in
                log.lines.withLock { $0.append(line) }
            })
        address = try await page.start()
        port = try #require(URLComponents(string: address)?.port)
    }

    /// Serves the page while `body` runs; with a daemon unless it shall be missing at first.
    static func whileServing(
        withDaemon: Bool = true, mostConnections: Int = 128, mostStreams: Int = 32, patience: Duration = .seconds(300),
        _ body: (ServedPage) async throws -> Void
    ) async throws {
        let served = try await ServedPage(folder: TemporaryFolder(), mostConnections: mostConnections, mostStreams: mostStreams, patience: patience)
        if withDaemon { try await served.startDaemon() }
        let result: Result<Void, any Error>
        do { result = .success(try await body(served)) } catch { result = .failure(error) }
        await served.page.stop()
        await served.endDaemon()
        try result.get()
    }

    func startDaemon(start: Int64 = 1_000_000_000) async throws {
        let daemon = Server(options: ServerOptions(identity: .init(name: "taichud", version: "test"), start: .init(monotonic: start, unix: 1_700_000_000))) { _ throws(Refusal) in
            throw Refusal(.unavailable, "there is only a socket here")
        }
        try await daemon.start(on: .path(socket, mode: 0o600))
        self.daemon = daemon
    }

    func endDaemon() async {
        await daemon?.stop()
        daemon = nil
    }

    func publish(_ body: EventBody, at time: Double = 1) {
        daemon?.publish(body, at: time)
    }

    func isHeard(_ topic: String) -> Bool { daemon?.isHeard(topic) ?? false }

    /// What nobody hears is not made: waits for somebody to listen, or for the last one to stop.
    func waits(untilHeard topic: String, _ isHeard: Bool = true) async throws {
        while self.isHeard(topic) != isHeard { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// A request on a connection of its own, of which nothing was read yet.
    func ask(_ path: String, _ fields: [String] = [], token: String? = nil) throws -> HTTPConnection {
        let connection = try HTTPConnection(port: port)
        let head = ["GET \(path)\(path.contains("?") ? "&" : "?")token=\(token ?? "\(self.token)") HTTP/1.1", "Host: 127.0.0.1:\(port)"] + fields
        connection.send(head.map { $0 + "\r\n" }.joined() + "\r\n")
        return connection
    }

    private final class Log: Sendable {
        let lines = Mutex<[String]>([])
    }
}

func caption(_ segment: Int, _ text: String, track: String = "microphone", stable: Int = 0, pass: CaptionPass = .first, revision: Int = 0) -> Caption {
    let words = text.split(separator: " ").map { CaptionWord(text: String($0), start: 0, end: 1, confidence: 0.9) }
    return Caption(
        track: track, segment: segment, revision: revision, pass: pass, language: "en", text: text, words: words, stable: stable,
        start: Double(segment), end: Double(segment) + 1)
}
