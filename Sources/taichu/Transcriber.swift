internal import Configuration
internal import Pipeline
internal import Wire

/// Captions one media file: path, progress (seconds done, of how many), each final caption.
typealias Transcriber = (
    _ file: String, _ progress: @escaping @Sendable (Double, Double?) -> Void, _ caption: (Caption) throws -> Void
) async throws -> Void

/// The one place that knows who does it.
func makeTranscriber(_ profile: Profile) throws -> Transcriber {
    let transcription = try Transcription(profile: profile)
    return { file, progress, caption in try await transcription.run(path: file, progress: progress, caption: caption) }
}
