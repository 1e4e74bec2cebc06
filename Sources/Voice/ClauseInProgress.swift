/// A clause while its sound is made: one group of runs after another, each by the voice that speaks its language.
struct ClauseInProgress {
    private struct Group {
        var voice: any SpeechVoice
        var runs: [VoiceRun]
    }

    /// A group that is being spoken.
    private struct Speaking {
        var voice: any SpeechVoice
        var pieces: VoicePieces
        var limiter: PeakLimiter?
        var shape: ClauseShape
        /// nil: it has the stream's rate.
        var converter: RateConverter?
        /// Samples so far, at the stream's rate.
        var count = 0
    }

    private let clause: Clause
    private let voices: VoiceSet
    private let options: SpeechOptions
    private var groups: ArraySlice<Group>
    private var speaking: Speaking?
    private var count = 0
    private var fixed = 0.0
    private var names: [String] = []

    private var sampleRate: Int { voices.main.description.sampleRate }

    init(_ clause: Clause, _ voices: VoiceSet, _ options: SpeechOptions) throws(VoiceError) {
        self.clause = clause
        self.voices = voices
        self.options = options
        var groups: [Group] = []
        for run in SpokenLine.runs(clause.text, language: options.language) {
            guard run.text.contains(where: { $0.isLetter || $0.isNumber }) else {
                // A mark alone belongs to what stands before it.
                if let last = groups.indices.last { groups[last].runs[groups[last].runs.count - 1].text += run.text }
                continue
            }
            // What nobody speaks is left out.
            guard let voice = try voices.voice(for: run.language) else { continue }
            if let last = groups.indices.last, groups[last].voice.description.name == voice.description.name {
                groups[last].runs.append(run)
            } else {
                groups.append(Group(voice: voice, runs: [run]))
            }
        }
        self.groups = groups[...]
    }

    /// Perhaps empty, where what was made is silence or still waits for what follows it; nil behind the last.
    mutating func nextPiece() throws(VoiceError) -> [Float]? {
        if var group = speaking {
            speaking = nil
            var made: [Float]
            if let piece = try group.pieces.next() {
                made = group.shape.add(group.limiter?.add(piece) ?? piece)
                if let converter = group.converter { made = converter.convert(made) }
                group.count += made.count
                speaking = group
            } else {
                if let rest = group.limiter?.finish() { made = group.shape.add(rest) } else { made = [] }
                made += group.shape.finish()
                if let converter = group.converter { made = converter.convert(made) + converter.flush() }
                group.count += made.count
                if group.count > 0 {
                    fixed += min(group.pieces.fixedSeconds, Double(group.count) / Double(sampleRate))
                    if !names.contains(group.voice.description.name) { names.append(group.voice.description.name) }
                }
            }
            count += made.count
            return made
        }
        guard let group = groups.popFirst() else { return nil }
        guard let pieces = try group.voice.begin(group.runs, rate: options.rate) else { return [] }
        let limiter = try voices.levelling(of: group.voice).map { PeakLimiter($0) }
        speaking = Speaking(
            voice: group.voice, pieces: pieces, limiter: limiter, shape: ClauseShape(sampleRate: pieces.sampleRate, usualPeak: voices.usualPeak),
            converter: pieces.sampleRate == sampleRate ? nil : try RateConverter(from: pieces.sampleRate, to: sampleRate))
        return []
    }

    /// The clause with its pause, without the samples that were given before; nil where nothing of it had a sound. To be called behind the last piece.
    func finished() -> SpokenClause? {
        guard count > 0 else { return nil }
        let speech = Double(count) / Double(sampleRate)
        let pause = clause.end.pause * options.pauses / options.rate
        return SpokenClause(
            text: clause.text, offset: clause.offset, samples: [Float](repeating: 0, count: Int(pause * Double(sampleRate))), sampleRate: sampleRate, speechSeconds: speech,
            naturalSeconds: fixed + (speech - fixed) * options.rate, fixedSeconds: fixed, voices: names)
    }
}
