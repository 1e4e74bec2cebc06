import NIOCore
import NIOEmbedded
import Serving
import Synchronization
import Testing
import Wire

/// The connection alone, on a loop and a clock of the test's own.
@Suite struct ClientHandlerTests {
    private struct Connection {
        let channel = EmbeddedChannel()
        let hub: Hub

        init(queue: Int = 4, topicsChanged: @escaping @Sendable (Set<String>) -> Void = { _ in }) throws {
            hub = Hub(options: ServerTests.options(queue: queue), topicsChanged: topicsChanged) { _ throws(Refusal) in
                throw Refusal(.unavailable, "not in this test")
            }
            try channel.pipeline.syncOperations.addHandler(ClientHandler(hub: hub))
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        }

        func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

        /// What the server wrote since the last call.
        func lines() throws -> [String] {
            var text = ""
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
            return text.split(separator: "\n").map(String.init)
        }

        func setWritable(_ writable: Bool) {
            channel.isWritable = writable
            channel.pipeline.fireChannelWritabilityChanged()
        }
    }

    @Test(arguments: 1..<38) func aRequestInTwoPiecesIsOneRequest(split: Int) throws {
        let connection = try Connection()
        _ = try connection.lines()
        let line = "{\"request\":\"ping\",\"id\":\"a longer name\"}\n"
        try connection.send(String(line.prefix(split)))
        #expect(try connection.lines().isEmpty)
        try connection.send(String(line.dropFirst(split)))
        #expect(try connection.lines() == [#"{"body":{},"id":"a longer name","reply":"ping"}"#])
    }

    @Test func whileTheSocketIsFullOnlyTheNewestPartialWaits() throws {
        let connection = try Connection()
        try connection.send("{\"request\":\"subscribe\"}\n")
        _ = try connection.lines()
        connection.setWritable(false)
        for number in 0..<9 { connection.hub.publish(.captionPartial(ServerTests.caption(0, "\(number)")), at: 0) }
        connection.hub.publish(.captionFinal(ServerTests.caption(0, "All.")), at: 0)
        #expect(try connection.lines().isEmpty)
        connection.setWritable(true)
        let lines = try connection.lines()
        #expect(lines.first == #"{"lost":{"features":0,"frames":0,"health":0,"partials":8,"scenes":0,"sounds":0}}"#)
        #expect(lines.dropFirst().count == 2 && lines.last?.contains(#""seq":10"#) == true)
    }

    @Test func whatAClientHeardNobodyHearsOnceItIsGone() throws {
        let heard = Mutex<Set<String>>([])
        let connection = try Connection { topics in heard.withLock { $0 = topics } }
        try connection.send("{\"request\":\"subscribe\",\"topics\":[\"speech.features\",\"gap\"]}\n")
        #expect(heard.withLock { $0 } == ["speech.features", "gap"])
        _ = try connection.channel.finish()
        #expect(heard.withLock { $0 } == [])
    }

    @Test func aClientThatWouldLoseFinalsIsToldWhyAndCutOff() throws {
        let connection = try Connection(queue: 2)
        try connection.send("{\"request\":\"subscribe\"}\n")
        _ = try connection.lines()
        connection.setWritable(false)
        for number in 0..<3 { connection.hub.publish(.captionFinal(ServerTests.caption(number, "x")), at: 0) }
        connection.setWritable(true)
        let lines = try connection.lines()
        #expect(lines.count == 1 && lines[0].contains(#""code":"too-slow""#))
        connection.channel.embeddedEventLoop.run()
        #expect(!connection.channel.isActive)
    }

    @Test func onTheWayOutANeverReadingClientIsNotWaitedForLong() throws {
        let connection = try Connection()
        connection.setWritable(false)
        connection.hub.publish(.gap(Gap(track: "m", from: 0, to: 1, frames: 1, reason: "overrun")), at: 0)
        try connection.send("{\"request\":\"ping\"}\n")
        connection.hub.finish()
        #expect(connection.channel.isActive)
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!connection.channel.isActive)
    }

    @Test func unsubscribeTakesTopicsAway() throws {
        let connection = try Connection()
        _ = try connection.lines()
        try connection.send("{\"request\":\"subscribe\",\"topics\":[\"caption\",\"gap\"]}\n{\"request\":\"unsubscribe\",\"topics\":[\"caption\"]}\n")
        #expect(try connection.lines().last == #"{"body":{"topics":["gap"]},"reply":"unsubscribe"}"#)
        connection.hub.publish(.captionFinal(ServerTests.caption(0, "x")), at: 0)
        #expect(try connection.lines().isEmpty)
        try connection.send("{\"request\":\"unsubscribe\"}\n")
        #expect(try connection.lines().last == #"{"body":{"topics":[]},"reply":"unsubscribe"}"#)
    }
}
