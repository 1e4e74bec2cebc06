import Foundation
import Serving
import Support
import Testing
import View
import Wire

@Suite(.serialized, .timeLimit(.minutes(10))) struct ViewServerTests {
    // MARK: Who is let in

    @Test func whoHasTheAddressGetsOnePageThatNeedsNothingElse() async throws {
        try await ServedPage.whileServing { served in
            #expect(served.address == "http://127.0.0.1:\(served.port)/?token=\(served.token)")
            let lines = await (try served.ask("/")).rest()
            let head = lines.prefix { !$0.isEmpty }
            #expect(lines.first == "HTTP/1.1 200 OK")
            #expect(head.contains("Content-Type: text/html; charset=utf-8"))
            let policy = try #require(head.first { $0.hasPrefix("Content-Security-Policy: ") })
            #expect(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"))
            #expect(!head.contains { $0.hasPrefix("Access-Control-") })
            let page = lines.dropFirst(head.count).joined(separator: "\n")
            #expect(page.hasSuffix("</html>"))
            #expect(!page.contains("://"), "the page asks somebody else for something")
            #expect(!page.contains("\(served.token)") && !page.contains("{{"))
        }
    }

    /// Each of these would be a stranger's, and hears the same as all the others.
    static let strangers: [(String, @Sendable (ServedPage) -> String)] = [
        ("no token", { "GET / HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\n\r\n" }),
        ("an empty token", { "GET /?token= HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\n\r\n" }),
        ("another token", { "GET /events?topics=caption&token=\(ViewToken()) HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\n\r\n" }),
        ("a beginning of the token", { "GET /?token=\("\($0.token)".dropLast()) HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\n\r\n" }),
        ("a path that is not there", { "GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\n\r\n" }),
        ("another method", { "POST / HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\nContent-Length: 0\r\n\r\n" }),
        ("a name that was led here", { "GET /?token=\($0.token) HTTP/1.1\r\nHost: evil.example:\($0.port)\r\n\r\n" }),
        ("another port's page", { "GET /?token=\($0.token) HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n" }),
        ("two hosts", { "GET /?token=\($0.token) HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\nHost: evil.example\r\n\r\n" }),
        ("no host", { "GET /?token=\($0.token) HTTP/1.0\r\n\r\n" }),
        ("a script of another page", { "GET /events?topics=caption&token=\($0.token) HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\nOrigin: http://evil.example\r\n\r\n" }),
        ("a page without an origin", { "GET /events?topics=caption&token=\($0.token) HTTP/1.1\r\nHost: 127.0.0.1:\($0.port)\r\nOrigin: null\r\n\r\n" }),
    ]

    @Test func aStrangerIsToldNothing() async throws {
        try await ServedPage.whileServing { served in
            for (name, request) in Self.strangers {
                let connection = try HTTPConnection(port: served.port)
                connection.send(request(served))
                let lines = await connection.rest()
                #expect(lines.first?.contains("403 Forbidden") == true && lines.last == "403 Forbidden", "\(name): \(lines)")
            }
        }
    }

    @Test func withTheTokenOnlyWhatThereIsMayBeAskedFor() async throws {
        try await ServedPage.whileServing { served in
            for (path, status) in [("/nowhere", "404 Not Found"), ("/events", "400 Bad Request"), ("/events?topics=caption&since=-1", "400 Bad Request")] {
                let lines = await (try served.ask(path)).rest()
                #expect(lines.first == "HTTP/1.1 \(status)", "\(path)")
            }
            let connection = try HTTPConnection(port: served.port)
            connection.send("DELETE /?token=\(served.token) HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
            let lines = await connection.rest()
            #expect(lines.first == "HTTP/1.1 405 Method Not Allowed" && lines.contains("Allow: GET"))
            // Its other name.
            let named = try HTTPConnection(port: served.port)
            named.send("GET /?token=\(served.token) HTTP/1.1\r\nHost: LOCALHOST:\(served.port)\r\n\r\n")
            await #expect(named.rest().first == "HTTP/1.1 200 OK")
        }
    }

    @Test func aTakenPortIsOneClearLine() async throws {
        try await ServedPage.whileServing { served in
            let second = ViewServer(options: ViewOptions(socket: served.socket, port: served.port))
            do {
                _ = try await second.start()
                Issue.record("two pages serve at one port")
            } catch let error as ViewError {
                #expect(error.code == .portTaken)
                #expect(error.description.hasPrefix("port \(served.port) of this machine is taken by another program; choose another with --port"))
            }
            await second.stop()
        }
    }

    // MARK: What the daemon says

    @Test func thePageHearsTheDaemonsLinesUnchanged() async throws {
        try await ServedPage.whileServing { served in
            let subscriber = try RawClient(served.socket)
            let hello = try await subscriber.line()
            subscriber.send("{\"request\":\"subscribe\",\"topics\":[\"caption\"]}\n")
            _ = try await subscriber.line()
            let events = try served.ask("/events?topics=caption")
            try await #expect(events.line(beginning: "Content-Type") == "Content-Type: text/event-stream")
            try await #expect(events.line(beginning: "data: ") == "data: \(hello)")
            try await #expect(events.line(beginning: "event: ") == "event: daemon")
            try await #expect(events.line(beginning: "data: ") == #"data: {"connected":true,"complete":true}"#)
            served.publish(.captionPartial(caption(0, "good morning", stable: 1)))
            served.publish(.device(DeviceChange(track: "microphone", state: .connected, detail: "not asked for")))
            served.publish(.captionFinal(caption(0, "Good “morning” \u{2028}.", pass: .second)))
            for id in [1, 3] {
                let line = try await subscriber.line()
                try await #expect(events.line(beginning: "id: ") == "id: 1000000000-\(id)")
                try await #expect(events.line(beginning: "data: ") == "data: \(line)")
            }
        }
    }

    @Test func whoComesBackHearsWhatItMissed() async throws {
        try await ServedPage.whileServing { served in
            for segment in 0..<3 { served.publish(.captionFinal(caption(segment, "Number \(segment)."))) }
            let first = try served.ask("/events?topics=caption&since=0")
            let ids = [try await first.line(beginning: "id: "), try await first.line(beginning: "id: ")]
            #expect(ids == ["id: 1000000000-1", "id: 1000000000-2"])
            let second = try served.ask("/events?topics=caption&since=0", ["Last-Event-ID: 1000000000-2"])
            try await #expect(second.line(beginning: "id: ") == "id: 1000000000-3")
            // A number of another daemon's means nothing; of this one everything is news.
            let third = try served.ask("/events?topics=caption", ["Last-Event-ID: 999-2"])
            try await #expect(third.line(beginning: "id: ") == "id: 1000000000-1")
            let fourth = try served.ask("/events?topics=caption&since=0", ["Last-Event-ID: what?"])
            try await #expect(fourth.line(beginning: "id: ") == "id: 1000000000-1")
        }
    }

    @Test func aMissingDaemonIsWaitedForAndOneThatGoesToo() async throws {
        try await ServedPage.whileServing(withDaemon: false) { served in
            let events = try served.ask("/events?topics=caption&since=0")
            try await #expect(events.line(beginning: "data: ") == #"data: {"connected":false}"#)
            for life in 1...2 {
                try await served.startDaemon(start: Int64(life))
                served.publish(.captionFinal(caption(0, "Life \(life).")))
                try await #expect(events.line(beginning: "id: ") == "id: \(life)-1")
                try await #expect(events.line(beginning: "data: ").contains("Life \(life)."))
                await served.endDaemon()
                try await #expect(events.line(beginning: "event: ") == "event: daemon")
                try await #expect(events.line(beginning: "data: ") == #"data: {"connected":false}"#)
            }
            #expect(served.said.contains { $0.hasPrefix("no daemon listens at \(served.socket)") && $0.hasSuffix("; waiting for it") })
            #expect(served.said.contains("the daemon is there again"))
            // Each change is one line, however often it is tried.
            #expect(served.said.count <= 5, "\(served.said)")
        }
    }

    // MARK: Rude browsers

    @Test func noiseGetsAnAnswerOrAnEndAndHarmsNobody() async throws {
        try await ServedPage.whileServing { served in
            let noises: [[UInt8]] = [
                Array("hello?\r\n\r\n".utf8), [0, 1, 2, 3, 255, 254], Array("GET / HTTP/9.9\r\n\r\n".utf8),
                Array("GET /%zz?token=%zz HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n".utf8),
                Array("GET / HTTP/1.1\r\nHost : x\r\n\u{0}\r\n\r\n".utf8), [0x16, 0x03, 0x01, 0x02, 0x00, 0x01],
                Array(("GET /" + String(repeating: "a", count: 1_000_000)).utf8),
                Array(("GET / HTTP/1.1\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 1000)).utf8),
            ]
            for noise in noises {
                let connection = try HTTPConnection(port: served.port)
                connection.send(noise)
                connection.endOutput()
                let answer = await connection.rest()
                #expect(answer.isEmpty || answer[0].contains(" 400 ") || answer[0].contains(" 403 "), "\(answer)")
            }
            await #expect(try served.ask("/").rest().first == "HTTP/1.1 200 OK")
        }
    }

    @Test func aThousandConnectionsAreTurnedAwayBeyondThoseThatMayBe() async throws {
        try await ServedPage.whileServing(mostConnections: 40, mostStreams: 10) { served in
            var open: [HTTPConnection] = []
            for _ in 0..<10 {
                let events = try served.ask("/events?topics=caption")
                try await #expect(events.line(beginning: "event: ") == "event: daemon")
                open.append(events)
            }
            await #expect(try served.ask("/events?topics=caption").rest().first == "HTTP/1.1 503 Service Unavailable")
            // These say nothing at all. What is too much is closed at once.
            for _ in 0..<1000 { open.append(try HTTPConnection(port: served.port)) }
            await #expect(open[1009].rest().isEmpty)
            served.publish(.captionFinal(caption(0, "Still here.")))
            for events in open.prefix(10) { try await #expect(events.line(beginning: "id: ") == "id: 1000000000-1") }
            open.removeAll()
            // The ones that went are noticed before the next one is let in, sooner or later.
            while try await served.ask("/").rest().first != "HTTP/1.1 200 OK" {}
        }
    }
}
