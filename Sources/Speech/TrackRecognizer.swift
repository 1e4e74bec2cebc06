package import Media
package import Wire

/// Everything that is heard on one track, up to the point where the second pass takes over.
///
/// Blocks in, outcomes out: voice activity every 32 ms, end-pointing, gain, and the first pass hop by hop. The result depends
/// on sample positions only, never on how the sound was split into blocks. Used by one owner at a time.
package final class TrackRecognizer {
    package enum Outcome: Sendable {
        case partial(Caption)
        /// An utterance is over: its final captions come from `SecondPass`.
        case utterance(Utterance)
        /// An utterance is over, and the first pass's own text is all that is wanted, or all that there is.
        case final(Caption)
        /// An inference failed. It cost what it was to tell; what was being said goes on.
        case fault(SpeechError)
        /// Hidden states of the open utterance, while `wantsFeatures`.
        case features(FrameFeatures)
    }

    /// Sound after the last speech step that still belongs to the utterance, in samples: 0.2 s.
    private static let tail = 3_200
    private static let step = VoiceActivityDetector.stepFrames

    private let track: String
    private let options: RecognizerOptions
    private let languages: [String]
    private let chunkFrames: Int
    private let script: ChineseScript?
    private let fixedLanguage: Int?
    /// Whether a hypothesis is sifted before it is on the screen.
    private let screens: Bool

    private var detector: VoiceActivityDetector
    private var endPointer: EndPointer
    private var firstPass: LivePass
    private var level = SpeechLevel()
    private var guess = LanguageGuess()

    /// Samples and voice probabilities since `historyStep`; all of the open utterance, or the lead before one.
    private var samples: [Float] = []
    private var voice: [Float] = []
    private var historyStep = 0
    /// Position on the track's time line of this run's step 0 (a long gap begins a new run), and the newest block's anchor.
    private var origin: Int64 = 0
    private var anchor: (position: UInt64, time: MediaInstant)?
    private let streamStart: MediaInstant

    private var open: Open?
    private var segment = 0
    package var isSpeaking: Bool { open != nil }
    /// How often the first pass looked at an open utterance.
    package private(set) var looks = 0
    /// Whether outcomes are to hold the hidden states of each hop, too. From the next hop on.
    package var wantsFeatures = false {
        didSet { if wantsFeatures != oldValue { firstPass.keepEncoded(wantsFeatures) } }
    }

    /// The open utterance.
    private struct Open {
        var firstStep: Int
        /// Samples already normalised and handed to the front, and those that a look came to.
        var taken = 0
        var looked = 0
        var revision = -1
        /// What stands on screen.
        var shown: Caption?
        var stable = 0
        var screen = CaptionScreen()
        /// The words on the screen, in the first pass's frames.
        var words: [TimedWord] = []
        /// Whether more sound waited since the last look, and whether that one did without a look back for it.
        var wasBehind = false
        var caughtUp = false
        /// Whether the last hop was quiet: what is quiet since needs no look.
        var sawSilence = false
    }

    /// - Parameter streamStart: the instant of media second 0.
    package init(track: String, engine: SpeechEngine, options: RecognizerOptions, streamStart: MediaInstant) throws(SpeechError) {
        self.track = track
        self.options = options
        self.streamStart = streamStart
        languages = engine.languages(options)
        chunkFrames = engine.chunkFrames
        fixedLanguage = try engine.fixedLanguage(options)
        script = try ChineseScript(options.script)
        detector = try VoiceActivityDetector(engine.voiceActivity)
        endPointer = EndPointer(options.endPointing)
        firstPass = try LivePass(engine, options)
        screens = engine.screens && options.steady
    }

    package convenience init(track: String, models: SpeechModels, options: RecognizerOptions, streamStart: MediaInstant) throws(SpeechError) {
        try self.init(track: track, engine: .own(models), options: options, streamStart: streamStart)
    }

    /// Hot-words in place of those before.
    package func use(_ hotWords: EngineHotWords) { firstPass.use(hotWords) }

    /// Takes the next block. When `isBehind`, more sound is waiting: it is heard, and looked at together with what comes.
    package func accept(_ block: AudioBlock, isBehind: Bool = false) -> [Outcome] {
        var outcomes: [Outcome] = []
        if block.lostFramesBefore > 0 {
            if block.lostFramesBefore > UInt64(AudioFormat.sampleRate / 2) || anchor == nil {
                outcomes += finish()
                restart(at: block.position)
            } else {
                // A short hole is filled with silence, so that times stay right and the utterance goes on.
                samples.append(contentsOf: repeatElement(0, count: Int(block.lostFramesBefore)))
            }
        } else if anchor == nil {
            restart(at: block.position)
        }
        anchor = (block.position, block.capturedAt)
        samples.append(contentsOf: block.samples)
        while samples.count - voice.count * Self.step >= Self.step {
            step(&outcomes, isBehind: isBehind)
        }
        return outcomes
    }

    /// The stream is over or interrupted: closes what is open.
    package func finish() -> [Outcome] {
        guard open != nil else { return [] }
        var outcomes: [Outcome] = []
        // Silence follows: the last samples fill no whole step by themselves, and a sound that stops dead is misheard.
        let whole = (samples.count + Self.tail + Self.step - 1) / Self.step * Self.step
        samples.append(contentsOf: repeatElement(0, count: whole - samples.count))
        while samples.count - voice.count * Self.step >= Self.step { step(&outcomes, isBehind: true) }
        follow(endPointer.finish(), &outcomes)
        // That silence is no part of the time line: what comes next begins a new run.
        anchor = nil
        return outcomes
    }

    /// Remembers what the second pass heard.
    package func learn(_ results: [SecondPass.Result]) {
        if let languages = results.first?.languages, !languages.isEmpty { guess.learn(languages) }
    }

    private func restart(at position: UInt64) {
        origin = Int64(position)
        samples = []
        voice = []
        historyStep = 0
        endPointer = EndPointer(options.endPointing)
        open = nil
    }

    private func step(_ outcomes: inout [Outcome], isBehind: Bool) {
        let from = voice.count * Self.step
        // Where nothing can say whether somebody spoke, nobody did: what is open comes to its end.
        let probability = trying(&outcomes) { () throws(SpeechError) in try detector.step(samples[from..<(from + Self.step)]) } ?? 0
        voice.append(probability)
        follow(endPointer.step(probability), &outcomes)
        if open != nil {
            feed(&outcomes, isBehind: isBehind)
            endInSilence(&outcomes)
        } else {
            forget(before: endPointer.steps - options.endPointing.leadSteps - 3)
        }
    }

    /// Posteriors hear words where voice activity hears voices: music and noise do not keep an utterance open for ever.
    private func endInSilence(_ outcomes: inout [Outcome]) {
        guard options.blankEndMs > 0, open?.shown?.text.isEmpty == false, firstPass.silentMs >= options.blankEndMs else { return }
        follow(endPointer.finish(), &outcomes)
    }

    /// A failed inference is an outcome like others: the track goes on.
    private func trying<Result>(_ outcomes: inout [Outcome], _ body: () throws(SpeechError) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            outcomes.append(.fault(error))
            return nil
        }
    }

    private func follow(_ action: EndPointer.Action, _ outcomes: inout [Outcome]) {
        switch action {
        case .none:
            break
        case .begin(let from):
            begin(from)
        case .end(_, let to, let speechEnd, let spoken):
            close(to: min(to * Self.step, speechEnd * Self.step + Self.tail), speechEnd: speechEnd, spoken: spoken, &outcomes)
            forget(before: to - 1)
        case .cut(_, let to):
            // Voice activity tells a pause to within a step or two: the sound itself says where in it.
            let first = open?.firstStep ?? to
            let seam = first * Self.step + QuietPlace.near((to - first) * Self.step, in: samples[..<(voice.count * Self.step)])
            close(to: seam, speechEnd: to, spoken: true, &outcomes)
            begin(max(first, seam / Self.step))
        }
    }

    private func begin(_ step: Int) {
        open = Open(firstStep: step)
        forget(before: step)
        firstPass.begin(language: fixedLanguage)
    }

    /// Drops samples and probabilities before a step.
    private func forget(before step: Int) {
        let count = min(step - historyStep, voice.count)
        guard count > 0 else { return }
        samples.removeFirst(count * Self.step)
        voice.removeFirst(count)
        historyStep += count
    }

    /// Normalises what is new of the open utterance, chunk by chunk, and looks when a hop is complete.
    private func feed(_ outcomes: inout [Outcome], isBehind: Bool) {
        guard var open else { return }
        open.wasBehind = open.wasBehind || isBehind
        let chunk = chunkFrames * FrontStream.hop
        let available = voice.count * Self.step
        while open.taken < available {
            let inChunk = open.taken % chunk
            if inChunk == 0 {
                // The gain of a chunk comes from the chunks before it; only the first one is its own measure.
                if open.taken == 0 {
                    level.learn(samples[..<min(chunk, available)])
                } else if open.taken > chunk {
                    level.learn(samples[(open.taken - chunk)..<open.taken])
                }
            }
            let end = min(available, open.taken - inChunk + chunk)
            let gain = level.gain
            let ready = firstPass.append(samples[open.taken..<end], gain: gain)
            open.taken = end
            if ready, !isBehind {
                look(&open, &outcomes)
            }
        }
        self.open = open
    }

    private func look(_ open: inout Open, _ outcomes: inout [Outcome]) {
        // After one look at silence there is nothing more to hear until someone speaks again.
        let hop = options.hopFrames * FrontStream.hop
        func isQuiet(_ samples: Int) -> Bool { voice.suffix(max(1, samples / Self.step)).allSatisfy { $0 < options.endPointing.threshold - 0.15 } }
        let quiet = isQuiet(hop)
        // Whoever was behind looks at several hops: that the last one is quiet says nothing of those before.
        let isNews = !(open.sawSilence && quiet && isQuiet(open.taken - open.looked))
        open.sawSilence = quiet
        open.looked = open.taken
        guard isNews else { return }
        looks += 1
        // In a pause that is over before the next hop the second pass is about to go over the same sound, and would come later for it.
        let endsNow = quiet && options.secondPass && endPointer.stepsToEnd * Self.step <= hop
        // Who was behind while somebody speaks shows first what was said: a processor that is too slow for each look back has fewer.
        open.caughtUp = open.wasBehind && !open.caughtUp && !quiet
        open.wasBehind = false
        let screen = endsNow || open.caughtUp ? nil : open.words
        let seen = trying(&outcomes) { () throws(SpeechError) in
            try firstPass.look(guess: guess, fixedLanguage: fixedLanguage, lookBack: screen)
        }
        tellFeatures(open, &outcomes)
        guard var hop = seen ?? nil else { return }
        if screens {
            hop.words = open.screen.update(hop.words, heard: open.taken / FrontStream.hop, confirmed: hop.confirmed, isQuiet: quiet, isCutOff: hop.isCutOff)
        }
        open.words = hop.words
        hop.words = firstPass.timed(hop.words, language: hop.language, isOver: false)
        let next = caption(hop, open, revision: open.revision + 1)
        guard next.text != open.shown?.text ?? "" || hop.stable != open.stable else { return }
        open.revision = next.revision
        open.shown = next
        open.stable = hop.stable
        outcomes.append(.partial(next))
    }

    /// Closes the open utterance `end` samples after this run's step 0.
    private func close(to end: Int, speechEnd: Int, spoken: Bool, _ outcomes: inout [Outcome]) {
        guard let open else { return }
        self.open = nil
        let heard = max(FrontStream.hop, min(end - open.firstStep * Self.step, open.taken, SecondPass.mostSamples))
        guard spoken || open.shown != nil else { return }
        defer { segment += 1 }
        let frames = heard / FrontStream.hop
        let closing = trying(&outcomes) { () throws(SpeechError) in
            try options.secondPass
                ? .utterance(utterance(open, frames: frames, speechEnd: speechEnd, spoken: spoken)) : firstPassFinal(open, frames: frames).map(Outcome.final)
        }
        if wantsFeatures {
            if spoken, options.secondPass { _ = trying(&outcomes) { () throws(SpeechError) in try firstPass.encodeRest(to: frames) } }
            tellFeatures(open, before: frames, &outcomes)
        }
        // Nothing stays open on screen, whatever failed.
        if let outcome = (closing ?? nil) ?? open.shown.map({ .final($0.asFinal) }) { outcomes.append(outcome) }
    }

    private func utterance(_ open: Open, frames: Int, speechEnd: Int, spoken: Bool) throws(SpeechError) -> Utterance {
        let decoding = firstPass.decoding
        return Utterance(
            segment: segment, revision: open.revision, start: mediaSeconds(step: open.firstStep), heardFrames: frames,
            features: spoken ? try firstPass.close(after: frames * FrontStream.hop) : [],
            wave: Array(samples.prefix(frames * FrontStream.hop)), voice: (0..<frames).map { voice[min(voice.count - 1, $0 * FrontStream.hop / Self.step)] },
            draft: decoding.tokens,
            language: fixedLanguage ?? firstPass.language ?? guess.best, languageIsFixed: fixedLanguage != nil,
            speechEnded: instant(of: speechEnd * Self.step), isSpoken: spoken, shown: open.shown)
    }

    /// Hands on the hidden states that the last hops made.
    private func tellFeatures(_ open: Open, before frame: Int = .max, _ outcomes: inout [Outcome]) {
        guard wantsFeatures else { return }
        let rows = firstPass.takeEncoded(before: frame)
        let start = mediaSeconds(step: open.firstStep)
        for first in stride(from: rows.firstFrame, to: rows.firstFrame + rows.frames, by: FrameFeatures.mostFrames) {
            outcomes.append(
                .features(
                    FrameFeatures(
                        segment: segment, start: start + Double(first * FrontStream.hop) / Double(AudioFormat.sampleRate),
                        rows: rows.rows(from: first, to: first + FrameFeatures.mostFrames))))
        }
    }

    /// The first pass's own text of the whole utterance, where there is no second pass.
    private func firstPassFinal(_ open: Open, frames: Int) throws(SpeechError) -> Caption? {
        guard var hop = try firstPass.lastLook(after: frames * FrontStream.hop, guess: guess, fixedLanguage: fixedLanguage) else { return nil }
        hop.words = firstPass.timed(hop.words, language: hop.language, isOver: true)
        return caption(hop, open, revision: open.revision + 1)
    }

    private func caption(_ hop: FirstPass.Hop, _ open: Open, revision: Int) -> Caption {
        let name = languages[hop.language]
        let start = mediaSeconds(step: open.firstStep)
        let shown = CaptionWords(hop.words, start: start, script: name == "zh" ? script : nil)
        return Caption(
            track: track, segment: segment, revision: revision, pass: .first, task: options.tasks.first ?? .transcribe, language: name,
            text: shown.text, words: shown.words, stable: hop.stable, start: shown.words.first?.start ?? start,
            end: shown.words.last?.end ?? start)
    }

    /// When a sample of this run was captured.
    private func instant(of sample: Int) -> MediaInstant {
        guard let anchor else { return streamStart }
        let distance = Double(origin + Int64(sample) - Int64(anchor.position)) / Double(AudioFormat.sampleRate)
        return anchor.time.advanced(bySeconds: distance)
    }

    private func mediaSeconds(step: Int) -> Double {
        instant(of: step * Self.step).seconds(since: streamStart)
    }
}
