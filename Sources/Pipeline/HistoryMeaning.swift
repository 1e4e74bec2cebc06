private import Configuration
private import Inference
package import Recall
private import Sentences

/// Vectors of questions, for finding what was meant and not only what was said.
package enum HistoryMeaning {
    /// The vector of a question; nil where the model is not there: then words alone are looked for.
    package static func vector(of question: String, _ history: History) throws(PipelineError) -> SentenceVector? {
        do {
            guard let meaning = try SentenceMeaning.load(Profile(), runtime: try Runtime()) else { return nil }
            return SentenceVector(model: SentenceEncoder.model, components: try meaning.vector(of: question, as: .question))
        } catch {
            throw PipelineError(loading: error)
        }
    }
}
