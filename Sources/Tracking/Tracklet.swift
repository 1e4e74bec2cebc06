internal import Media
internal import Wire

/// A track from the inside: its filter, what was observed of it, and what speaks for its label.
struct Tracklet {
    struct Observation {
        var frame: Int
        var time: MediaInstant
        var box: RelativeBox
    }

    /// Nil until enough detections confirmed it.
    var id: Int?
    private(set) var label: String
    private(set) var score: Double
    private(set) var sightings = 1
    private(set) var missed = 0
    let firstSeen: MediaInstant
    /// Oldest first; never empty. The first is the newest that is far enough back to take a direction from, if there is one.
    private var observations: [Observation]
    private var filter: BoxFilter
    /// The filter as the last observation left it: re-update starts from there.
    private var anchor: BoxFilter
    private var filterTime: MediaInstant
    private var votes: [(label: String, score: Double)]

    init(_ detection: Detection, frame: Int, time: MediaInstant, noise: BoxFilter.Noise) {
        label = detection.label
        score = detection.score
        firstSeen = time
        observations = [Observation(frame: frame, time: time, box: detection.box)]
        filter = BoxFilter(detection.box, noise)
        anchor = filter
        filterTime = time
        votes = [(detection.label, detection.score)]
    }

    var last: Observation { observations[observations.count - 1] }
    var estimate: RelativeBox { filter.box }

    /// Brings the filter to a frame, in which nothing is known of it yet.
    mutating func predict(to time: MediaInstant) {
        filter.predict(seconds: time.seconds(since: filterTime))
        filterTime = time
        missed += 1
    }

    /// It stands where it was seen.
    mutating func hold(frame: Int, time: MediaInstant) {
        observations[observations.count - 1].frame = frame
        observations[observations.count - 1].time = time
        filterTime = time
    }

    /// Takes what was found of it in the frame that it was predicted for.
    mutating func observe(_ detection: Detection, frame: Int, time: MediaInstant, options: TrackerOptions) {
        if missed > 1, options.isReupdating { reupdate(to: detection.box, time: time, steps: missed) }
        filter.update(detection.box)
        anchor = filter
        observations.append(Observation(frame: frame, time: time, box: detection.box))
        while observations.count > 2, isFar(observations[1], options) { observations.removeFirst() }
        score = detection.score
        sightings += 1
        missed = 0
        vote(detection)
    }

    /// Observation-centric re-update (OC-SORT, section 4.1): what was guessed while it was hidden goes, and the filter walks a virtual
    /// straight way from the last observation to this one instead. Otherwise the guess's error stays in its speed.
    private mutating func reupdate(to box: RelativeBox, time: MediaInstant, steps: Int) {
        let start = last
        let seconds = time.seconds(since: start.time) / Double(steps)
        filter = anchor
        for step in 1...steps {
            filter.predict(seconds: seconds)
            guard step < steps else { break }
            let part = Double(step) / Double(steps)
            func between(_ value: KeyPath<RelativeBox, Double>) -> Double {
                start.box[keyPath: value] * (1 - part) + box[keyPath: value] * part
            }
            filter.update(
                RelativeBox(
                    centreX: between(\.centreX), centreY: between(\.centreY), width: between(\.width), height: between(\.height)))
        }
    }

    /// The way that it goes, from an observation far enough before the last one if there is one; nil when it was seen once.
    func momentum(_ options: TrackerOptions) -> Momentum? {
        guard observations.count > 1 else { return nil }
        return Momentum(from: observations[0].box, to: last.box, pictureAspect: options.pictureAspect)
    }

    /// Whether an observation lies far enough back to take a direction from.
    private func isFar(_ observation: Observation, _ options: TrackerOptions) -> Bool {
        last.frame - observation.frame >= options.momentumFrames && last.time.seconds(since: observation.time) >= options.momentumSeconds - 1e-9
    }

    /// The label that the sum of scores speaks for. Old votes fade, so that a tracker mends its mind.
    private mutating func vote(_ detection: Detection) {
        let memory = 0.95
        for index in votes.indices { votes[index].score *= memory }
        if let index = votes.firstIndex(where: { $0.label == detection.label }) {
            votes[index].score += detection.score
        } else {
            votes.append((detection.label, detection.score))
        }
        if votes.count > 1 {
            votes.removeAll { $0.score < 0.01 }
            let current = votes.first { $0.label == label }?.score ?? 0
            if let best = votes.max(by: { ($0.score, $1.label) < ($1.score, $0.label) }), best.score > current { label = best.label }
        }
    }

    func track(_ id: Int) -> Track {
        Track(
            id: id, label: label, score: score, box: last.box, estimate: estimate.insidePicture ?? last.box, firstSeen: firstSeen,
            lastSeen: last.time, sightings: sightings, missed: missed)
    }
}
