package import Media
package import Wire

/// Gives the things in a stream of pictures ids that stay: OC-SORT (Cao et al., "Observation-Centric SORT: Rethinking SORT for Robust
/// Multi-Object Tracking", CVPR 2023), written from the paper.
///
/// Each frame: the tracks' boxes are predicted; detections of high score are assigned to them by overlap and momentum; those of low
/// score prolong what is left; what is left then is looked for where it was seen last; what nothing claims begins a track. There is
/// no clock inside, and the order of a frame's detections makes no difference.
package struct Tracker: Sendable {
    package let options: TrackerOptions
    let noise = BoxFilter.Noise()
    var tracks: [Tracklet] = []
    private(set) var frame = 0
    private var time: MediaInstant?
    private var lastID = 0

    package init(_ options: TrackerOptions = TrackerOptions()) {
        self.options = options
    }

    /// A number that no track has or will have, for something else that lives among them.
    package mutating func takeID() -> Int {
        lastID += 1
        return lastID
    }

    /// Follows one frame.
    ///
    /// A frame that is not newer than the last one changes nothing and says so, unless it is older by more than the patience: then
    /// the source began anew, and everything before it ends.
    package mutating func update(_ detections: [Detection], at now: MediaInstant) -> TrackedFrame {
        var result = TrackedFrame(ids: [Int?](repeating: nil, count: detections.count))
        if let before = time {
            let passed = now.seconds(since: before)
            if passed <= 0, passed >= -options.patience {
                result.isLate = true
                return result
            }
            if passed < 0 || passed > options.longestPause { result.ended = reset() }
        }
        frame += 1
        time = now

        // Sorted, so that equal scores are decided by the boxes and never by the order in which a model wrote them.
        let usable = detections.indices
            .compactMap { index -> (index: Int, detection: Detection)? in
                var detection = detections[index]
                guard detection.score.isFinite, let box = detection.box.insidePicture else { return nil }
                detection.box = box
                detection.score = min(1, max(0, detection.score))
                return (index, detection)
            }
            .sorted { Self.precedes($0.detection, $1.detection) }
        result.unusable = detections.count - usable.count

        for index in tracks.indices { tracks[index].predict(to: now) }
        let owner = associate(usable.map(\.detection), at: now)
        for (place, candidate) in usable.enumerated() {
            if let track = owner[place] { result.ids[candidate.index] = tracks[track].id }
        }
        close(&result, at: now)
        return result
    }

    /// The picture stood still, so that nobody looked into it: what was seen is seen still, what was hidden stays hidden.
    package mutating func hold(at now: MediaInstant) -> TrackedFrame {
        var result = TrackedFrame()
        if let time, now <= time {
            result.isLate = true
            return result
        }
        frame += 1
        time = now
        for index in tracks.indices {
            if tracks[index].missed == 0 { tracks[index].hold(frame: frame, time: now) } else { tracks[index].predict(to: now) }
        }
        close(&result, at: now)
        return result
    }

    /// Gives everything up; ids go on counting.
    package mutating func reset() -> [Track] {
        defer { tracks = [] }
        return tracks.compactMap { track in track.id.map { track.track($0) } }.sorted { $0.id < $1.id }
    }

    /// Gives up what was lost for too long, and says how the others stand.
    private mutating func close(_ result: inout TrackedFrame, at now: MediaInstant) {
        var kept: [Tracklet] = []
        for track in tracks {
            let isOver = isOver(track, at: now)
            if !isOver { kept.append(track) }
            guard let id = track.id else { continue }
            guard !isOver else {
                result.ended.append(track.track(id))
                continue
            }
            if track.missed == 0 { result.seen.append(track.track(id)) } else { result.hidden.append(track.track(id)) }
        }
        tracks = kept
        result.seen.sort { $0.id < $1.id }
        result.hidden.sort { $0.id < $1.id }
        result.ended.sort { $0.id < $1.id }
    }

    private func isOver(_ track: Tracklet, at now: MediaInstant) -> Bool {
        // Nobody waits for what may have been an error: one miss is forgiven.
        guard track.id != nil else { return track.missed > 1 }
        guard track.missed >= options.patienceFrames else { return false }
        // Whoever walked out of the picture is not hidden behind something in it, and the next one may come in right there.
        let patience = Self.isOutside(track.estimate) ? options.patience / 4 : options.patience
        return now.seconds(since: track.last.time) > patience
    }

    private static func isOutside(_ box: RelativeBox) -> Bool {
        box.centreX < 0 || box.centreX > 1 || box.centreY < 0 || box.centreY > 1
    }
}
