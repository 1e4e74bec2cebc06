/// Frames of captured media that never reached a recognizer, and why: body of `gap`.
package struct Gap: Codable, Equatable, Sendable {
    package var track: String
    /// Media seconds of the first lost sample and of the first sample after the loss.
    package var from: Double
    package var to: Double
    package var frames: UInt64
    /// "overrun" (ring full), "device" (the device or server lost them), "disconnected".
    package var reason: String

    package init(track: String, from: Double, to: Double, frames: UInt64, reason: String) {
        self.track = track
        self.from = from
        self.to = to
        self.frames = frames
        self.reason = reason
    }
}

/// A change in a capture device's life: body of `device`.
package struct DeviceChange: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable {
        /// Sound flows; `detail` names device and native format.
        case connected
        /// Gone; the source retries by itself; `detail` says why and when the next try is.
        case lost
        /// The source came to its end (a file was read, a pipe closed).
        case ended
        /// The source will not be retried; `detail` says why and what to do.
        case failed
    }
    package var track: String
    package var state: State
    package var detail: String

    package init(track: String, state: State, detail: String) {
        self.track = track
        self.state = state
        self.detail = detail
    }
}

/// Running figures of the daemon: body of `health` and of the reply to `status`.
package struct Health: Codable, Equatable, Sendable {
    package struct Track: Codable, Equatable, Sendable {
        package var track: String
        package var source: String
        package var state: String
        /// Seconds of audio captured, and of it lost.
        package var heard: Double
        package var lost: Double
        /// Seconds of audio that wait in the ring to be recognized.
        package var backlog: Double
        package var speaking: Bool
        package var partials: Int
        package var finals: Int
        package var words: Int

        package init(
            track: String, source: String, state: String, heard: Double, lost: Double, backlog: Double, speaking: Bool,
            partials: Int, finals: Int, words: Int
        ) {
            self.track = track
            self.source = source
            self.state = state
            self.heard = heard
            self.lost = lost
            self.backlog = backlog
            self.speaking = speaking
            self.partials = partials
            self.finals = finals
            self.words = words
        }
    }

    /// Seconds of CPU and of audio that a pass took so far; their quotient is its real-time factor.
    package struct Pass: Codable, Equatable, Sendable {
        package var name: String
        package var runs: Int
        package var busy: Double
        package var audio: Double
        /// Of the second pass: decoder calls, and tokens of drafts that it confirmed without a call of their own.
        package var calls: Int?
        package var confirmed: Int?

        package init(name: String, runs: Int, busy: Double, audio: Double, calls: Int? = nil, confirmed: Int? = nil) {
            self.name = name
            self.runs = runs
            self.busy = busy
            self.audio = audio
            self.calls = calls
            self.confirmed = confirmed
        }
    }

    /// Live dubbing: lines that were spoken, and seconds from what was said to what is heard.
    package struct Voice: Codable, Equatable, Sendable {
        package var lines: Int
        package var delay: Double?
        package var delayP95: Double?

        package init(lines: Int, delay: Double? = nil, delayP95: Double? = nil) {
            self.lines = lines
            self.delay = delay
            self.delayP95 = delayP95
        }
    }

    package var profile: String
    /// What turns speech into text; absent until it is loaded.
    package var model: String?
    /// Seconds since the daemon started, CPU seconds used by the process, resident bytes.
    package var uptime: Double
    package var cpu: Double
    package var resident: Int
    package var clients: Int
    package var tracks: [Track]
    /// Absent where the profile has none.
    package var cameras: [Camera]?
    package var passes: [Pass]
    /// Absent where nothing is dubbed.
    package var voice: Voice?

    package init(
        profile: String, model: String? = nil, uptime: Double, cpu: Double, resident: Int, clients: Int, tracks: [Track], cameras: [Camera]? = nil,
        passes: [Pass], voice: Voice? = nil
    ) {
        self.voice = voice
        self.cameras = cameras
        self.profile = profile
        self.model = model
        self.uptime = uptime
        self.cpu = cpu
        self.resident = resident
        self.clients = clients
        self.tracks = tracks
        self.passes = passes
    }
}

/// What the daemon publishes. `Event` is this, numbered and stamped.
package enum EventBody: Equatable, Sendable {
    case captionPartial(Caption)
    case captionFinal(Caption)
    case gap(Gap)
    case device(DeviceChange)
    case health(Health)
    case speechFeatures(SpeechFeatures)
    case objectEnter(ObjectPresence)
    case objectLeave(ObjectPresence)
    case objectMove(ObjectMove)
    case scene(SceneReport)
    case cameraFrame(CameraFrame)
    case objectTracks(ObjectTracks)
    case attention(Attention)
    case picture(PictureFindings)
    case sceneSentence(SceneSentence)
    case summary(Summary)
    case voiceStart(VoiceStart)
    case voiceChunk(VoiceChunk)
    case voiceMark(VoiceMark)
    case voiceEnd(VoiceEnd)

    /// The name under which clients subscribe; `caption` subscribes to both caption topics.
    package var topic: String {
        switch self {
        case .captionPartial: "caption.partial"
        case .captionFinal: "caption.final"
        case .gap: "gap"
        case .device: "device"
        case .health: "health"
        case .speechFeatures: "speech.features"
        case .objectEnter: "object.enter"
        case .objectLeave: "object.leave"
        case .objectMove: "object.move"
        case .scene: "scene"
        case .cameraFrame: "camera.frame"
        case .objectTracks: "object.tracks"
        case .attention: "attention"
        case .picture: "picture"
        case .sceneSentence: "scene.sentence"
        case .summary: "summary"
        case .voiceStart: "voice.start"
        case .voiceChunk: "voice.chunk"
        case .voiceMark: "voice.mark"
        case .voiceEnd: "voice.end"
        }
    }

    package static let topics = [
        "caption.partial", "caption.final", "gap", "device", "health", "speech.features", "object.enter", "object.leave", "object.move", "scene",
        "camera.frame", "object.tracks", "attention", "picture", "scene.sentence", "summary", "voice.start", "voice.chunk", "voice.mark", "voice.end",
    ]
    /// Topics that a subscription without a list of topics leaves out, since they are large: whoever wants them names them.
    package static let topicsOnlyByName: Set = ["speech.features", "camera.frame", "object.tracks", "attention", "voice.chunk"]
}

/// One line from the daemon: `{"seq":…,"time":…,"topic":"caption.partial","body":{…}}`.
package struct Event: Equatable, Sendable {
    /// Counts up by one with each event of the daemon's life, from 1.
    package var seq: UInt64
    /// Media seconds of emission.
    package var time: Double
    package var body: EventBody

    package init(seq: UInt64, time: Double, body: EventBody) {
        self.seq = seq
        self.time = time
        self.body = body
    }
}
