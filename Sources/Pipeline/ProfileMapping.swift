internal import CTCDecoding
internal import Capture
internal import Configuration
internal import Inference
internal import Speech
internal import Wire

// A profile's words in the stages' own terms. The composition root is the only place that knows both.

extension RecognizerOptions {
    init(_ profile: Profile) {
        self.init()
        let speech = profile.speech
        language = speech.language == "auto" ? nil : speech.language
        tasks = speech.tasks.compactMap(CaptionTask.init(rawValue:))
        script =
            switch speech.chineseScript {
            case .simplified: .simplified
            case .traditional: .traditional
            case .asHeard: .asHeard
            }
        front =
            switch speech.secondPassFront {
            case .auto: .automatic
            case .wav2vec2: .wav2vec2
            case .mel: .mel
            }
        hopFrames = speech.hopMs / 20
        aheadFrames = speech.aheadMs / 20
        refreshFrames = speech.lookBackMs / 20
        steady = speech.steady
        commitment =
            switch speech.commitment {
            case .lookBack: .lookBack
            case .stablePrefix: .agreement(hops: 2)
            case .agreement: .agreement(hops: speech.commitmentHops)
            case .attention: .attention(frames: speech.commitmentMs / 20)
            case .timeOut: .timeOut(frames: speech.commitmentMs / 20)
            }
        wordTimes =
            switch speech.wordTimes {
            case .letters: .letters
            case .attention: .attention
            }
        firstPass = speech.firstPass
        lookAheadMs = speech.lookAheadMs
        leftContextMs = speech.leftContextMs
        blankEndMs = speech.blankEndMs
        let stepMs = 32
        endPointing.threshold = Float(speech.vadThreshold)
        endPointing.endSilenceSteps = max(1, speech.endSilenceMs / stepMs)
        endPointing.minimumSpeechSteps = max(1, speech.minimumSpeechMs / stepMs)
        endPointing.maximumSteps = speech.maximumUtteranceMs / stepMs
    }

    /// For a file that is read as fast as possible: nobody waits for its captions, so the pause that ends an utterance may be
    /// longer, and more context is fewer errors.
    mutating func takeTime() {
        // A second, in steps of 32 ms.
        endPointing.endSilenceSteps = max(endPointing.endSilenceSteps, 31)
    }
}

extension CTCOptions {
    init(_ profile: Profile) {
        self.init()
        beamWidth = profile.speech.ctcBeam
        languageWeight = Float(profile.speech.lmWeight)
        wordBonus = Float(profile.speech.wordBonus)
    }
}

extension SourceSpecification {
    init(_ source: Profile.Source) {
        let kind: Kind =
            switch source.kind {
            case .pulse: .pulse
            case .monitor: .monitor
            case .alsa: .alsa
            case .file: .file
            case .standardInput: .standardInput
            }
        self.init(kind: kind)
        device = source.device
        server = source.server
        path = source.path
        pace = source.pace == .fast ? .fast : .realTime
        rate = source.rate
        channels = source.channels
        periodMs = source.periodMs
        bufferMs = source.bufferMs
    }
}

extension CompileOptions.Precision {
    init(_ profile: Profile) {
        self = profile.inference.precision == "f32" ? .f32 : .automatic
    }
}
