import Glibc
import Serving
import Synchronization
import Support
import Testing
import Wire

@Suite(.timeLimit(.minutes(10))) struct ServerTests {
    static let health = Health(profile: "p", uptime: 1, cpu: 0.5, resident: 100, clients: 0, tracks: [], passes: [])

    static func options(queue: Int = 256, replay: Int = 1024, most: Int = 256, log: @escaping @Sendable (String) -> Void = { _ in }) -> ServerOptions {
        ServerOptions(
            identity: .init(name: "taichud", version: "test"), start: .init(monotonic: 5_000_000_000, unix: 1_700_000_000),
            queueLines: queue, replayEvents: replay, maximumClients: most, log: log)
    }

    static func caption(_ segment: Int, _ text: String, track: String = "microphone") -> Caption {
        Caption(
            track: track, segment: segment, revision: 0, pass: .first, language: "en", text: text, words: [], stable: 0, start: Double(segment),
            end: Double(segment) + 1)
    }

    /// A server that listens in a folder of its own while `body` runs.
    private func serving(
        _ options: ServerOptions = Self.options(), handler: @escaping RequestHandler = { _ throws(Refusal) in .status(Self.health) },
        _ body: (Server, String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let server = Server(options: options, handler: handler)
        let path = folder.path("s")
        try await server.start(on: .path(path, mode: 0o600))
        do {
            try await body(server, path)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        #expect(access(path, F_OK) != 0, "the socket stayed behind")
    }

    /// A client that has asked for everything, and reads nothing more by itself.
    private func subscriber(_ path: String) async throws -> RawClient {
        let client = try RawClient(path)
        _ = try await client.line()
        client.send("{\"request\":\"subscribe\"}\n")
        _ = try await client.line()
        return client
    }

    /// Far more than a socket's buffers hold, a thousand times over.
    private static let long = String(repeating: "word ", count: 1000)

    @Test func theServerSpeaksFirst() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            #expect(
                try await client.line()
                    == #"{"hello":{"protocol":1,"seq":0,"server":{"name":"taichud","version":"test"},"start":{"monotonic":5000000000,"unix":1700000000},"topics":["caption.partial","caption.final","gap","device","health","speech.features","object.enter","object.leave","object.move","scene","camera.frame","object.tracks","attention","picture","scene.sentence","summary","voice.start","voice.chunk","voice.mark","voice.end"]}}"#
            )
        }
    }

    @Test func aSubscriberHearsWhatItAskedFor() async throws {
        try await serving { server, path in
            try await WireClient.withConnection(to: path) { client in
                #expect(client.hello.server.version == "test")
                let answer = try await client.ask(.subscribe(Subscription(topics: ["caption.final", "device"], tracks: ["microphone"])))
                #expect(answer == .subscribed(Subscribed(topics: ["caption.final", "device"], tracks: ["microphone"], replayed: 0, complete: true)))
                server.publish(.captionPartial(Self.caption(0, "he")), at: 0.5)
                server.publish(.captionFinal(Self.caption(0, "Elsewhere.", track: "computer")), at: 0.6)
                server.publish(.captionFinal(Self.caption(0, "Hello.")), at: 0.7)
                try await expect(client.next(), .event(Event(seq: 3, time: 0.7, body: .captionFinal(Self.caption(0, "Hello.")))))
            }
        }
    }

    @Test func commandsGoToTheDaemonsPartsAndTheirAnswersComeBack() async throws {
        let handler: RequestHandler = { command throws(Refusal) in
            switch command {
            case .status: return .status(Self.health)
            case .devices: return .devices([], problems: [])
            case .pause(let tracks): return .paused(tracks ?? ["all"])
            case .hotwords(let words): return .hotwords(words.count)
            case .summarize: throw Refusal(.unavailable, "nothing was said yet")
            case .describe(let tracks):
                return .scenes((tracks ?? []).map { SceneReport(track: $0, revision: 2, at: 1.5, objects: [], counts: ["cat": 1], words: [SceneWords(language: "en", text: "A cat.", claims: [])]) })
            case .say(let order): return .saying(order.text.count)
            case .hush(let line): return .hushed(line.map { [$0] } ?? [])
            case .resume: throw Refusal(.invalid, "there is no track \"x\"")
            }
        }
        try await serving(handler: handler) { _, path in
            try await WireClient.withConnection(to: path) { client in
                try await expect(client.ask(.status), .status(Self.health))
                try await expect(client.ask(.devices), .devices([], problems: []))
                try await expect(client.ask(.pause(["a"])), .paused(["a"]))
                try await expect(client.ask(.hotwords([HotWord(phrase: "Ada Lovelace", weight: 2)])), .hotwords(1))
                guard case .scenes(let scenes) = try await client.ask(.describe(["door"])) else { throw Refusal(.invalid, "no scenes") }
                #expect(scenes.map(\.track) == ["door"] && scenes[0].words[0].text == "A cat." && scenes[0].at == 1.5)
                try await expect(client.ask(.say(SpeechOrder(text: "hello"))), .saying(5))
                try await expect(client.ask(.hush(3)), .hushed([3]))
                try await expect(client.ask(.ping), .pong)
                do {
                    _ = try await client.ask(.resume(["x"]))
                    Issue.record("there was a track x")
                } catch let refusal as Refusal {
                    #expect(refusal == Refusal(.invalid, "there is no track \"x\""))
                }
            }
        }
    }

    static func features(_ frame: Int) -> SpeechFeatures {
        SpeechFeatures(track: "microphone", segment: 0, pass: .first, frame: frame, start: 0.5, interval: 0.02, width: 2, values: [1, -0.5])
    }

    @Test func featuresGoToThoseWhoNameThemAndAreMadeForNobodyElse() async throws {
        try await serving { server, path in
            try await WireClient.withConnection(to: path) { client in
                _ = try await client.ask(.subscribe(Subscription()))
                #expect(!server.isHeard("speech.features") && server.isHeard("caption.final"))
                server.publish(.speechFeatures(Self.features(0)), at: 1)
                server.publish(.captionFinal(Self.caption(0, "Hello.")), at: 2)
                try await expect(client.next(), .event(Event(seq: 2, time: 2, body: .captionFinal(Self.caption(0, "Hello.")))))
                // Nothing of them is kept for later.
                let answer = try await client.ask(.subscribe(Subscription(topics: ["speech", "gap"], since: 0)))
                #expect(answer == .subscribed(Subscribed(topics: ["gap", "speech.features"], tracks: nil, replayed: 0, complete: true)))
                #expect(server.isHeard("speech.features"))
                server.publish(.speechFeatures(Self.features(16)), at: 3)
                try await expect(client.next(), .event(Event(seq: 3, time: 3, body: .speechFeatures(Self.features(16)))))
                _ = try await client.ask(.unsubscribe(nil))
                #expect(!server.isHeard("speech.features"))
            }
        }
    }

    @Test func aLateSubscriberGetsTheOpenSegmentThenChanges() async throws {
        try await serving { server, path in
            server.publish(.captionPartial(Self.caption(0, "gone")), at: 1)
            server.publish(.captionFinal(Self.caption(0, "Gone.")), at: 2)
            server.publish(.captionPartial(Self.caption(1, "now")), at: 3)
            server.publish(.captionPartial(Self.caption(1, "now is")), at: 4)
            server.publish(.captionPartial(Self.caption(7, "other", track: "computer")), at: 5)
            try await WireClient.withConnection(to: path) { client in
                #expect(client.hello.seq == 5)
                guard case .subscribed(let subscribed) = try await client.ask(.subscribe(Subscription())) else { return }
                #expect(subscribed.replayed == 2 && subscribed.complete)
                try await expect(client.next(), .event(Event(seq: 4, time: 4, body: .captionPartial(Self.caption(1, "now is")))))
                try await expect(client.next(), .event(Event(seq: 5, time: 5, body: .captionPartial(Self.caption(7, "other", track: "computer")))))
                server.publish(.captionFinal(Self.caption(1, "Now is.")), at: 6)
                try await expect(client.next(), .event(Event(seq: 6, time: 6, body: .captionFinal(Self.caption(1, "Now is.")))))
            }
        }
    }

    static func scene(_ revision: Int, track: String = "camera") -> SceneReport {
        SceneReport(track: track, revision: revision, at: 0.5, objects: [], counts: [:], words: [])
    }

    @Test func aLateSubscriberGetsTheNewestSceneOfEachCamera() async throws {
        let person = ObjectPresence(
            track: "camera", id: 1, label: "person", score: 0.5, place: ObjectPlace(box: RelativeBox(x: 0, y: 0, width: 0.5, height: 0.5)), at: 0.5,
            firstSeen: 0.25, lastSeen: 0.5)
        let move = ObjectMove(track: "camera", id: 1, label: "person", before: person.place, after: person.place, at: 0.75)
        try await serving { server, path in
            server.publish(.objectEnter(person), at: 1)
            server.publish(.scene(Self.scene(0)), at: 1)
            server.publish(.scene(Self.scene(0, track: "door")), at: 1)
            server.publish(.objectMove(move), at: 1)
            server.publish(.scene(Self.scene(1)), at: 2)
            try await WireClient.withConnection(to: path) { client in
                let answer = try await client.ask(.subscribe(Subscription(topics: ["object.enter", "object.leave", "object.move", "scene", "scene.sentence"])))
                #expect(answer == .subscribed(Subscribed(topics: ["object.enter", "object.leave", "object.move", "scene", "scene.sentence"], tracks: nil, replayed: 2, complete: true)))
                try await expect(client.next(), .event(Event(seq: 3, time: 1, body: .scene(Self.scene(0, track: "door")))))
                try await expect(client.next(), .event(Event(seq: 5, time: 2, body: .scene(Self.scene(1)))))
                // Who came and went is history; a move is not.
                _ = try await client.ask(.subscribe(Subscription(topics: ["object.enter", "object.leave", "object.move"], since: 0)))
                try await expect(client.next(), .event(Event(seq: 1, time: 1, body: .objectEnter(person))))
                server.publish(.objectMove(move), at: 3)
                try await expect(client.next(), .event(Event(seq: 6, time: 3, body: .objectMove(move))))
            }
        }
    }

    @Test func sinceReplaysFinalsAndSaysWhenSomeAreGone() async throws {
        try await serving(Self.options(replay: 4)) { server, path in
            for segment in 0..<20 { server.publish(.captionFinal(Self.caption(segment, "\(segment)")), at: Double(segment)) }
            func replay(since: UInt64) async throws -> (Subscribed, [UInt64]) {
                try await WireClient.withConnection(to: path) { client in
                    guard case .subscribed(let subscribed) = try await client.ask(.subscribe(Subscription(since: since))) else {
                        throw RawClient.Ended()
                    }
                    var numbers: [UInt64] = []
                    for _ in 0..<subscribed.replayed {
                        if case .event(let event) = try await client.next() { numbers.append(event.seq) }
                    }
                    return (subscribed, numbers)
                }
            }
            let recent = try await replay(since: 18)
            #expect(recent.0.complete && recent.1 == [19, 20])
            let old = try await replay(since: 3)
            #expect(!old.0.complete && old.1.last == 20 && old.1.count >= 4)
            let formerLife = try await replay(since: 5000)
            #expect(!formerLife.0.complete && formerLife.1.last == 20)
        }
    }

    @Test func garbageIsAnsweredAndTheThirdInARowEndsTheConnection() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            _ = try await client.line()
            client.send("garbage\n")
            #expect(try await client.line().contains(#""code":"malformed""#))
            client.send("{\"request\":\"ping\",\"id\":1}\n")
            #expect(try await client.line() == #"{"body":{},"id":1,"reply":"ping"}"#)
            client.send("\u{0}\u{1}\u{2}\n[]\n\"\n{\"request\":\"ping\",\"id\":2}\n")
            let rest = await client.messagesToEnd()
            #expect(rest.count == 3)
            #expect(rest.allSatisfy { if case .refusal(let refusal, id: nil) = $0 { refusal.code == .malformed } else { false } })
        }
    }

    @Test func anUnknownRequestIsRefusedAndTheConnectionGoesOn() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            _ = try await client.line()
            for id in 0..<5 {
                client.send("{\"request\":\"reload\",\"text\":\"hi\",\"id\":\(id)}\n")
                #expect(try await client.line() == #"{"error":{"code":"not-offered","message":"\"reload\" is not offered by this server"},"id":\#(id)}"#)
            }
            client.send("{\"request\":\"subscribe\",\"topics\":[\"weather\"]}\n")
            #expect(try await client.line().contains("there is no topic \\\"weather\\\""))
        }
    }

    @Test func halfALineCostsNothingAndDelaysNobody() async throws {
        try await serving { server, path in
            let silent = try RawClient(path)
            silent.send("{\"request\":\"subs")
            try await WireClient.withConnection(to: path) { client in
                _ = try await client.ask(.subscribe(Subscription()))
                server.publish(.captionFinal(Self.caption(0, "Heard.")), at: 1)
                try await expect(client.next(), .event(Event(seq: 1, time: 1, body: .captionFinal(Self.caption(0, "Heard.")))))
            }
            _ = try await silent.line()
            silent.send("cribe\",\"topics\":[\"gap\"]}\n")
            #expect(try await silent.line().contains(#""reply":"subscribe""#))
        }
    }

    @Test func tenMegabytesWithoutANewlineAreRefused() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            let flood = [UInt8](repeating: 0x41, count: 10 << 20)
            #expect(!client.send(flood), "the server read all of it")
            let messages = await client.messagesToEnd()
            // The kernel may throw away what was under way when the server closes on unread bytes; what came is of these kinds.
            #expect(messages.dropFirst().allSatisfy { if case .refusal(let refusal, id: nil) = $0 { refusal.code == .oversized } else { false } })
            #expect(try await ping(path) == .pong)
        }
    }

    @Test func oneOversizedLineIsRefusedAndTheNextIsHeard() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            _ = try await client.line()
            client.send([UInt8](repeating: 0x41, count: 1_100_000) + Array("\n{\"request\":\"ping\"}\n".utf8))
            #expect(try await client.line().contains(#""code":"oversized""#))
            #expect(try await client.line() == #"{"body":{},"reply":"ping"}"#)
        }
    }

    @Test func aClientThatAsksAndClosesItsSideGetsItsAnswerAndTheEnd() async throws {
        try await serving { _, path in
            let client = try RawClient(path)
            client.send("{\"request\":\"status\",\"id\":\"s\"}\n")
            client.endOutput()
            let messages = await client.messagesToEnd()
            #expect(messages.count == 2 && messages.last == .reply(.status(Self.health), id: .string("s")))
        }
    }

    @Test func vanishedClientsAreForgotten() async throws {
        let (gone, tell) = AsyncStream.makeStream(of: Void.self)
        let log: @Sendable (String) -> Void = { if $0.hasSuffix("is gone") { tell.yield() } }
        try await serving(Self.options(log: log)) { server, path in
            for _ in 0..<5 {
                _ = try await subscriber(path)
            }
            // Each closed its socket without a word when it went out of scope, with and without something to read.
            var ends = gone.makeAsyncIterator()
            for _ in 0..<5 { await ends.next() }
            #expect(server.clientCount == 0)
        }
    }

    @Test func peersAreLoggedWithTheirProcess() async throws {
        let (lines, tell) = AsyncStream.makeStream(of: String.self)
        try await serving(Self.options(log: { tell.yield($0) })) { _, path in
            let client = try RawClient(path)
            _ = try await client.line()
            var log = lines.makeAsyncIterator()
            #expect(await log.next() == "client 1 connected (process \(getpid()), user \(getuid()))")
        }
    }

    @Test func aSlowReaderLosesPartialsIsToldAndDelaysNobody() async throws {
        try await serving(Self.options(queue: 16)) { server, path in
            let slow = try await subscriber(path)
            try await WireClient.withConnection(to: path) { quick in
                _ = try await quick.ask(.subscribe(Subscription()))
                for number in 0..<1000 {
                    server.publish(.captionPartial(Self.caption(0, "\(number) \(Self.long)")), at: Double(number))
                    guard case .event(let event) = try await quick.next() else { throw RawClient.Ended() }
                    #expect(event.seq == UInt64(number + 1))
                }
                server.publish(.captionFinal(Self.caption(0, "The end.")), at: 1000)
                try await expect(quick.next(), .event(Event(seq: 1001, time: 1000, body: .captionFinal(Self.caption(0, "The end.")))))
            }
            var received = 0
            var lost = 0
            var last: UInt64 = 0
            reading: while true {
                switch try await slow.message() {
                case .lost(let told): lost += told.partials
                case .event(let event):
                    received += 1
                    #expect(event.seq > last)
                    last = event.seq
                    if case .captionFinal = event.body { break reading }
                default: Issue.record("an unexpected line")
                }
            }
            #expect(lost > 0 && received + lost == 1001)
        }
    }

    @Test func aClientThatWouldLoseFinalsIsCutOff() async throws {
        try await serving(Self.options(queue: 16)) { server, path in
            let slow = try await subscriber(path)
            try await WireClient.withConnection(to: path) { quick in
                _ = try await quick.ask(.subscribe(Subscription()))
                for number in 0..<1000 {
                    server.publish(.captionFinal(Self.caption(number, Self.long)), at: Double(number))
                    _ = try await quick.next()
                }
            }
            let numbers = await slow.messagesToEnd().compactMap { if case .event(let event) = $0 { event.seq } else { nil } }
            // What it got is without a hole, and it ended.
            #expect(numbers == Array(1...UInt64(numbers.count)) && numbers.count < 1000)
        }
    }

    @Test func aHundredClientsHearTheSame() async throws {
        try await serving { server, path in
            try await withThrowingTaskGroup(of: [UInt64].self) { group in
                let (ready, tell) = AsyncStream.makeStream(of: Void.self)
                for _ in 0..<100 {
                    group.addTask {
                        try await WireClient.withConnection(to: path) { client in
                            _ = try await client.ask(.subscribe(Subscription(topics: ["caption"])))
                            tell.yield()
                            var numbers: [UInt64] = []
                            while numbers.count < 50, let message = try await client.next() {
                                if case .event(let event) = message { numbers.append(event.seq) }
                            }
                            return numbers
                        }
                    }
                }
                var subscribed = ready.makeAsyncIterator()
                for _ in 0..<100 { await subscribed.next() }
                #expect(server.clientCount == 100)
                for number in 0..<50 { server.publish(.captionPartial(Self.caption(number, "x")), at: 0) }
                for try await numbers in group { #expect(numbers == Array(1...50)) }
            }
        }
    }

    @Test func oneClientTooManyIsToldSo() async throws {
        try await serving(Self.options(most: 1)) { _, path in
            let first = try RawClient(path)
            _ = try await first.line()
            await #expect(throws: Refusal.self) { try await WireClient.withConnection(to: path) { _ in } }
            let second = try RawClient(path)
            #expect(await second.messagesToEnd().count == 1)
        }
    }

    @Test func atTheEndTheLastLinesStillArrive() async throws {
        let folder = try TemporaryFolder()
        let server = Server(options: Self.options()) { _ throws(Refusal) in .status(Self.health) }
        try await server.start(on: .path(folder.path("s"), mode: 0o600))
        let client = try await subscriber(folder.path("s"))
        server.publish(.captionFinal(Self.caption(0, "Last words.")), at: 1)
        await server.stop()
        server.publish(.captionFinal(Self.caption(1, "Too late.")), at: 1)
        #expect(await client.messagesToEnd() == [.event(Event(seq: 1, time: 1, body: .captionFinal(Self.caption(0, "Last words."))))])
    }
}
