import FoundationEssentials
import Testing
import Wire

@Suite struct LineCodecTests {
    static let caption = Caption(
        track: "microphone", segment: 3, revision: 7, pass: .first, language: "en", text: "It was the best",
        words: [
            CaptionWord(text: "It", start: 0.1 + 0.2, end: 0.4, confidence: 0.98765),
            CaptionWord(text: "was", start: 0.4, end: 0.5000001, confidence: 1),
        ],
        stable: 1, start: 0.30000000000000004, end: 1)

    static let health = Health(
        profile: "live", uptime: 12.3456789, cpu: 0.1 + 0.2, resident: 1 << 28, clients: 2,
        tracks: [
            Health.Track(
                track: "microphone", source: "pulse", state: "connected", heard: 12.0000004, lost: -0.0, backlog: 0.02, speaking: true,
                partials: 5, finals: 1, words: 9)
        ],
        passes: [Health.Pass(name: "first", runs: 4, busy: 0.12345, audio: 1.28)])

    private func text(_ message: Message) throws -> String {
        String(decoding: try LineCodec.encode(message), as: UTF8.self)
    }

    @Test func anEventIsOneLineWithSortedKeysAndWholeMilliseconds() throws {
        let line = try text(.event(Event(seq: 41, time: 1.23456, body: .captionPartial(Self.caption))))
        #expect(
            line
                == #"{"body":{"end":1,"language":"en","pass":"first","revision":7,"segment":3,"stable":1,"start":0.3,"task":"transcribe","text":"It was the best","track":"microphone","words":[{"confidence":0.988,"end":0.4,"start":0.3,"text":"It"},{"confidence":1,"end":0.5,"start":0.4,"text":"was"}]},"seq":41,"time":1.235,"topic":"caption.partial"}"#
        )
    }

    @Test func newlinesInAWordDoNotBreakTheLine() throws {
        var caption = Self.caption
        caption.text = "a\nb\r\u{2028}c\"\\/"
        let line = try LineCodec.encode(.event(Event(seq: 1, time: 0, body: .captionFinal(caption))))
        #expect(!line.contains(0x0A) && !line.contains(0x0D))
        guard case .event(let event) = try LineCodec.decodeMessage(line), case .captionFinal(let back) = event.body else {
            Issue.record("no final came back")
            return
        }
        #expect(back.text == caption.text)
    }

    @Test func aNumberThatJSONCannotHoldBecomesZero() throws {
        let gap = Gap(track: "t", from: .nan, to: .infinity, frames: 3, reason: "overrun")
        #expect(
            try text(.event(Event(seq: 1, time: .nan, body: .gap(gap))))
                == #"{"body":{"frames":3,"from":0,"reason":"overrun","to":0,"track":"t"},"seq":1,"time":0,"topic":"gap"}"#)
    }

    static let place = ObjectPlace(box: RelativeBox(x: 0.1, y: 0.25, width: 0.5, height: 0.75), zones: ["door"], posture: [.armRaised, .sitting])
    static let presence = ObjectPresence(track: "c", id: 3, label: "person", score: 0.9, place: place, at: 1.5, firstSeen: 1, lastSeen: 1.5)

    static let messages: [Message] = [
        .hello(Hello(server: .init(name: "taichud", version: "0.1.0"), start: .init(monotonic: 123_456_789_012, unix: 1_700_000_000.5), seq: 9)),
        .event(Event(seq: 2, time: 1.5, body: .gap(Gap(track: "m", from: 1, to: 2.5, frames: 24_000, reason: "device")))),
        .event(Event(seq: 3, time: 1.5, body: .device(DeviceChange(track: "m", state: .lost, detail: "gone")))),
        .reply(.pong, id: nil),
        .reply(.subscribed(Subscribed(topics: ["gap"], tracks: ["m"], replayed: 4, complete: false)), id: .number(4)),
        .reply(.unsubscribed(["gap"]), id: .string("x")),
        .reply(.devices([DeviceEntry(kind: "pulse", name: "a", description: "A", format: "", isDefault: true)], problems: ["ALSA is not there"]), id: nil),
        .reply(.paused(["m"]), id: nil),
        .reply(.resumed([]), id: nil),
        .reply(.hotwords(2), id: .number(4)),
        .refusal(Refusal(.tooSlow, "slow"), id: .number(-1)),
        .lost(Lost(partials: 3, health: 1, features: 2, scenes: 5)),
        .event(
            Event(
                seq: 4, time: 2, body: .speechFeatures(
                    SpeechFeatures(track: "m", segment: 1, pass: .first, frame: 16, start: 1.5, interval: 0.02, width: 2, values: [0.5, -2, 65_504, 0])))),
        .event(Event(seq: 5, time: 2, body: .objectEnter(presence))),
        .event(Event(seq: 6, time: 2, body: .objectLeave(presence))),
        .event(Event(seq: 7, time: 2, body: .objectMove(ObjectMove(track: "c", id: 3, label: "person", before: place, after: place, at: 1.5)))),
        .event(
            Event(
                seq: 8, time: 2, body: .scene(
                    SceneReport(
                        track: "c", revision: 0, at: 1.5, objects: [SceneObject(id: 3, label: "person", score: 0.9, place: place, near: [4], firstSeen: 1)],
                        counts: ["person": 1], texts: [SceneText(id: 5, text: "EXIT", score: 0.8, box: place.box, on: 3)], salient: 3,
                        words: [SceneWords(language: "en", text: "The picture shows a person.", claims: [SceneClaim(text: "The picture shows a person.", ids: [3])])])))),
    ]

    @Test(arguments: messages) func everyMessageComesBackAsItWas(message: Message) throws {
        #expect(try LineCodec.decodeMessage(LineCodec.encode(message)) == message)
    }

    @Test func figuresComeBackRounded() throws {
        guard case .reply(.status(let back), id: _) = try LineCodec.decodeMessage(LineCodec.encode(.reply(.status(Self.health), id: nil))) else {
            Issue.record("no status came back")
            return
        }
        #expect(back.uptime == 12.346 && back.cpu == 0.3 && back.tracks[0].heard == 12 && back.passes[0].busy == 0.123)
    }

    @Test(arguments: [
        #"{"topic":"weather","seq":1,"time":0,"body":{}}"#, #"{"reply":"forecast","body":{}}"#, "{}", #"{"later":1}"#,
    ])
    func whatANewerDaemonSaysIsPassedOver(line: String) throws {
        #expect(try LineCodec.decodeMessage(Array(line.utf8)) == .unknown)
    }

    @Test func aBoxIsWrittenToATenThousandthOfThePicture() throws {
        var move = ObjectMove(track: "c", id: 3, label: "person", before: Self.place, after: Self.place, at: 1.50049)
        move.after.box = RelativeBox(x: 1.0 / 3, y: -0.000_01, width: .nan, height: 0.25)
        #expect(
            try text(.event(Event(seq: 1, time: 2, body: .objectMove(move)))).contains(
                #""after":{"box":{"height":0.25,"width":0,"x":0.3333,"y":0},"posture":["arm-raised","sitting"],"zones":["door"]},"at":1.5,"#))
    }

    @Test func unknownFieldsAreIgnored() throws {
        let line = #"{"topic":"gap","seq":1,"time":0,"more":[{}],"body":{"track":"t","from":0,"to":1,"frames":2,"reason":"x","why":{}}}"#
        #expect(
            try LineCodec.decodeMessage(Array(line.utf8))
                == .event(Event(seq: 1, time: 0, body: .gap(Gap(track: "t", from: 0, to: 1, frames: 2, reason: "x")))))
    }

    @Test func anOlderDaemonLosesNoFeatures() throws {
        #expect(try LineCodec.decodeMessage(Array(#"{"lost":{"health":1,"partials":2}}"#.utf8)) == .lost(Lost(partials: 2, health: 1)))
    }

    @Test func featuresAreHalfPrecisionLittleEndian() {
        let features = SpeechFeatures(track: "m", segment: 0, pass: .first, frame: 0, start: 0, interval: 0.02, width: 3, values: [1, -2, 1e9, 0.1, 0, 0])
        // 1.0, −2.0, the largest half, 0.1 (0x2E66), 0, 0.
        #expect(features.data == "ADwAwP97Zi4AAAAA")
        #expect(features.frames == 2 && features.width == 3)
        #expect(features.values == [1, -2, 65_504, 0.099975586, 0, 0])
        var broken = features
        broken.frames = 3
        #expect(broken.values == nil)
    }

    @Test(arguments: ["", "garbage", "[]", #"{"topic":"gap"}"#, #"{"topic":5}"#]) func aBrokenMessageIsAnError(line: String) {
        #expect(throws: WireError.self) { try LineCodec.decodeMessage(Array(line.utf8)) }
    }
}

@Suite struct RequestTests {
    static let requests: [Request] = [
        Request(.subscribe(Subscription())),
        Request(.subscribe(Subscription(topics: ["caption"], tracks: ["a", "b"], since: 12)), id: .number(1)),
        Request(.unsubscribe(nil), id: .string("two")), Request(.unsubscribe(["gap"])), Request(.status), Request(.devices),
        Request(.pause(["a"])), Request(.resume(nil)), Request(.ping, id: .number(3)),
        Request(.hotwords([HotWord(phrase: "Zuse"), HotWord(phrase: "Ada Lovelace", weight: 2.5)])), Request(.hotwords([])),
    ]

    @Test(arguments: requests) func everyRequestComesBackAsItWas(request: Request) throws {
        #expect(LineCodec.decodeRequest(try LineCodec.encode(request)) == .success(request))
    }

    @Test func aRequestIsWhatTheDocumentSays() throws {
        let line = try LineCodec.encode(Request(.subscribe(Subscription(topics: ["caption.final"], since: 7)), id: .number(1)))
        #expect(String(decoding: line, as: UTF8.self) == #"{"id":1,"request":"subscribe","since":7,"topics":["caption.final"]}"#)
    }

    static let refused: [(String, Refusal.Code, RequestID?, String)] = [
        ("garbage", .malformed, nil, "not JSON"),
        ("[1]", .malformed, nil, "JSON object"),
        (#"{"id":4}"#, .malformed, .number(4), "\"request\" is missing"),
        (#"{"request":5}"#, .malformed, nil, "\"request\" should be a string"),
        (#"{"request":"dance","id":"a"}"#, .unknownRequest, .string("a"), "no request \"dance\""),
        (#"{"request":"reload","id":1}"#, .notOffered, .number(1), "\"reload\" is not offered by this server"),
        (#"{"request":"reload"}"#, .notOffered, nil, "not offered"),
        (#"{"request":"subscribe","topics":"caption","id":2}"#, .invalid, .number(2), "\"topics\" should be an array"),
        (#"{"request":"subscribe","since":-1}"#, .invalid, nil, "\"since\""),
        (#"{"request":"subscribe","since":1.5}"#, .invalid, nil, "\"since\""),
        (#"{"request":"pause","tracks":[1]}"#, .invalid, nil, "\"tracks.[0]\" should be a string"),
    ]

    @Test(arguments: refused) func aBadRequestIsAnsweredInOneClearLine(line: String, code: Refusal.Code, id: RequestID?, says: String) {
        guard case .failure(let unread) = LineCodec.decodeRequest(Array(line.utf8)) else {
            Issue.record("\(line) was taken")
            return
        }
        #expect(unread.refusal.code == code)
        #expect(unread.id == id)
        #expect(unread.refusal.message.contains(says), "\(unread.refusal.message)")
        #expect(!unread.refusal.message.contains("\n"))
    }

    @Test func fieldsOfOtherRequestsAndUnknownOnesAreIgnored() {
        #expect(LineCodec.decodeRequest(Array(#"{"request":"ping","since":3,"colour":{"a":[]}}"#.utf8)) == .success(Request(.ping)))
    }

    @Test func deepNestingIsRefusedNotFollowed() {
        let line = #"{"request":"ping","x":"# + String(repeating: "[", count: 30_000)
        guard case .failure(let unread) = LineCodec.decodeRequest(Array(line.utf8)) else {
            Issue.record("taken")
            return
        }
        #expect(unread.refusal.code == .malformed)
    }
}
