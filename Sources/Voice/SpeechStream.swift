/// How a text is to be spoken.
package struct SpeechOptions: Sendable, Hashable {
    /// 1 as the voice was trained, 0.5 half as fast, 2 twice as fast.
    package var rate = 1.0
    /// ISO 639-1; nil: by the script.
    package var language: String?
    /// Factor on the pauses; they get shorter with the rate by themselves.
    package var pauses = 1.0
    /// How long clauses are; until somebody says so, as the main voice speaks best.
    package var limits: ClauseSplitter.Limits {
        get { chosenLimits ?? ClauseSplitter.Limits() }
        set { chosenLimits = newValue }
    }
    var chosenLimits: ClauseSplitter.Limits?

    package init() {}
}

/// A clause's sound, ready to be played behind the one before it: mono, at the rate of the stream.
package struct SpokenClause: Sendable {
    /// As it stands in the text.
    package var text: String
    /// Where it begins in the text, in characters: for index marks.
    package var offset: Int
    /// The clause, with its pause behind it.
    package var samples: [Float]
    package var sampleRate: Int
    /// Of it, what is speech.
    package var speechSeconds: Double
    /// How long the speech would be at rate 1.
    package var naturalSeconds: Double
    /// What of it no rate makes shorter: at rate r it takes about fixed + (natural − fixed) / r.
    package var fixedSeconds: Double
    /// Names of the voices that speak it.
    package var voices: [String]
}

/// A text, clause by clause, as its sound is made: each call of `next` makes one clause, on the calling thread. It keeps nothing of what it gave, so a text of any length
/// takes the memory of one clause. Between two calls whoever shares the processor can have its turn.
package struct SpeechStream {
    private let voices: VoiceSet
    private let options: SpeechOptions
    private var clauses: ClauseSplitter
    private let text: String
    private var saidSomething = false

    /// Hertz of every clause: the main voice's.
    package var sampleRate: Int { voices.main.description.sampleRate }

    /// - Throws: where there is nothing to speak: the text is empty, or the rate is not one.
    package init(_ text: String, voices: VoiceSet, options: SpeechOptions = SpeechOptions()) throws(VoiceError) {
        guard (0.5...2).contains(options.rate) else {
            throw VoiceError(.request, "a speaking rate of \(options.rate); expected 0.5 (half as fast) to 2 (twice as fast)")
        }
        guard text.contains(where: { !$0.isWhitespace }) else { throw VoiceError(.request, "nothing to speak: the text is empty") }
        self.voices = voices
        self.options = options
        self.text = text
        clauses = ClauseSplitter(text, limits: options.chosenLimits ?? voices.main.limits)
    }

    /// The next clause that has a sound; nil behind the last.
    ///
    /// - Throws: an error of a clause leaves the stream usable: the next call goes on behind it. Behind the last, that nothing of the text had a sound.
    package mutating func next() throws(VoiceError) -> SpokenClause? {
        while let clause = clauses.next() {
            if let spoken = try speak(clause) {
                saidSomething = true
                return spoken
            }
        }
        guard saidSomething else {
            let start = text.prefix(40)
            throw VoiceError(.request, "nothing to speak in \"\(start)\(start.count < text.count ? "…" : "")\": expected letters or figures of a script that a voice reads")
        }
        return nil
    }

    private func speak(_ clause: Clause) throws(VoiceError) -> SpokenClause? {
        var samples: [Float] = [], names: [String] = [], fixed = 0.0
        var group: [VoiceRun] = [], speaker: (any SpeechVoice)?
        func finish() throws(VoiceError) {
            guard let voice = speaker, !group.isEmpty, let sound = try voice.speak(group, rate: options.rate) else { return }
            let shaped = ClauseShape.trimmed(sound)
            guard !shaped.isEmpty else { return }
            let levelled = VoiceSound(samples: try voices.level(shaped, of: voice), sampleRate: sound.sampleRate)
            fixed += min(sound.fixedSeconds, Double(shaped.count) / Double(sound.sampleRate))
            samples += try RateConverter.convert(levelled, to: sampleRate).samples
            if !names.contains(voice.description.name) { names.append(voice.description.name) }
        }
        for run in SpokenLine.runs(clause.text, language: options.language) {
            guard run.text.contains(where: { $0.isLetter || $0.isNumber }) else {
                // A mark alone belongs to what stands before it.
                if !group.isEmpty { group[group.count - 1].text += run.text }
                continue
            }
            // What nobody speaks is left out.
            guard let voice = try voices.voice(for: run.language) else { continue }
            if let current = speaker, current.description.name != voice.description.name {
                try finish()
                group = []
            }
            speaker = voice
            group.append(run)
        }
        try finish()
        guard !samples.isEmpty else { return nil }
        let speech = Double(samples.count) / Double(sampleRate)
        let pause = clause.end.pause * options.pauses / options.rate
        samples += [Float](repeating: 0, count: Int(pause * Double(sampleRate)))
        return SpokenClause(
            text: clause.text, offset: clause.offset, samples: samples, sampleRate: sampleRate, speechSeconds: speech,
            naturalSeconds: fixed + (speech - fixed) * options.rate, fixedSeconds: fixed, voices: names)
    }
}
