package import Wire

/// What a job came to; the daemon adds which revision it is.
package struct SummaryDraft: Equatable, Sendable {
    package var text: String
    package var language: String
    package var method: Summary.Method
    package var reason: String?
    /// Positions of the lines that the text rests on.
    package var evidence: [Int]

    package init(text: String, language: String, method: Summary.Method, reason: String? = nil, evidence: [Int]) {
        self.text = text
        self.language = language
        self.method = method
        self.reason = reason
        self.evidence = evidence
    }

    /// As it goes over the wire.
    ///
    /// - Parameters:
    ///   - lines: the transcript that the job was made for.
    ///   - model: name of the writer.
    package func summary(_ length: SummaryLength, revision: Int = 0, of lines: [TranscriptLine], model: String?) -> Summary {
        Summary(
            length: length, revision: revision, language: language, text: text, from: lines.map(\.from).min() ?? 0, to: lines.map(\.to).max() ?? 0,
            captions: evidence.map { lines[$0].reference }, method: method, reason: reason, model: method == .model ? model : nil)
    }
}
