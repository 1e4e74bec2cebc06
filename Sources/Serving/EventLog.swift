internal import NIOCore
internal import Wire

/// An event as it goes to every client: encoded once, its bytes shared.
struct LoggedEvent {
    var seq: UInt64
    var topic: String
    /// Nil for what belongs to no track.
    var track: String?
    var kind: LineKind
    /// The line with its newline.
    var bytes: ByteBuffer
}

/// What one subscription lets through.
struct EventFilter: Equatable {
    var topics: Set<String>
    var tracks: Set<String>?

    func accepts(_ event: LoggedEvent) -> Bool {
        guard topics.contains(event.topic) else { return false }
        guard let tracks, let track = event.track else { return true }
        return tracks.contains(track)
    }
}

/// Numbers events, keeps those that must not be missed for clients that come back, and the state of the open segments
/// for clients that come late.
///
/// Finals, gaps, device changes, and things that came or went go into a history of bounded length. Of partials only the newest of each
/// open segment is kept, of scenes the newest of each track, of summaries the newest of each length, so that talk does not push finals out of the history; figures, moves and
/// hidden states are not kept at all.
struct EventLog {
    private let capacity: Int
    private var history: [LoggedEvent] = []
    private var open: [SegmentKey: LoggedEvent] = [:]
    /// The newest scene of each track.
    private var scenes: [String: LoggedEvent] = [:]
    /// The newest summary of each length.
    private var summaries: [SummaryLength: LoggedEvent] = [:]
    /// Number of the newest event that fell out of the history.
    private var evicted: UInt64 = 0
    private(set) var lastSeq: UInt64 = 0

    /// A segment that never got its final (the recognizer gave it up) is forgotten once the track is this many further.
    private static let openSegmentsKept = 4

    init(capacity: Int) {
        self.capacity = max(0, capacity)
    }

    mutating func append(_ body: EventBody, at time: Double) throws(WireError) -> LoggedEvent {
        let line = try LineCodec.encode(Event(seq: lastSeq + 1, time: time, body: body))
        lastSeq += 1
        var bytes = ByteBufferAllocator().buffer(capacity: line.count + 1)
        bytes.writeBytes(line)
        bytes.writeInteger(UInt8(0x0A))
        let event = LoggedEvent(seq: lastSeq, topic: body.topic, track: body.track, kind: body.lineKind, bytes: bytes)
        switch event.kind {
        case .partial(let segment):
            open[segment] = event
            open = open.filter { key, _ in
                key.track != segment.track || key.task != segment.task || key.segment > segment.segment - Self.openSegmentsKept
            }
        case .final(let segment):
            open[segment] = nil
            remember(event)
        case .required: remember(event)
        case .scene(let track): scenes[track] = event
        case .summary(let length): summaries[length] = event
        case .health, .features, .move, .frame, .sound, .look: break
        }
        return event
    }

    /// What a new subscription hears before anything new, in the order of publication: the state of open segments, scenes and summaries, and with
    /// `since` everything kept that came after it. `complete` is false when something after `since` is gone.
    func replay(_ filter: EventFilter, since: UInt64?) -> (events: [LoggedEvent], complete: Bool) {
        var events = (Array(open.values) + scenes.values + summaries.values).filter { filter.accepts($0) && $0.seq > (since.map { $0 <= lastSeq ? $0 : 0 } ?? 0) }
        var complete = true
        if let since {
            // A number that this daemon has not reached comes from an earlier life of it: all that is kept is news.
            let foreign = since > lastSeq
            events += history.filter { (foreign || $0.seq > since) && filter.accepts($0) }
            complete = !foreign && since >= evicted
        }
        return (events.sorted { $0.seq < $1.seq }, complete)
    }

    private mutating func remember(_ event: LoggedEvent) {
        history.append(event)
        // Trimmed in batches: removing one from the front each time would move the whole history each time.
        if history.count > capacity + capacity / 4 {
            let surplus = history.count - capacity
            evicted = history[surplus - 1].seq
            history.removeFirst(surplus)
        }
    }
}

extension EventBody {
    var track: String? {
        switch self {
        case .captionPartial(let caption), .captionFinal(let caption): caption.track
        case .gap(let gap): gap.track
        case .device(let change): change.track
        case .speechFeatures(let features): features.track
        case .objectEnter(let presence), .objectLeave(let presence): presence.track
        case .objectMove(let move): move.track
        case .scene(let scene): scene.track
        case .cameraFrame(let frame): frame.track
        case .objectTracks(let tracks): tracks.track
        case .attention(let attention): attention.track
        case .picture(let findings): findings.track
        case .sceneSentence(let sentence): sentence.track
        case .health, .summary, .voiceStart, .voiceChunk, .voiceMark, .voiceEnd: nil
        }
    }

    var lineKind: LineKind {
        switch self {
        case .captionPartial(let caption): .partial(SegmentKey(caption))
        case .captionFinal(let caption): .final(SegmentKey(caption))
        case .gap, .device, .objectEnter, .objectLeave, .voiceStart, .voiceMark, .voiceEnd: .required
        case .summary(let summary): .summary(summary.length)
        case .voiceChunk: .sound
        case .health: .health
        case .speechFeatures: .features
        case .objectMove(let move): .move(track: move.track, id: move.id)
        case .scene(let scene): .scene(track: scene.track)
        case .cameraFrame: .frame
        case .objectTracks(let tracks): .look(track: tracks.track, topic: topic)
        case .attention(let attention): .look(track: attention.track, topic: topic)
        case .picture(let findings): .look(track: findings.track, topic: topic)
        case .sceneSentence(let sentence): .look(track: sentence.track, topic: topic)
        }
    }
}
