import Foundation
import Glibc
import Support
import Testing

/// A Chromium without a window, driven through its remote debugging pipe (JSON ended by a zero byte, on descriptors 3 and 4): no port, no
/// WebSocket.
final class Browser {
    private let process: ChildProcess
    private let profile: TemporaryFolder
    private let descriptor: Int32
    private let answers: Answers
    private var lastID = 0

    /// Not the shell script of this name in /usr/bin: who ends that one leaves its child behind.
    static let program = "/usr/lib/chromium/chromium-headless-shell"

    init() throws {
        profile = try TemporaryFolder()
        let ends = try DescriptorPair()
        // Where the tests run as root, as in a container, the sandbox cannot; what is opened is our own page.
        let sandbox = geteuid() == 0 ? "--no-sandbox" : ""
        // A machine without a graphics card and with a small /dev/shm; no questions to anybody outside.
        let flags =
            "\(sandbox) --remote-debugging-pipe --user-data-dir=\(profile.path("profile")) --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync --force-color-profile=srgb --lang=en"
        process = try ChildProcess(
            ["/bin/sh", "-c", "exec \(Self.program) \(flags) 3<&0 4>&0 0</dev/null"], environment: ["LANG": "C.UTF-8"], input: .descriptor(ends.there),
            output: .file(profile.path("log")))
        Glibc.close(ends.there)
        descriptor = ends.here
        // What never becomes true on a page fails the test instead of hanging it.
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        answers = Answers(descriptor)
    }

    deinit {
        process.end()
    }

    /// A new tab of that size in CSS pixels.
    func open(_ address: String, width: Int = 1280, height: Int = 800) async throws -> Tab {
        let target = try await call("Target.createTarget", ["url": "about:blank", "width": width, "height": height])["targetId"]
        let session = try await call("Target.attachToTarget", ["targetId": target as? String ?? "", "flatten": true])["sessionId"] as? String
        let tab = Tab(browser: self, session: try #require(session))
        _ = try await tab.call("Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        _ = try await tab.call("Page.navigate", ["url": address])
        return tab
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func call(_ method: String, _ parameters: [String: Any], session: String? = nil) async throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        message["sessionId"] = session
        var bytes = Array(try JSONSerialization.data(withJSONObject: message)) + [0]
        while !bytes.isEmpty {
            let sent = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            guard sent > 0 else { throw Failure(description: "the browser takes no commands any more: \(log)") }
            bytes.removeFirst(sent)
        }
        while let line = await answers.next() {
            guard let answer = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any], answer["id"] as? Int == lastID else { continue }
            if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
        throw Failure(description: "the browser ended, or had no answer, during \(method): \(log)")
    }

    private var log: String { (try? String(contentsOfFile: profile.path("log"), encoding: .utf8)) ?? "" }
}

/// A page in the browser.
struct Tab {
    let browser: Browser
    let session: String

    func call(_ method: String, _ parameters: [String: Any] = [:]) async throws -> [String: Any] {
        try await browser.call(method, parameters, session: session)
    }

    /// The value of a JavaScript expression; promises are awaited.
    func value(of expression: String) async throws -> Any? {
        let answer = try await call("Runtime.evaluate", ["expression": expression, "awaitPromise": true, "returnByValue": true])
        if let thrown = answer["exceptionDetails"] { throw Browser.Failure(description: "\(expression): \(thrown)") }
        return (answer["result"] as? [String: Any])?["value"]
    }

    func text(of expression: String) async throws -> String { try await value(of: expression) as? String ?? "" }

    /// Waits until an expression is true; the page asks itself, so that nobody sleeps here. What is not there yet makes it false.
    func waits(for condition: String) async throws {
        _ = try await value(
            of: "new Promise(done => { const isTrue = () => { try { return \(condition) } catch { return false } }; const look = () => isTrue() ? done() : setTimeout(look, 20); look(); })")
    }

    /// A PNG of what is seen; where the page has no ground, neither has the picture.
    func screenshot() async throws -> Data {
        _ = try await call("Emulation.setDefaultBackgroundColorOverride", ["color": ["r": 0, "g": 0, "b": 0, "a": 0]])
        let answer = try await call("Page.captureScreenshot", ["format": "png"])
        return try #require(Data(base64Encoded: answer["data"] as? String ?? ""))
    }
}

/// Messages that end with a zero byte.
private actor Answers {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    func next() async -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: 0) {
                defer { buffer.removeFirst(end + 1) }
                return Array(buffer[..<end])
            }
            let chunk = await Self.receive(descriptor)
            guard !chunk.isEmpty else { return nil }
            buffer += chunk
        }
    }

    private static func receive(_ descriptor: Int32) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = read(descriptor, &chunk, chunk.count)
                continuation.resume(returning: Array(chunk.prefix(max(0, count))))
            }
        }
    }
}
