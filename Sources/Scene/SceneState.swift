package import Media
internal import Tracking
internal import Wire

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

    /// The source came to its end: everything leaves.
    package mutating func finish() -> SceneStep {
        guard let time else { return SceneStep() }
        var tracked = TrackedFrame()
        tracked.ended = tracker.reset()
        return step(tracked, SceneLook(time: time, detections: []))
    }

    private mutating func step(_ tracked: TrackedFrame, _ look: SceneLook) -> SceneStep {
        let now = look.time
        // A source that began anew is behind what it was: its things left when it was last there.
        let leftAt = max(now, time ?? now)
        time = now
        var step = SceneStep(tracked: tracked)
        for track in tracked.ended {
            guard let thing = things.removeValue(forKey: track.id), thing.hasEntered else { continue }
            step.events.append(.objectLeave(presence(thing, at: leftAt)))
        }
        for track in tracked.seen {
            let zones = zones(of: track.estimate)
            things[track.id, default: Thing(track, zones: zones, at: now)].track = track
            things[track.id]!.zones.observe(zones, at: now, for: options.settle)
        }
        for track in tracked.hidden { things[track.id]?.track = track }
        if let bodies = look.bodies { observe(bodies, of: tracked.seen, at: now) }

        for id in tracked.seen.map(\.id) where !things[id]!.hasEntered {
            guard now.seconds(since: things[id]!.track.firstSeen) >= options.appear else { continue }
            things[id]!.hasEntered = true
            things[id]!.told = things[id]!.place
            things[id]!.toldAt = now
            step.events.append(.objectEnter(presence(things[id]!, at: now)))
        }
        for id in tracked.seen.map(\.id) where things[id]!.hasEntered && things[id]!.hasMoved(options, at: now) {
            let (before, after) = (things[id]!.told, things[id]!.place)
            things[id]!.told = after
            things[id]!.toldAt = now
            step.events.append(
                .objectMove(ObjectMove(track: track, id: id, label: things[id]!.track.label, before: before, after: after, at: seconds(now))))
        }
        return step
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
            guard let column, let before = things[id]?.posture.value else { continue }
            let found = PostureRule.postures(bodies[column].keypoints, before: before, pictureAspect: options.tracker.pictureAspect)
            things[id]!.posture.observe(found, at: now, for: options.settle)
        }
    }

    private func zones(of box: RelativeBox) -> [String] {
        options.zones.filter { $0.holds(box) }.map(\.name).sorted()
    }

    private func seconds(_ instant: MediaInstant) -> Double { instant.seconds(since: origin) }

    private func presence(_ thing: Thing, at now: MediaInstant) -> ObjectPresence {
        ObjectPresence(
            track: track, id: thing.track.id, label: thing.track.label, score: thing.track.score, place: thing.place, at: seconds(now),
            firstSeen: seconds(thing.track.firstSeen), lastSeen: seconds(thing.track.lastSeen))
    }
}
