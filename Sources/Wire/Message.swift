/// The first line of every connection, so that a client knows what it talks to before it asks for anything.
package struct Hello: Codable, Equatable, Sendable {
    package struct Server: Codable, Equatable, Sendable {
        package var name: String
        package var version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// The same moment on two clocks: media second 0. An event's `time` added to either tells when it was on that clock.
    package struct Start: Codable, Equatable, Sendable {
        /// Nanoseconds on `CLOCK_MONOTONIC` of the daemon's machine.
        package var monotonic: Int64
        /// Seconds since 1970.
        package var unix: Double

        package init(monotonic: Int64, unix: Double) {
            self.monotonic = monotonic
            self.unix = unix
        }
    }

    package var `protocol`: Int
    package var server: Server
    package var start: Start
    package var topics: [String]
    /// Sequence number of the last event published before this connection; 0 when there was none.
    package var seq: UInt64

    package init(protocol version: Int = WireProtocol.version, server: Server, start: Start, topics: [String] = EventBody.topics, seq: UInt64 = 0) {
        self.protocol = version
        self.server = server
        self.start = start
        self.topics = topics
        self.seq = seq
    }
}

/// A capture device as the reply to `devices` lists it.
package struct DeviceEntry: Codable, Equatable, Sendable {
    /// As a profile's `kind` and `device` take it.
    package var kind: String
    package var name: String
    package var description: String
    /// Native format ("s16le 44100 Hz 2 ch"); empty where it is not known before opening.
    package var format: String
    /// The one that an empty `device` means.
    package var isDefault: Bool
    /// As a profile's `server` takes it; empty for the default sound server, and where there is none.
    package var server: String

    package init(kind: String, name: String, description: String, format: String, isDefault: Bool, server: String = "") {
        self.kind = kind
        self.name = name
        self.description = description
        self.format = format
        self.isDefault = isDefault
        self.server = server
    }
}

/// What `subscribe` came to.
package struct Subscribed: Codable, Equatable, Sendable {
    /// The topics that will be heard, written out.
    package var topics: [String]
    /// The tracks that will be heard; absent: every track.
    package var tracks: [String]?
    /// Events from before that follow this reply, whether asked for by `since` or as the state of open segments.
    package var replayed: Int
    /// False when `since` lies before what the daemon still has (or belongs to another life of it): events are missing.
    package var complete: Bool

    package init(topics: [String], tracks: [String]?, replayed: Int, complete: Bool) {
        self.topics = topics
        self.tracks = tracks
        self.replayed = replayed
        self.complete = complete
    }
}

/// What a request was answered with.
package enum ReplyBody: Equatable, Sendable {
    case subscribed(Subscribed)
    /// The topics still heard.
    case unsubscribed([String])
    case status(Health)
    /// With one line for each sound system that could not be asked.
    case devices([DeviceEntry], problems: [String])
    /// Every track that is paused now.
    case paused([String])
    case resumed([String])
    /// How many phrases are in use now.
    case hotwords(Int)
    case summary(Summary)
    /// What each camera sees now.
    case scenes([SceneReport])
    /// The line's number, which its events carry.
    case saying(Int)
    /// The numbers of the lines that were ended.
    case hushed([Int])
    case pong

    /// The request's name, which the reply repeats.
    package var name: String {
        switch self {
        case .subscribed: "subscribe"
        case .unsubscribed: "unsubscribe"
        case .status: "status"
        case .devices: "devices"
        case .paused: "pause"
        case .resumed: "resume"
        case .hotwords: "hotwords"
        case .summary: "summarize"
        case .scenes: "describe"
        case .saying: "say"
        case .hushed: "hush"
        case .pong: "ping"
        }
    }
}

/// Why a request (or a line that was none) came to nothing.
package struct Refusal: Error, Codable, Equatable, Sendable {
    package enum Code: String, Codable, Sendable, CaseIterable {
        /// The line is no JSON object, or has no `request`.
        case malformed
        /// The line is longer than a request may be.
        case oversized
        /// No such request.
        case unknownRequest = "unknown-request"
        /// A request of the protocol that this server does not offer.
        case notOffered = "not-offered"
        /// A field has a wrong type or names something that is not there.
        case invalid
        /// The daemon could not do it now; the same request may succeed later.
        case unavailable
        /// Too much is under way on this connection, or too many connections are open.
        case busy
        /// The client reads so slowly that finals would be lost; the connection ends.
        case tooSlow = "too-slow"
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// What the server dropped for a client that reads too slowly, since the last such line.
package struct Lost: Codable, Equatable, Sendable {
    /// States of open segments that were overtaken by newer ones.
    package var partials: Int
    /// Running figures that were overtaken by newer ones.
    package var health: Int
    /// Lines of `speech.features`. Absent in lines of an older daemon.
    package var features: Int
    /// Pictures of cameras. Absent in lines of an older daemon.
    package var frames: Int
    /// Chunks of a voice. Absent in lines of an older daemon.
    package var sounds: Int
    /// Scenes, summaries, moves of things and looks at a picture that were overtaken by newer ones. Absent in lines of an older daemon.
    package var scenes: Int

    package init(partials: Int = 0, health: Int = 0, features: Int = 0, frames: Int = 0, sounds: Int = 0, scenes: Int = 0) {
        self.sounds = sounds
        self.frames = frames
        self.partials = partials
        self.health = health
        self.features = features
        self.scenes = scenes
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        partials = try fields.decode(Int.self, forKey: .partials)
        health = try fields.decode(Int.self, forKey: .health)
        features = try fields.decodeIfPresent(Int.self, forKey: .features) ?? 0
        frames = try fields.decodeIfPresent(Int.self, forKey: .frames) ?? 0
        sounds = try fields.decodeIfPresent(Int.self, forKey: .sounds) ?? 0
        scenes = try fields.decodeIfPresent(Int.self, forKey: .scenes) ?? 0
    }
}

/// One line from the server.
package enum Message: Equatable, Sendable {
    case hello(Hello)
    case event(Event)
    case reply(ReplyBody, id: RequestID?)
    case refusal(Refusal, id: RequestID?)
    case lost(Lost)
    /// Nothing this version knows; to be passed over.
    case unknown
}
