internal import Configuration
internal import Media
internal import Scheduling
internal import Summaries
private import Synchronization
internal import Wire

/// Has a language model say the newest scene of each camera, and publishes what holds beside the tracks.
///
/// One at a time, on the background lane, a token a job. A scene that is overtaken while it waits is not said; the template's sentence of every scene is out already.
final class SceneWriter: EventListener {
    private struct Work {
        var report: SceneReport
        var words: SceneWords
        var writing: (any Writing)?
    }

    private struct State {
        /// The newest scene of each camera that was not said yet.
        var waiting: [String: SceneReport] = [:]
        /// How often each camera had its turn.
        var turns: [String: Int] = [:]
        var isWorking = false
        var fault = LastFault()
    }

    private let writer: WriterOnCall
    private let around: StageSurroundings
    private let state = Mutex(State())
    private let work = Mutex<Work?>(nil)
    private let clock = MonotonicClock()

    init(_ writer: WriterOnCall, _ around: StageSurroundings) {
        self.writer = writer
        self.around = around
    }

    func take(_ body: EventBody, at time: Double) {
        guard case .scene(let report) = body, !report.objects.isEmpty else { return }
        state.withLock { $0.waiting[report.track] = report }
        begin()
    }

    private func begin() {
        let next: (report: SceneReport, words: SceneWords)? = state.withLock { state in
            guard !state.isWorking, let track = state.waiting.keys.min(by: { (state.turns[$0] ?? 0, $0) < (state.turns[$1] ?? 0, $1) }), let report = state.waiting.removeValue(forKey: track)
            else { return nil }
            state.turns[track, default: 0] += 1
            let languages = writer.languages
            guard let words = report.words.first(where: { languages?.contains($0.language) ?? true }) else { return nil }
            state.isWorking = true
            return (report, words)
        }
        guard let next else { return }
        work.withLock { $0 = Work(report: next.report, words: next.words) }
        schedule()
    }

    private func schedule() {
        around.scheduler.submit(.background, deadline: clock.now()) { [self] in step() }
    }

    private func step() {
        let busy = ProcessFigures.threadSeconds
        var answer: String?
        var failure: PipelineError?
        work.withLock { work in
            guard work != nil else { return }
            do throws(PipelineError) {
                if let writing = work!.writing {
                    answer = try writing.advance()
                } else {
                    work!.writing = try writer.writer().begin(SceneSentences.prompt(work!.words))
                }
            } catch {
                failure = error
            }
        }
        around.meter.add(.language, runs: answer == nil ? 0 : 1, busy: ProcessFigures.threadSeconds - busy, audio: 0)
        guard answer != nil || failure != nil else {
            schedule()
            return
        }
        let done = work.withLock { $0.take() }
        if let failure { tell(failure) }
        if let done, let answer, let text = SceneSentences.checked(answer, of: done.report, done.words) {
            around.publish(
                .sceneSentence(
                    SceneSentence(
                        track: done.report.track, revision: done.report.revision, at: done.report.at, language: done.words.language, text: text, model: writer.name)))
        }
        state.withLock { $0.isWorking = false }
        begin()
    }

    private func tell(_ error: PipelineError) {
        let isNew = state.withLock { $0.fault.isNews(error.description) }
        if isNew { around.publish(.device(DeviceChange(track: "scenes", state: .failed, detail: error.description))) }
    }
}
