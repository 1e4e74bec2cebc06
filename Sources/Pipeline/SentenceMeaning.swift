internal import Configuration
private import Foundation
internal import Inference
internal import Sentences
internal import Summaries
private import Synchronization

/// The model that tells what sentences mean, shared by whoever needs it; one sentence at a time.
final class SentenceMeaning: Sendable {
    private let encoder: Mutex<SentenceEncoder>

    /// Nil where the model is not there.
    static func load(_ profile: Profile, _ profileFolder: String? = nil, runtime: Runtime) throws(PipelineError) -> SentenceMeaning? {
        let folders = ModelSearch.folders(profile, profileFolder, ProcessInfo.processInfo.environment)
        guard let folder = ModelSearch.first(folders, having: "language/sentences") else { return nil }
        do {
            return SentenceMeaning(try SentenceEncoder(try SentenceEncoder.directory(in: URL(fileURLWithPath: folder)), runtime: runtime))
        } catch {
            throw PipelineError(loading: error)
        }
    }

    private init(_ encoder: consuming sending SentenceEncoder) { self.encoder = Mutex(encoder) }

    func vector(of text: String, as role: SentenceEncoder.Role) throws(SentenceError) -> [Float] {
        try encoder.withLock { (encoder) throws(SentenceError) in try encoder.vector(of: text, as: role) }
    }

    /// As summaries rank by it.
    var ranking: SentenceVectors { { [self] sentences in vectors(of: sentences) } }

    /// Of several sentences; nil when one of them has none.
    private func vectors(of sentences: [String]) -> [[Float]]? {
        do {
            return try sentences.map { try vector(of: $0, as: .passage) }
        } catch {
            return nil
        }
    }
}
