/// The client's own name for a request; the answer carries it back unchanged.
package enum RequestID: Hashable, Sendable, Codable {
    case number(Int)
    case string(String)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self = .number(try container.decode(Int.self))
        } catch {
            self = .string(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .string(let string): try container.encode(string)
        }
    }
}

/// What a connection wants to hear. A `subscribe` replaces the one before it.
package struct Subscription: Equatable, Sendable {
    /// Topic names or their first parts (`caption` is both caption topics); nil: every topic.
    package var topics: [String]?
    /// Labels of the tracks whose captions, gaps and device changes are wanted; nil: every track.
    package var tracks: [String]?
    /// Replay what was published after this sequence number.
    package var since: UInt64?

    package init(topics: [String]? = nil, tracks: [String]? = nil, since: UInt64? = nil) {
        self.topics = topics
        self.tracks = tracks
        self.since = since
    }
}

/// A phrase that is likelier than the models think.
package struct HotWord: Codable, Equatable, Sendable {
    package var phrase: String
    /// Natural log probability that each of its tokens is given; absent: the usual one.
    package var weight: Double?

    package init(phrase: String, weight: Double? = nil) {
        self.phrase = phrase
        self.weight = weight
    }
}

/// One line from a client: `{"id":1,"request":"subscribe","topics":["caption"]}`.
package struct Request: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case subscribe(Subscription)
        /// Topics to hear no longer; nil: all of them.
        case unsubscribe([String]?)
        case status
        case devices
        /// Tracks to stop hearing and to hear again; nil: all of them.
        case pause([String]?)
        case resume([String]?)
        /// Phrases that are likelier than the models think, in place of those before.
        case hotwords([HotWord])
        /// What was said, in fewer words.
        case summarize(SummaryOrder)
        /// What cameras see now; nil: all of them.
        case describe([String]?)
        /// Text to be spoken.
        case say(SpeechOrder)
        /// Ends a line that is spoken or waits, by its number; nil: all of them.
        case hush(Int?)
        case ping
    }

    package var id: RequestID?
    package var kind: Kind

    package init(_ kind: Kind, id: RequestID? = nil) {
        self.kind = kind
        self.id = id
    }

    /// The name on the wire.
    package var name: String {
        switch kind {
        case .subscribe: "subscribe"
        case .unsubscribe: "unsubscribe"
        case .status: "status"
        case .devices: "devices"
        case .pause: "pause"
        case .resume: "resume"
        case .hotwords: "hotwords"
        case .summarize: "summarize"
        case .describe: "describe"
        case .say: "say"
        case .hush: "hush"
        case .ping: "ping"
        }
    }

    package static let names = ["subscribe", "unsubscribe", "status", "devices", "pause", "resume", "hotwords", "summarize", "describe", "say", "hush", "ping"]
    /// Names that the protocol keeps for abilities which this server does not have.
    package static let reservedNames = ["reload"]
}
