package import Media
internal import Tracking
package import Wire

/// What is there, as far as one camera tells: tracks become things that come, move and go.
///
/// Flicker is damped in time and space: a thing is there once it was surely seen, it is gone once it was not seen for the tracker's
/// patience, and what is said of it changes once the change has held. There is no clock inside: time comes with each frame.
package struct SceneState: Sendable {
    package let track: String
    package let options: SceneOptions
    private let origin: MediaInstant
    private var tracker: Tracker
    private var things: [Int: Thing] = [:]
    private var nearness = Nearness()
    private var salience = Salience()
    private var readings = Readings()
    private var teller = SceneTeller()
    private var time: MediaInstant?

    /// - Parameters:
    ///   - track: label of the source, for the events.
    ///   - origin: media second 0.
    package init(track: String, origin: MediaInstant, options: SceneOptions = SceneOptions()) throws(SceneError) {
        var names: Set<String> = []
        for zone in options.zones where !names.insert(zone.name).inserted {
            throw SceneError("two zones are called \"\(zone.name)\"; each needs a name of its own")
        }
        self.track = track
        self.origin = origin
        self.options = options
        tracker = Tracker(options.tracker)
    }

    /// Takes what was found in one frame. A late frame (not newer than the one before) changes nothing.
    package mutating func look(_ look: SceneLook) -> SceneStep {
        let tracked = tracker.update(look.detections, at: look.time)
        guard !tracked.isLate else { return SceneStep(tracked: tracked) }
        return step(tracked, look)
    }

    /// The picture stood still, and no model looked: what was there is there still.
    package mutating func hold(at now: MediaInstant) -> SceneStep {
        let tracked = tracker.hold(at: now)
        guard !tracked.isLate else { return SceneStep(tracked: tracked) }
        return step(tracked, SceneLook(time: now, detections: []))
    }

    /// The source came to its end: everything leaves, and the last scene is empty and without words.
    package mutating func finish() -> SceneStep {
        guard let time else { return SceneStep() }
        var tracked = TrackedFrame()
        tracked.ended = tracker.reset()
        readings.removeAll()
        var step = SceneStep(tracked: tracked)
        step.events = leave(tracked.ended, at: time)
        if let revision = teller.end() {
            step.events.append(.scene(SceneReport(track: track, revision: revision, at: seconds(time), objects: [], counts: [:], words: [])))
        }
        return step
    }

    private mutating func step(_ tracked: TrackedFrame, _ look: SceneLook) -> SceneStep {
        let now = look.time
        // A source that began anew is behind what it was: its things left when it was last there.
        let leftAt = max(now, time ?? now)
        time = now
        var step = SceneStep(tracked: tracked)
        step.events = leave(tracked.ended, at: leftAt)
        for track in tracked.seen {
            things[track.id, default: Thing(track, options, at: now)].observe(track, options, at: now)
        }
        for track in tracked.hidden { things[track.id]?.track = track }
        if let bodies = look.bodies { observe(bodies, of: tracked.seen, at: now) }

        for id in tracked.seen.map(\.id) where !things[id]!.hasEntered {
            guard now.seconds(since: things[id]!.track.firstSeen) >= options.appear else { continue }
            things[id]!.hasEntered = true
            things[id]!.told = things[id]!.place(options)
            things[id]!.toldAt = now
            step.events.append(.objectEnter(presence(things[id]!, at: now)))
        }
        for id in tracked.seen.map(\.id) where things[id]!.hasEntered && things[id]!.hasMoved(options, at: now) {
            let (before, after) = (things[id]!.told, things[id]!.place(options))
            things[id]!.told = after
            things[id]!.toldAt = now
            step.events.append(
                .objectMove(ObjectMove(track: track, id: id, label: things[id]!.track.label, before: before, after: after, at: seconds(now))))
        }
        if let report = tell(look, at: now) { step.events.append(.scene(report)) }
        return step
    }

    private mutating func leave(_ ended: [Track], at now: MediaInstant) -> [EventBody] {
        ended.compactMap { track in
            guard let thing = things.removeValue(forKey: track.id), thing.hasEntered else { return nil }
            teller.left(track.id, thing.track.label)
            return .objectLeave(presence(thing, at: now))
        }
    }

    /// What is there now, whether or not it was told; nil before the first look.
    package func describe() -> SceneReport? {
        guard let time else { return nil }
        let present = self.present
        let (objects, texts, salient) = scene(present, boxes(present))
        let facts = SceneFacts(objects: objects, texts: texts, salient: salient, left: [:]).all
        return report(objects, texts, salient, facts, revision: teller.lastRevision ?? 0, at: time)
    }

    /// The scene, if it is another one and it is time.
    private mutating func tell(_ look: SceneLook, at now: MediaInstant) -> SceneReport? {
        let present = self.present
        let boxes = self.boxes(present)
        nearness.observe(boxes, aspect: options.tracker.pictureAspect, at: now, for: options.settle)
        if let map = look.saliency { salience.observe(map, boxes, at: now, for: options.settle) }
        if let texts = look.texts {
            readings.observe(texts, at: now, options) { tracker.takeID() }
        }
        let (objects, texts, salient) = scene(present, boxes)
        guard let told = teller.tell(objects, texts, salient, at: now, options) else { return nil }
        return report(objects, texts, salient, told.facts, revision: told.revision, at: now)
    }

    /// Things that entered and did not leave, by id.
    private var present: [Thing] { things.values.filter(\.hasEntered).sorted { $0.track.id < $1.track.id } }

    private func boxes(_ present: [Thing]) -> [(id: Int, box: RelativeBox)] { present.map { (id: $0.track.id, box: $0.place(options).box) } }

    private func scene(_ present: [Thing], _ boxes: [(id: Int, box: RelativeBox)]) -> (objects: [SceneObject], texts: [SceneText], salient: Int?) {
        let near = nearness.neighbours(boxes, aspect: options.tracker.pictureAspect)
        let objects = present.map { thing in
            SceneObject(
                id: thing.track.id, label: thing.track.label, score: thing.track.score, place: thing.place(options), near: near[thing.track.id] ?? [],
                firstSeen: seconds(thing.track.firstSeen))
        }
        return (objects, readings.texts(on: boxes), salience.id(among: Set(boxes.map(\.id))))
    }

    private func report(_ objects: [SceneObject], _ texts: [SceneText], _ salient: Int?, _ facts: [SceneFact], revision: Int, at now: MediaInstant) -> SceneReport {
        SceneReport(
            track: track, revision: revision, at: seconds(now), objects: objects, counts: Dictionary(objects.map { ($0.label, 1) }, uniquingKeysWith: +), texts: texts,
            salient: salient, words: options.languages.map { SceneSentence.words(facts, in: $0) })
    }

    /// Gives the bodies to the people that they are.
    private mutating func observe(_ bodies: [Body], of seen: [Track], at now: MediaInstant) {
        let people = seen.filter { $0.label == "person" }
        let bodies = bodies.compactMap { body in body.box.insidePicture.map { (box: $0, keypoints: body.keypoints) } }
        var pairs: [Assignment.Candidate] = []
        for (row, person) in people.enumerated() {
            for (column, body) in bodies.enumerated() {
                let overlap = person.box.iou(body.box)
                if overlap >= 0.4 { pairs.append(Assignment.Candidate(row: row, column: column, gain: overlap)) }
            }
        }
        for (row, column) in Assignment.best(rows: people.count, columns: bodies.count, pairs).enumerated() {
            let id = people[row].id
            // A person whose body was not found: nothing is known of it now, which is no other posture.
            guard let column, let before = things[id]?.posture else { continue }
            let found = PostureRule.postures(bodies[column].keypoints, before: before, pictureAspect: options.tracker.pictureAspect)
            things[id]!.observe(found, options, at: now)
        }
    }

    private func seconds(_ instant: MediaInstant) -> Double { instant.seconds(since: origin) }

    private func presence(_ thing: Thing, at now: MediaInstant) -> ObjectPresence {
        ObjectPresence(
            track: track, id: thing.track.id, label: thing.track.label, score: thing.track.score, place: thing.place(options), at: seconds(now),
            firstSeen: seconds(thing.track.firstSeen), lastSeen: seconds(thing.track.lastSeen))
    }
}
