internal import Subtitles
internal import Wire

/// Captions as plain text, JSON lines or subtitles, in a file or a pipe.
actor FileSink: CaptionSink {
    private struct Voice: Hashable {
        var track: String
        var task: CaptionTask
    }

    /// From a voice's first sound to its first partial: nothing that is still unseen began earlier than that.
    private static let onset = 2.0
    /// The same where no partials come: an utterance may be this long before its final tells of it.
    private static let utterance = 28.0

    private let output: Output
    private let format: CaptionFormat
    private let labelled: Bool
    private let partials: Bool
    private var writer: CaptionWriter
    private var open: [Voice: [Int: Double]] = [:]
    private var sawPartials = false

    init(output: Output, format: CaptionFormat, labelled: Bool, partials: Bool) {
        self.output = output
        self.format = format
        self.labelled = labelled
        self.partials = partials
        writer = CaptionWriter(format: format, labelled: labelled)
    }

    func begin() throws { try write(writer.header()) }

    func show(_ event: Event) throws {
        if format == .json {
            switch event.body {
            case .health, .speechFeatures, .cameraFrame, .objectTracks, .attention, .voiceChunk: return
            case .captionPartial where !partials: return
            default: try write(String(decoding: try LineCodec.encode(event), as: UTF8.self) + "\n")
            }
            return
        }
        switch event.body {
        case .captionPartial(let caption):
            sawPartials = true
            open[Voice(track: caption.track, task: caption.task), default: [:]][caption.segment] = caption.start
            if partials { try write("~ " + (labelled ? "\(CaptionWriter.label(caption)): " : "") + caption.text.replacing("\n", with: " ") + "\n") }
        case .captionFinal(let caption):
            let voice = Voice(track: caption.track, task: caption.task)
            open[voice, default: [:]] = open[voice, default: [:]].filter { $0.key > caption.segment }
            try write(writer.add(caption, seq: event.seq, time: event.time))
        case .gap(let gap):
            try notice("\(gap.track): \((gap.to - gap.from).formattedTenths) s of sound were lost (\(gap.reason))")
        case .device(let change): try notice("\(change.track): \(change.state.rawValue), \(change.detail)")
        // Scenes are no captions: subtitles do without.
        case .scene(let scene) where format == .text && scene.words.contains { !$0.text.isEmpty }: try write("[\(scene.track)] " + scene.words.map(\.text).joined(separator: " / ") + "\n")
        case .sceneSentence(let sentence) where format == .text: try write("[\(sentence.track)] \(sentence.text)\n")
        case .summary(let summary) where format == .text: try write("[\(summary.length.rawValue)] " + summary.text + "\n")
        case .voiceEnd(let end) where end.reason == .failed: try notice("voice: \(end.detail ?? "it failed")")
        case .health, .speechFeatures, .objectEnter, .objectLeave, .objectMove, .sceneSentence, .summary, .voiceStart, .voiceChunk, .voiceMark, .voiceEnd, .scene, .cameraFrame, .objectTracks, .attention, .picture: break
        }
        try settle(event.time)
    }

    func notice(_ text: String) throws { complain(text) }

    func resize() throws {}

    func end() throws { try write(writer.finish()) }

    /// Writes the cues that nothing later can change any more.
    private func settle(_ now: Double) throws {
        for (voice, segments) in open {
            let unseen = now - (sawPartials ? Self.onset : Self.utterance)
            try write(writer.advance(track: voice.track, task: voice.task, to: min(unseen, segments.values.min() ?? .infinity)))
        }
    }

    private func write(_ text: String) throws {
        if !text.isEmpty { try output.write(text) }
    }
}

extension Double {
    /// One digit after the point.
    var formattedTenths: String {
        let tenths = Int((Swift.max(0, Swift.min(self, 1e9)) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
