package import Configuration
private import Inference
package import Summaries
package import Wire

/// Summaries of a transcript that is there as a whole, without a daemon. Runs on the calling thread.
package final class Summarizing {
    private let writer: (any TextWriter)?
    private let meaning: SentenceMeaning?
    private var notes = SummaryNotes()

    /// - Parameter profile: `language.model` names the model; empty: sentences of the transcript itself are chosen.
    package init(_ profile: Profile) throws(PipelineError) {
        do {
            let runtime = try Runtime()
            writer = try loadLanguageModel(profile, runtime: runtime, threads: profile.inference.threads).map(LanguageWriter.init)
            meaning = try SentenceMeaning.load(profile, runtime: runtime)
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// - Parameters:
    ///   - language: of the summary; nil: that of most of the transcript.
    ///   - progress: prompts that were answered so far.
    package func summarize(
        _ lines: [TranscriptLine], length: SummaryLength, language: String?, progress: (Int) -> Void = { _ in }
    ) throws(PipelineError) -> Summary {
        var job = SummaryJob(length, of: lines, language: language, writer: writer?.measure, vectors: meaning?.ranking, notes: notes)
        defer { notes = job.notes }
        var answered = 0
        while true {
            switch job.next() {
            case .finished(let draft): return draft.summary(length, of: lines, model: writer?.name)
            case .write(let prompt):
                let writing = try writer!.begin(prompt)
                var answer: String?
                while answer == nil { answer = try writing.advance() }
                job.take(answer!)
                answered += 1
                progress(answered)
            }
        }
    }
}
