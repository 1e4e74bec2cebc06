package import CTCDecoding

/// Hot-words in the terms of an engine, ready to be used by all tracks.
package enum EngineHotWords: Sendable {
    /// Nil for an empty list.
    case own(HotWords?)
    case checkpoint(HotWordGraph)

    /// Phrases that cannot be heard: they have letters that the vocabulary does not know.
    package var unusable: [String] {
        switch self {
        case .own: []
        case .checkpoint(let graph): graph.unusable
        }
    }
}

extension SpeechEngine {
    package func hotWords(_ list: HotWordList) -> EngineHotWords {
        switch self {
        case .own(let models): .own(HotWords(list, models.vocabulary))
        case .checkpoint(let model, _): .checkpoint(HotWordGraph(list, model.configuration.vocabulary))
        }
    }
}
