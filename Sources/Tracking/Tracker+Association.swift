internal import Media
internal import Wire

extension Tracker {
    /// An order of detections that depends on nothing but themselves.
    static func precedes(_ a: Detection, _ b: Detection) -> Bool {
        if a.label != b.label { return a.label < b.label }
        if a.score != b.score { return a.score > b.score }
        return (a.box.x, a.box.y, a.box.width, a.box.height) < (b.box.x, b.box.y, b.box.width, b.box.height)
    }

    /// Which detections belong to which tracks; the tracks take them, and new ones begin.
    /// - Parameter detections: in the order of `precedes`, inside the picture.
    /// - Returns: the index in `tracks` of each detection's track; nil where it has none.
    mutating func associate(_ detections: [Detection], at now: MediaInstant) -> [Int?] {
        var owner = [Int?](repeating: nil, count: detections.count)
        let high = detections.indices.filter { detections[$0].score >= options.highScore }
        let known = Array(tracks.indices)
        func unmatched(_ candidates: [Int]) -> [Int] { candidates.filter { owner[$0] == nil } }
        func free() -> [Int] {
            let taken = Set(owner.compactMap(\.self))
            return known.filter { !taken.contains($0) }
        }
        func match(_ rows: [Int], _ columns: [Int], gain: (Int, Int) -> Double?) {
            guard !rows.isEmpty, !columns.isEmpty else { return }
            var pairs: [Assignment.Candidate] = []
            for (row, track) in rows.enumerated() {
                for (column, detection) in columns.enumerated() {
                    if let gain = gain(track, detection) { pairs.append(Assignment.Candidate(row: row, column: column, gain: gain)) }
                }
            }
            for (row, column) in Assignment.best(rows: rows.count, columns: columns.count, pairs).enumerated() {
                if let column { owner[columns[column]] = rows[row] }
            }
        }

        let predicted = tracks.map(\.estimate)
        let momenta = options.momentum > 0 ? tracks.map { $0.momentum(options) } : []
        // By overlap and momentum (section 4.2).
        match(known, high) { track, index in
            let detection = detections[index]
            let overlap = predicted[track].iou(detection.box)
            guard overlap >= options.overlap, tracks[track].label == detection.label else { return nil }
            // What nothing has confirmed yet takes nobody's detection away.
            let freshness = tracks[track].id == nil ? 0 : options.freshness / Double(tracks[track].missed)
            let gain = overlap * (1 + freshness)
            guard options.momentum > 0, let momentum = momenta[track] else { return gain }
            return gain + options.momentum * detection.score * momentum.agreement(detection.box)
        }
        // What the detector hardly saw: never enough to begin a track, enough to go on with one.
        if let low = options.lowScore {
            let weak = detections.indices.filter { detections[$0].score < options.highScore && detections[$0].score >= low }
            match(free().filter { tracks[$0].missed == 1 && tracks[$0].id != nil }, weak) { track, index in
                let overlap = predicted[track].iou(detections[index].box)
                return overlap >= options.lowScoreOverlap && tracks[track].label == detections[index].label ? overlap : nil
            }
        }
        // Where it was seen last: what stood still behind something, or turned round there (section 4.3).
        if options.isRecovering {
            match(free(), unmatched(high)) { track, index in
                let overlap = tracks[track].last.box.iou(detections[index].box)
                return overlap >= options.overlap && tracks[track].label == detections[index].label ? overlap : nil
            }
        }
        if options.reach > 0 {
            match(free().filter { tracks[$0].id != nil }, unmatched(high)) { track, index in
                guard tracks[track].label == detections[index].label else { return nil }
                let box = detections[index].box.widened(by: options.reach)
                let overlap = max(predicted[track].widened(by: options.reach).iou(box), tracks[track].last.box.widened(by: options.reach).iou(box))
                return overlap >= options.overlap ? overlap : nil
            }
        }
        // The same box under another name is the same thing, called otherwise.
        match(free().filter { tracks[$0].missed == 1 }, unmatched(high)) { track, index in
            let overlap = tracks[track].last.box.iou(detections[index].box)
            return overlap >= Self.renamingOverlap ? overlap : nil
        }

        for (index, track) in owner.enumerated() {
            if let track { tracks[track].observe(detections[index], frame: frame, time: now, options: options) }
        }
        for index in unmatched(high) {
            owner[index] = tracks.count
            tracks.append(Tracklet(detections[index], frame: frame, time: now, noise: noise))
        }
        for index in tracks.indices where tracks[index].id == nil && tracks[index].sightings >= options.confirmations {
            tracks[index].id = takeID()
        }
        return owner
    }

    private static let renamingOverlap = 0.7
}
