internal import Configuration
private import Foundation
internal import Media
internal import Scheduling
internal import Summaries
private import Synchronization
internal import Wire

/// Titles and summaries of what the tracks say: captions in, `summary` events and answers out.
///
/// One summary is written at a time, on the scheduler's background lane, a slice of the prompt or a token a job: speech and vision step in between.
final class SummaryStage: EventListener {
    private struct Order {
        var length: SummaryLength
        var language: String?
        /// Nil: everything that was said, as the digest has it.
        var lines: [TranscriptLine]?
        /// Takes the answer to a client's request; nil: it is due by the schedule, and published.
        var reply: (@Sendable (Result<Summary, Refusal>) -> Void)?
    }

    /// What only the job that runs touches.
    private struct Work {
        var order: Order
        /// Nil until the first step: going through hours of text is work, too, and so is loading the writer.
        var job: SummaryJob?
        /// What the job is made of.
        var lines: [TranscriptLine] = []
        /// Media seconds of the first that was said; nil: of the lines.
        var from: Double?
        var writer: (any TextWriter)?
        var writing: (any Writing)?
    }

    private struct State {
        /// As they were said, for who asks about a part of the day.
        var lines: [TranscriptLine] = []
        /// All of them in few.
        var digest = Digest()
        var schedule: SummarySchedule
        var revisions: [SummaryLength: Int] = [:]
        var asked: [Order] = []
        var isWorking = false
        /// Of the order that is being written: taken once, by its answer or by the daemon's end.
        var reply: (@Sendable (Result<Summary, Refusal>) -> Void)?
        var isStopped = false
        var isPublishing: Bool
        /// Set when every source has ended: called once the closing summaries are published.
        var afterEnd: (@Sendable () -> Void)?
        var fault = LastFault()
    }

    /// What a running title is about: so many seconds up to now.
    private static let titleWindow = 180.0
    /// Requests that may wait; more are refused.
    private static let requestsAllowed = 16
    /// Lines that are kept as they were said: a long day's. Older ones are in the digest alone.
    private static let mostLines = 20_000

    private let writer: WriterOnCall?
    private let meaning: SentenceMeaning?
    private let language: String?
    private let task: CaptionTask
    private let around: StageSurroundings
    private let state: Mutex<State>
    private let notes = Mutex(SummaryNotes())
    private let work = Mutex<Work?>(nil)
    private let clock = MonotonicClock()

    /// - Parameter meaning: ranks sentences by what they mean; nil: by their words.
    init(_ profile: Profile, _ writer: WriterOnCall?, meaning: SentenceMeaning?, _ around: StageSurroundings) {
        self.writer = writer
        self.meaning = meaning
        self.around = around
        language = profile.language.language == "auto" ? nil : profile.language.language
        task = profile.speech.tasks.first.flatMap(CaptionTask.init(rawValue:)) ?? .transcribe
        let options = SummarySchedule.Options(title: profile.language.titleInterval, short: profile.language.shortInterval, full: profile.language.fullInterval)
        state = Mutex(State(schedule: SummarySchedule(options), isPublishing: profile.language.summaries))
    }

    // MARK: What is said

    func take(_ body: EventBody, at time: Double) {
        guard case .captionFinal(let caption) = body, caption.task == task, caption.text.contains(where: \.isLetter) else { return }
        let line = TranscriptLine(caption)
        state.withLock { state in
            state.lines.insert(inTime: line)
            // Some at once: taking one off the beginning moves all others.
            if state.lines.count > Self.mostLines { state.lines.removeFirst(Self.mostLines / 10) }
            state.digest.append(line)
            state.schedule.heard(words: ContentWords.size(of: line.text), at: line.to)
        }
        begin()
    }

    func tick() { begin() }

    /// What was said since the last summaries is summed up, then `after` is called.
    func finish(then after: @escaping @Sendable () -> Void) {
        let isDone = state.withLock { state in
            guard state.isPublishing && !state.lines.isEmpty || state.isWorking || !state.asked.isEmpty else { return true }
            state.afterEnd = after
            return false
        }
        if isDone { after() } else { begin() }
    }

    /// Who waits for an answer gets one.
    func stop() {
        let replies = state.withLock { state in
            defer {
                state.asked = []
                state.reply = nil
                state.isStopped = true
            }
            return [state.reply] + state.asked.map(\.reply)
        }
        for reply in replies { reply?(.failure(Refusal(.unavailable, "the daemon ends"))) }
    }

    /// Answers a client's `summarize`.
    func summarize(_ order: SummaryOrder) async throws(Refusal) -> Summary {
        let from = order.from ?? -.infinity, to = order.to ?? .infinity
        guard from <= to else { throw Refusal(.invalid, "\"from\" is \(from) and \"to\" is \(to); expected a moment and a later one") }
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Summary, Refusal>, Never>) in
            let refusal: Refusal? = state.withLock { state in
                let isAll = order.from == nil && order.to == nil && order.tracks == nil
                let lines = isAll ? nil : state.lines.filter { line in
                    line.to >= from && line.from <= to && order.tracks?.contains(line.reference.track) ?? true
                }
                guard !(lines?.isEmpty ?? state.digest.isEmpty) else { return Refusal(.unavailable, "nothing was said \(order.from == nil && order.to == nil ? "yet" : "then"); there is nothing to summarise") }
                guard !state.isStopped else { return Refusal(.unavailable, "the daemon ends") }
                guard state.asked.count < Self.requestsAllowed else { return Refusal(.busy, "\(state.asked.count) summaries wait to be written; ask again later") }
                state.asked.append(Order(length: order.length, language: order.language ?? language, lines: lines) { continuation.resume(returning: $0) })
                return nil
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) } else { begin() }
        }
        return try result.get()
    }

    // MARK: Writing

    /// Takes up the next summary, if none is being written.
    private func begin() {
        let now = clock.now().seconds(since: around.streamStart)
        let (order, after): (Order?, (@Sendable () -> Void)?) = state.withLock { state in
            guard !state.isWorking, !state.isStopped else { return (nil, nil) }
            // Who asked does not wait for what comes by itself.
            let order = state.asked.isEmpty ? dueOrder(&state, now) : state.asked.removeFirst()
            state.isWorking = order != nil
            state.reply = order?.reply
            return (order, order == nil ? state.afterEnd.take() : nil)
        }
        guard let order else {
            after?()
            return
        }
        work.withLock { $0 = Work(order: order) }
        schedule()
    }

    private func dueOrder(_ state: inout State, _ now: Double) -> Order? {
        guard state.isPublishing, let length = state.schedule.due(at: now, isEnd: state.afterEnd != nil) else { return nil }
        state.schedule.began(length, at: now)
        guard length == .title, state.afterEnd == nil, let last = state.lines.last else { return Order(length: length, language: language) }
        let recent = state.lines.reversed().prefix { $0.to > last.to - Self.titleWindow }
        return Order(length: length, language: language, lines: recent.reversed())
    }

    private func schedule() {
        around.scheduler.submit(.background, deadline: clock.now()) { [self] in step() }
    }

    private func step() {
        let busy = ProcessFigures.threadSeconds
        var isOver = false
        var failure: PipelineError?
        work.withLock { work in
            guard work != nil else { return }
            do throws(PipelineError) {
                isOver = try advance(&work!)
            } catch {
                failure = error
            }
        }
        around.meter.add(.language, runs: isOver ? 1 : 0, busy: ProcessFigures.threadSeconds - busy, audio: 0)
        guard isOver || failure != nil else {
            schedule()
            return
        }
        let done = work.withLock { $0.take() }
        if let done { finish(done, failure) }
        state.withLock { $0.isWorking = false }
        begin()
    }

    /// A bounded piece of the work; true when the summary stands.
    private func advance(_ work: inout Work) throws(PipelineError) -> Bool {
        if let writing = work.writing {
            guard let answer = try writing.advance() else { return false }
            work.job?.take(answer)
            work.writing = nil
            return false
        }
        if work.job == nil {
            guard gather(&work) else { return false }
            work.writer = try writer?.writer()
            work.job = SummaryJob(
                work.order.length, of: work.lines, language: work.order.language, writer: work.writer?.measure, vectors: meaning?.ranking, notes: notes.withLock { $0 })
        }
        switch work.job!.next() {
        case .finished: return true
        case .write(let prompt):
            work.writing = try work.writer!.begin(prompt)
            return false
        }
    }

    /// Finds out what the summary is made of; false when only a part of that was done: the digest goes through what is new part by part.
    private func gather(_ work: inout Work) -> Bool {
        if let lines = work.order.lines {
            work.lines = lines
            return true
        }
        if let finished = state.withLock({ $0.digest.finished }) {
            let lines = Digest.condensed(finished.lines)
            state.withLock { $0.digest.replace(finished, by: lines) }
            return false
        }
        (work.lines, work.from) = state.withLock { ($0.digest.lines, $0.digest.from) }
        return true
    }

    private func finish(_ work: Work, _ failure: PipelineError?) {
        var done = work
        var job = done.job
        if let job { notes.withLock { $0 = job.notes } }
        if let failure {
            tell(failure)
            // What the model could not do is done without it.
            while !gather(&done) {}
            job = SummaryJob(done.order.length, of: done.lines, language: done.order.language, writer: nil, vectors: meaning?.ranking)
        }
        guard case .finished(let draft) = job?.next() else { return }
        var summary = draft.summary(done.order.length, of: done.lines, model: writer?.name)
        if let from = done.from { summary.from = from }
        if done.order.reply != nil {
            state.withLock { $0.reply.take() }?(.success(summary))
            return
        }
        guard !summary.text.isEmpty else { return }
        summary.revision = state.withLock { state in
            defer { state.revisions[summary.length, default: 0] += 1 }
            return state.revisions[summary.length, default: 0]
        }
        around.publish(.summary(summary))
    }

    private func tell(_ error: PipelineError) {
        let isNew = state.withLock { $0.fault.isNews(error.description) }
        if isNew { around.publish(.device(DeviceChange(track: "summaries", state: .failed, detail: error.description))) }
    }
}
