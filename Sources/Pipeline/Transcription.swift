package import Configuration
private import Inference
private import Media
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
        ProcessFigures.keepHeapTogether()
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
        let sound = MediaFileSound(path, profile)
        let start = MonotonicClock().now()
        let recognizer = try TrackRecognizer(track: sound.label, engine: engine, options: options, streamStart: start)
        var heard = 0.0
        let notices = try sound.read { block, total in
            var block = block
            // Times are those of the file, whatever the pace.
            block.capturedAt = start.advanced(bySeconds: AudioFormat.seconds(frames: block.position))
            try deliver(recognizer.accept(block), recognizer, sound.label, caption)
            heard = AudioFormat.seconds(frames: block.position + UInt64(block.samples.count))
            progress(heard, total)
        } end: {
            try deliver(recognizer.finish(), recognizer, sound.label, caption)
        }
        // Once is enough, with several files.
        defer { remarks = [] }
        return Report(heard: heard, notices: remarks + notices)
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
