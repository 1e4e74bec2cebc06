internal import Wire

/// Gives the cues of one track their times, one final caption after the other.
///
/// A cue stands from its first word until its last, or longer where reading it needs longer, but never into the next.
/// So a cue is certain only when the one after it is known: the last cue of a caption waits for the next caption, or until
/// `advance` says that none will begin soon enough to matter, or for `finish`.
struct CueTimer {
    private let track: String
    /// Characters of each line that something else needs (a label).
    private let margin: Double
    private var held: (draft: CueLayout.Draft, style: CueStyle)?
    /// No cue may begin earlier.
    private var free = 0.0

    init(track: String, narrowedBy margin: Double = 0) {
        self.track = track
        self.margin = margin
    }

    mutating func add(_ caption: Caption) -> [Cue] {
        var style = CueStyle.fitting(caption.text)
        style.lineWidth = max(style.lineWidth / 2, style.lineWidth - margin)
        var cues: [Cue] = []
        for draft in CueLayout.drafts(of: caption, style: style) {
            cues += release(before: draft.start)
            held = (draft, style)
        }
        return cues
    }

    /// No caption that is still to come begins before `time`.
    mutating func advance(to time: Double) -> [Cue] {
        guard let held, time >= wantedEnd(held.draft, held.style, from: max(free, held.draft.start)) + CueStyle.gap else { return [] }
        return release(before: .infinity)
    }

    mutating func finish() -> [Cue] {
        release(before: .infinity)
    }

    private mutating func release(before next: Double) -> [Cue] {
        guard let (draft, style) = held else { return [] }
        held = nil
        let start = milliseconds(max(free, draft.start))
        // A cue too short to read is worse than the next one a moment late.
        let end = milliseconds(max(min(wantedEnd(draft, style, from: start), next - CueStyle.gap), start + CueStyle.minimumDuration + 0.0005))
        free = end + CueStyle.gap
        return [Cue(track: track, start: start, end: end, lines: draft.lines)]
    }

    private func wantedEnd(_ draft: CueLayout.Draft, _ style: CueStyle, from start: Double) -> Double {
        let readable = start + max(CueStyle.minimumDuration, draft.width / style.charactersPerSecond)
        return min(max(draft.spokenEnd, readable), start + CueStyle.maximumDuration)
    }

    private func milliseconds(_ time: Double) -> Double { (time * 1000).rounded() / 1000 }
}
