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

/// A text, clause by clause, as its sound is made: each call of `next` makes one clause, each of `nextPiece` a piece of one, on the calling thread. It keeps nothing of what it
/// gave, so a text of any length takes the memory of one clause. Between two calls whoever shares the processor can have its turn.
package struct SpeechStream {
    private let voices: VoiceSet
    private let options: SpeechOptions
    private var clauses: ClauseSplitter
    private let text: String
    private var saidSomething = false
    private var current: ClauseInProgress?

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
        var samples: [Float] = []
        while let step = try advance() {
            switch step {
            case .piece(let piece): samples += piece
            case .last(var clause):
                clause.samples = samples + clause.samples
                return clause
            }
        }
        return nil
    }

    /// The next piece of the sound, for who plays it: the first is there sooner than its clause. Behind a clause's last is its pause. Throws as `next` does.
    package mutating func nextPiece() throws(VoiceError) -> [Float]? {
        switch try advance() {
        case .piece(let piece): piece
        case .last(let clause): clause.samples
        case nil: nil
        }
    }

    private enum Step {
        case piece([Float])
        /// With what is left of its samples.
        case last(SpokenClause)
    }

    private mutating func advance() throws(VoiceError) -> Step? {
        while true {
            var clause: ClauseInProgress
            if let current {
                clause = current
            } else if let next = clauses.next() {
                clause = try ClauseInProgress(next, voices, options)
            } else {
                guard saidSomething else {
                    let start = text.prefix(40)
                    throw VoiceError(.request, "nothing to speak in \"\(start)\(start.count < text.count ? "…" : "")\": expected letters or figures of a script that a voice reads")
                }
                return nil
            }
            // It is kept only where it is good for more.
            current = nil
            if let piece = try clause.nextPiece() {
                current = clause
                if !piece.isEmpty { return .piece(piece) }
            } else if let spoken = clause.finished() {
                saidSomething = true
                return .last(spoken)
            }
        }
    }
}
