package import Configuration
private import Capture
private import Inference
private import Media
private import Rings
private import Speech
package import Wire

/// Media files to captions as fast as the machine goes: the daemon's stages in one thread, one after the other.
package final class Transcription {
    private let profile: Profile
    private let options: RecognizerOptions
    private let engine: SpeechEngine
    private var secondPass: FinalPass
    /// What the user should know about the models and files that were loaded.
    private var remarks: [String] = []

    /// Which pass's text is wanted: `first` is the live captions' own, for measuring it.
    package init(profile: Profile, pass: CaptionPass = .second) throws(PipelineError) {
        self.profile = profile
        var options = RecognizerOptions(profile)
        options.firstPass = pass == .first
        options.secondPass = pass == .second
        options.takeTime()
        var remarks: [String] = []
        engine = try SpeechEngine.load(profile, into: &options) { remarks.append($0) }
        self.options = options
        self.remarks = remarks
        do {
            secondPass = try FinalPass(engine, options)
        } catch {
            throw PipelineError(error)
        }
    }

    /// What was found out about a file beside its captions.
    package struct Report: Sendable {
        /// Seconds of sound.
        package var heard: Double
        /// "The file is cut short…": things that the user should know.
        package var notices: [String]
    }

    /// Transcribes one file.
    ///
    /// - Parameters:
    ///   - progress: seconds done, and in all where that is known.
    ///   - caption: each final, in order.
    package func run(
        path: String, progress: (_ done: Double, _ total: Double?) -> Void = { _, _ in }, caption: (Caption) throws -> Void
    ) throws -> Report {
        var specification = SourceSpecification(kind: path == "-" ? .standardInput : .file)
        specification.path = path
        specification.pace = .fast
        specification.rate = profile.sources.first?.rate ?? 16_000
        specification.channels = profile.sources.first?.channels ?? 1
        let ring = AudioRing(capacityFrames: 4 * AudioFormat.sampleRate)
        let label = path.split(separator: "/").last.map(String.init) ?? path
        let source: any AudioSource
        do {
            source = try makeSource(specification, label: label, ring: ring)
        } catch {
            throw PipelineError(error)
        }
        let notices = Notices()
        do {
            try source.start { notices.take($0) }
        } catch {
            throw PipelineError(error)
        }
        defer { source.stop() }
        let start = MonotonicClock().now()
        let recognizer = try TrackRecognizer(track: label, engine: engine, options: options, streamStart: start)
        var consumer = ring.takeConsumer()
        var position: UInt64 = 0
        while !consumer.isFinished {
            guard var block = consumer.read(maximumFrames: AudioFormat.sampleRate) else {
                _ = ring.waitForDoorbell(seconds: 1)
                continue
            }
            // Times are those of the file, whatever the pace.
            block.capturedAt = start.advanced(bySeconds: AudioFormat.seconds(frames: block.position))
            position = block.position + UInt64(block.samples.count)
            try deliver(recognizer.accept(block), recognizer, label, caption)
            progress(AudioFormat.seconds(frames: position), source.duration)
        }
        try deliver(recognizer.finish(), recognizer, label, caption)
        if let failure = notices.failure { throw PipelineError(failure) }
        // Once is enough, with several files.
        defer { remarks = [] }
        return Report(heard: AudioFormat.seconds(frames: position), notices: remarks + notices.texts)
    }

    private func deliver(
        _ outcomes: [TrackRecognizer.Outcome], _ recognizer: TrackRecognizer, _ label: String, _ caption: (Caption) throws -> Void
    ) throws {
        for outcome in outcomes {
            switch outcome {
            case .partial, .features: break
            case .final(let final): try caption(final)
            // A file can be had again, whole: no text with holes.
            case .fault(let error): throw PipelineError(code: .running, error.description)
            case .utterance(let utterance):
                let results = try secondPass.finish(utterance, track: label)
                recognizer.learn(results)
                for result in results where !result.caption.words.isEmpty { try caption(result.caption) }
            }
        }
    }
}
