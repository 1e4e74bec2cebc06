internal import Configuration
private import Foundation
internal import Inference
package import Recall
internal import Sentences

/// Vectors of sentences, for finding what was meant and not only what was said.
package enum HistoryMeaning {
    /// The model; nil where it is not there.
    static func encoder(_ profile: Profile, _ profileFolder: String?, runtime: Runtime) throws(PipelineError) -> SentenceEncoder? {
        let folders = ModelSearch.folders(profile, profileFolder, ProcessInfo.processInfo.environment)
        guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0 + "/language/sentences/manifest.json") }) else { return nil }
        do {
            return try SentenceEncoder(try SentenceEncoder.directory(in: URL(fileURLWithPath: folder)), runtime: runtime)
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// The vector of a question; nil where the model is not there: then words alone are looked for.
    package static func vector(of question: String, _ history: History) throws(PipelineError) -> SentenceVector? {
        do {
            guard var encoder = try encoder(Profile(), nil, runtime: try Runtime()) else { return nil }
            return SentenceVector(model: SentenceEncoder.model, components: try encoder.vector(of: question, as: .question))
        } catch {
            throw PipelineError(loading: error)
        }
    }
}
