package import Wire

/// Turns final captions into a file, piece by piece: what was written so far is a valid file at any moment.
///
/// Subtitles lag: the last cue of a caption is written once its end is certain, that is with the next caption of its
/// track, or when `advance` or `finish` says that there is none. Nothing further in the future is ever waited for. Each
/// track's cues are in order and never overlap; cues of several tracks may, as speakers do.
package struct CaptionWriter: Sendable {
    private let format: CaptionFormat
    private let labelled: Bool
    private var timers: [String: CueTimer] = [:]
    private var number = 0

    /// - Parameter labelled: say whose words they are, for captions of several tracks.
    package init(format: CaptionFormat, labelled: Bool = false) {
        self.format = format
        self.labelled = labelled
    }

    /// The file's beginning.
    package func header() -> String {
        format == .vtt ? "WEBVTT\n\n" : ""
    }

    /// A final caption, and in `json` the event it came with (numbered here when it came without).
    package mutating func add(_ caption: Caption, seq: UInt64? = nil, time: Double? = nil) throws(WireError) -> String {
        switch format {
        case .text:
            let text = Phrase.clean(caption.text)
            return text.isEmpty ? "" : (labelled ? "\(Self.label(caption)): " : "") + text + "\n"
        case .json:
            number += 1
            let event = Event(seq: seq ?? UInt64(number), time: time ?? caption.end, body: .captionFinal(caption))
            return String(decoding: try LineCodec.encode(event), as: UTF8.self) + "\n"
        case .srt, .vtt:
            let label = Self.label(caption)
            // WebVTT names the voice beside the text, SubRip can only put it before it.
            let margin = labelled && format == .srt ? Double(label.count + 3) : 0
            return write(timers[label, default: CueTimer(track: label, narrowedBy: margin)].add(caption))
        }
    }

    /// No caption that is still to come on this track begins before `time` (media seconds): a cue that ends before it is
    /// certain now.
    package mutating func advance(track: String, task: CaptionTask = .transcribe, to time: Double) -> String {
        let label = Self.label(track: track, task: task)
        guard timers[label] != nil else { return "" }
        return write(timers[label]!.advance(to: time))
    }

    /// What still waits.
    package mutating func finish() -> String {
        let cues = timers.keys.sorted().flatMap { timers[$0]!.finish() }
        return write(cues.sorted { $0.start < $1.start })
    }

    /// What tells a caption's track from others: a translation is a track of its own.
    package static func label(_ caption: Caption) -> String { label(track: caption.track, task: caption.task) }

    private static func label(track: String, task: CaptionTask) -> String {
        Phrase.clean(task == .translate ? "\(track), translated" : track)
    }

    private mutating func write(_ cues: [Cue]) -> String {
        cues.map { cue in
            number += 1
            return format == .vtt
                ? VTT.cue(cue, number: number, voice: labelled ? cue.track : nil) : SRT.cue(cue, number: number, label: labelled ? cue.track : nil)
        }.joined()
    }
}
