package import Wire

/// Names a segment across topics and tasks.
package struct SegmentKey: Hashable, Sendable {
    package var track: String
    package var task: CaptionTask
    package var segment: Int

    package init(track: String, task: CaptionTask, segment: Int) {
        self.track = track
        self.task = task
        self.segment = segment
    }

    package init(_ caption: Caption) {
        self.init(track: caption.track, task: caption.task, segment: caption.segment)
    }
}

/// What may happen to a line when its reader is slow.
package enum LineKind: Hashable, Sendable {
    /// Overtaken by any newer line of the same segment.
    case partial(SegmentKey)
    /// Must arrive; overtakes the segment's partials.
    case final(SegmentKey)
    /// Overtaken by newer figures.
    case health
    /// Hidden states: large, and the first to go.
    case features
    /// A camera's picture: as large, and as soon gone.
    case frame
    /// Sound of a voice: as large, too.
    case sound
    /// What one look at a picture found: overtaken by any newer one of its track and topic.
    case look(track: String, topic: String)
    /// A whole scene: overtaken by any newer one of its track.
    case scene(track: String)
    /// A summary: overtaken by any newer one of its length.
    case summary(SummaryLength)
    /// A thing's move: overtaken by any newer one of the same thing.
    case move(track: String, id: Int)
    /// Must arrive: replies, errors, gaps, device changes.
    case required
}

/// The lines that wait for one client: bounded, whatever the client does.
///
/// Up to `limit` lines everything is kept. Beyond it, the oldest hidden states, pictures and voices go first, then lines that newer ones overtook, then
/// the oldest partials, figures, scenes and summaries; what went is counted and told before the next line. When only lines that must arrive are left, the client
/// is too slow. Lines from before its time (a replay) are bounded by the history and do not count.
package struct ClientQueue<Payload: Sendable>: Sendable {
    package enum Admission: Equatable, Sendable {
        case accepted, tooSlow
    }

    package enum Delivery: Sendable {
        case line(Payload)
        case lost(Lost)
    }

    private struct Entry: Sendable {
        var payload: Payload
        var kind: LineKind
        var counts: Bool
    }

    private let limit: Int
    private var entries: [Entry] = []
    private var head = 0
    private var counted = 0
    private var lost = Lost()

    package init(limit: Int) {
        self.limit = max(1, limit)
    }

    package var isEmpty: Bool { head == entries.count }
    package var count: Int { entries.count - head }
    /// True while lines of an earlier replay wait.
    package var isReplaying: Bool { counted < count }

    package mutating func enqueue(_ payload: Payload, kind: LineKind) -> Admission {
        entries.append(Entry(payload: payload, kind: kind, counts: true))
        counted += 1
        guard counted > limit else { return .accepted }
        dropOldest(downTo: limit) { $0 == .features || $0 == .frame || $0 == .sound }
        guard counted > limit else { return .accepted }
        dropOvertaken()
        dropOldest(downTo: limit) { $0.isDroppable }
        return counted > limit ? .tooSlow : .accepted
    }

    /// Lines from before, which do not count towards the limit.
    package mutating func preload(_ payload: Payload, kind: LineKind) {
        entries.append(Entry(payload: payload, kind: kind, counts: false))
    }

    package mutating func next() -> Delivery? {
        guard !isEmpty else { return nil }
        if lost != Lost() {
            defer { lost = Lost() }
            return .lost(lost)
        }
        let entry = entries[head]
        head += 1
        if entry.counts { counted -= 1 }
        if isEmpty {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return .line(entry.payload)
    }

    package mutating func removeAll() {
        entries.removeAll()
        head = 0
        counted = 0
    }

    /// Keeps of every segment's partials only the newest, none of a segment whose final waits too, and the newest figures.
    private mutating func dropOvertaken() {
        var overtaken: Set<LineKind> = []
        keep { entry in
            switch entry.kind {
            case .required, .features, .frame, .sound: return true
            case .final(let segment):
                overtaken.insert(.partial(segment))
                return true
            case .partial, .health, .scene, .summary, .move, .look: return overtaken.insert(entry.kind).inserted
            }
        }
    }

    private mutating func dropOldest(downTo target: Int, _ isDroppable: (LineKind) -> Bool) {
        guard counted > target else { return }
        var surplus = counted - target
        var droppable = 0
        for entry in entries[head...] where entry.counts && isDroppable(entry.kind) { droppable += 1 }
        // `keep` walks from the newest to the oldest: pass over those that may stay.
        var spared = max(0, droppable - surplus)
        keep { entry in
            guard isDroppable(entry.kind), surplus > 0 else { return true }
            if spared > 0 {
                spared -= 1
                return true
            }
            surplus -= 1
            return false
        }
    }

    /// Walks the counted lines from the newest to the oldest and drops, and counts as lost, those that `isKept` denies.
    private mutating func keep(_ isKept: (Entry) -> Bool) {
        var kept: [Entry] = []
        kept.reserveCapacity(count)
        for entry in entries[head...].reversed() {
            if !entry.counts || isKept(entry) {
                kept.append(entry)
                continue
            }
            counted -= 1
            switch entry.kind {
            case .health: lost.health += 1
            case .features: lost.features += 1
            case .frame: lost.frames += 1
            case .sound: lost.sounds += 1
            case .scene, .summary, .move, .look: lost.scenes += 1
            case .partial, .final, .required: lost.partials += 1
            }
        }
        kept.reverse()
        entries = kept
        head = 0
    }
}

extension LineKind {
    var isDroppable: Bool {
        switch self {
        case .partial, .health, .features, .frame, .sound, .scene, .summary, .move, .look: true
        case .final, .required: false
        }
    }
}
