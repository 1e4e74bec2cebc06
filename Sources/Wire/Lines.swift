// The shapes of the lines. Types of the protocol keep their own meaning; what only framing needs stays here.

struct EventLine: Encodable {
    let event: Event

    enum Key: String, CodingKey { case seq, time, topic, body }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        try line.encode(event.seq, forKey: .seq)
        try line.encode(thousandths(event.time), forKey: .time)
        try line.encode(event.body.topic, forKey: .topic)
        switch event.body.rounded() {
        case .captionPartial(let caption), .captionFinal(let caption): try line.encode(caption, forKey: .body)
        case .gap(let gap): try line.encode(gap, forKey: .body)
        case .device(let change): try line.encode(change, forKey: .body)
        case .health(let health): try line.encode(health, forKey: .body)
        case .speechFeatures(let features): try line.encode(features, forKey: .body)
        case .objectEnter(let presence), .objectLeave(let presence): try line.encode(presence, forKey: .body)
        case .objectMove(let move): try line.encode(move, forKey: .body)
        case .scene(let scene): try line.encode(scene, forKey: .body)
        case .cameraFrame(let frame): try line.encode(frame, forKey: .body)
        case .objectTracks(let tracks): try line.encode(tracks, forKey: .body)
        case .attention(let attention): try line.encode(attention, forKey: .body)
        case .picture(let findings): try line.encode(findings, forKey: .body)
        case .sceneSentence(let sentence): try line.encode(sentence, forKey: .body)
        case .summary(let summary): try line.encode(summary, forKey: .body)
        case .voiceStart(let start): try line.encode(start, forKey: .body)
        case .voiceChunk(let chunk): try line.encode(chunk, forKey: .body)
        case .voiceMark(let mark): try line.encode(mark, forKey: .body)
        case .voiceEnd(let end): try line.encode(end, forKey: .body)
        }
    }
}

struct ReplyLine: Encodable {
    let body: ReplyBody
    let id: RequestID?

    enum Key: String, CodingKey { case reply, id, body }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        try line.encode(body.name, forKey: .reply)
        try line.encodeIfPresent(id, forKey: .id)
        switch body {
        case .subscribed(let subscribed): try line.encode(subscribed, forKey: .body)
        case .unsubscribed(let topics): try line.encode(["topics": topics], forKey: .body)
        case .status(let health):
            try line.encode(health.rounded(), forKey: .body)
        case .devices(let devices, let problems): try line.encode(DevicesBody(devices: devices, problems: problems), forKey: .body)
        case .paused(let tracks), .resumed(let tracks): try line.encode(["paused": tracks], forKey: .body)
        case .hotwords(let count): try line.encode(["hotwords": count], forKey: .body)
        case .summary(let summary): try line.encode(summary.rounded(), forKey: .body)
        case .scenes(let scenes): try line.encode(["scenes": scenes.map { $0.rounded() }], forKey: .body)
        case .saying(let number): try line.encode(["line": number], forKey: .body)
        case .hushed(let lines): try line.encode(["lines": lines], forKey: .body)
        case .pong: try line.encode([String: String](), forKey: .body)
        }
    }
}

struct DevicesBody: Codable {
    var devices: [DeviceEntry]
    var problems: [String]?
}

struct RefusalLine: Encodable {
    let error: Refusal
    let id: RequestID?
}

struct RequestLine: Encodable {
    let request: Request

    func encode(to encoder: any Encoder) throws {
        var fields = RequestFields()
        switch request.kind {
        case .subscribe(let subscription):
            fields.topics = subscription.topics
            fields.tracks = subscription.tracks
            fields.since = subscription.since
        case .unsubscribe(let topics): fields.topics = topics
        case .pause(let tracks), .resume(let tracks), .describe(let tracks): fields.tracks = tracks
        case .hotwords(let words): fields.hotwords = words
        case .summarize(let order):
            fields.length = order.length
            fields.language = order.language
            fields.from = order.from
            fields.to = order.to
            fields.tracks = order.tracks
        case .say(let order):
            fields.text = order.text
            fields.language = order.language
            fields.voice = order.voice
            fields.rate = order.rate
            fields.priority = order.priority
            fields.ssml = order.ssml ? true : nil
            fields.output = order.output
        case .hush(let number): fields.line = number
        case .status, .devices, .ping: break
        }
        try RequestHead(request: request.name, id: request.id).encode(to: encoder)
        try fields.encode(to: encoder)
    }
}

struct RequestHead: Codable {
    var request: String?
    var id: RequestID?
}

/// Every field that some request has; each request reads its own and ignores the others.
struct RequestFields: Codable {
    var topics: [String]?
    var tracks: [String]?
    var since: UInt64?
    var hotwords: [HotWord]?
    var length: SummaryLength?
    var language: String?
    var from: Double?
    var to: Double?
    var text: String?
    var voice: String?
    var rate: Double?
    var priority: SpeechOrder.Priority?
    var ssml: Bool?
    var output: SpeechOrder.Output?
    var line: Int?

    init() {}

    func kind(named name: String) -> Request.Kind? {
        switch name {
        case "subscribe": .subscribe(Subscription(topics: topics, tracks: tracks, since: since))
        case "unsubscribe": .unsubscribe(topics)
        case "status": .status
        case "devices": .devices
        case "pause": .pause(tracks)
        case "resume": .resume(tracks)
        case "hotwords": .hotwords(hotwords ?? [])
        case "summarize": .summarize(SummaryOrder(length: length ?? .short, language: language, from: from, to: to, tracks: tracks))
        case "describe": .describe(tracks)
        case "say":
            .say(
                SpeechOrder(
                    text: text ?? "", language: language, voice: voice, rate: rate, priority: priority ?? .normal, ssml: ssml ?? false, output: output ?? .speaker))
        case "hush": .hush(line)
        case "ping": .ping
        default: nil
        }
    }
}

/// Any line of the server's, told apart by the key that only its kind has.
struct MessageLine: Decodable {
    let message: Message

    enum Key: String, CodingKey { case hello, topic, seq, time, body, reply, error, lost, id }

    init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        if line.contains(.topic) {
            guard let body = try Self.eventBody(line) else {
                message = .unknown
                return
            }
            message = .event(
                Event(seq: try line.decode(UInt64.self, forKey: .seq), time: try line.decode(Double.self, forKey: .time), body: body))
        } else if line.contains(.reply) {
            let id = try line.decodeIfPresent(RequestID.self, forKey: .id)
            message = try Self.replyBody(line).map { .reply($0, id: id) } ?? .unknown
        } else if line.contains(.error) {
            message = .refusal(
                try line.decode(Refusal.self, forKey: .error), id: try line.decodeIfPresent(RequestID.self, forKey: .id))
        } else if line.contains(.lost) {
            message = .lost(try line.decode(Lost.self, forKey: .lost))
        } else if line.contains(.hello) {
            message = .hello(try line.decode(Hello.self, forKey: .hello))
        } else {
            message = .unknown
        }
    }

    private static func eventBody(_ line: KeyedDecodingContainer<Key>) throws -> EventBody? {
        switch try line.decode(String.self, forKey: .topic) {
        case "caption.partial": .captionPartial(try line.decode(Caption.self, forKey: .body))
        case "caption.final": .captionFinal(try line.decode(Caption.self, forKey: .body))
        case "gap": .gap(try line.decode(Gap.self, forKey: .body))
        case "device": .device(try line.decode(DeviceChange.self, forKey: .body))
        case "health": .health(try line.decode(Health.self, forKey: .body))
        case "speech.features": .speechFeatures(try line.decode(SpeechFeatures.self, forKey: .body))
        case "object.enter": .objectEnter(try line.decode(ObjectPresence.self, forKey: .body))
        case "object.leave": .objectLeave(try line.decode(ObjectPresence.self, forKey: .body))
        case "object.move": .objectMove(try line.decode(ObjectMove.self, forKey: .body))
        case "scene": .scene(try line.decode(SceneReport.self, forKey: .body))
        case "camera.frame": .cameraFrame(try line.decode(CameraFrame.self, forKey: .body))
        case "object.tracks": .objectTracks(try line.decode(ObjectTracks.self, forKey: .body))
        case "attention": .attention(try line.decode(Attention.self, forKey: .body))
        case "picture": .picture(try line.decode(PictureFindings.self, forKey: .body))
        case "scene.sentence": .sceneSentence(try line.decode(SceneSentence.self, forKey: .body))
        case "summary": .summary(try line.decode(Summary.self, forKey: .body))
        case "voice.start": .voiceStart(try line.decode(VoiceStart.self, forKey: .body))
        case "voice.chunk": .voiceChunk(try line.decode(VoiceChunk.self, forKey: .body))
        case "voice.mark": .voiceMark(try line.decode(VoiceMark.self, forKey: .body))
        case "voice.end": .voiceEnd(try line.decode(VoiceEnd.self, forKey: .body))
        default: nil
        }
    }

    private static func replyBody(_ line: KeyedDecodingContainer<Key>) throws -> ReplyBody? {
        func list<Element: Decodable>(_ type: Element.Type, _ key: String) throws -> [Element] {
            try line.decode([String: [Element]].self, forKey: .body)[key] ?? []
        }
        switch try line.decode(String.self, forKey: .reply) {
        case "subscribe": return .subscribed(try line.decode(Subscribed.self, forKey: .body))
        case "unsubscribe": return .unsubscribed(try list(String.self, "topics"))
        case "status": return .status(try line.decode(Health.self, forKey: .body))
        case "devices":
            let body = try line.decode(DevicesBody.self, forKey: .body)
            return .devices(body.devices, problems: body.problems ?? [])
        case "pause": return .paused(try list(String.self, "paused"))
        case "resume": return .resumed(try list(String.self, "paused"))
        case "hotwords": return .hotwords(try line.decode([String: Int].self, forKey: .body)["hotwords"] ?? 0)
        case "summarize": return .summary(try line.decode(Summary.self, forKey: .body))
        case "describe": return .scenes(try list(SceneReport.self, "scenes"))
        case "say": return .saying(try line.decode([String: Int].self, forKey: .body)["line"] ?? 0)
        case "hush": return .hushed(try list(Int.self, "lines"))
        case "ping": return .pong
        default: return nil
        }
    }
}
