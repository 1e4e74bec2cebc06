package import CTCDecoding
private import Foundation
package import Inference

/// The compiled graphs of a wav2vec2 CTC checkpoint and what its posteriors are searched with; shared by all tracks.
package struct CheckpointModel: Sendable {
    package let configuration: CheckpointConfiguration
    let front: CompiledModel
    let encoder: CompiledModel
    /// Kept, so that the folder counts as used.
    private let directory: ModelDirectory
    private let options: CTCOptions
    private let hotWords: HotWordGraph?
    private let languageModel: LanguageModel?

    /// Phrases of the hot-words that the vocabulary has no letters for.
    package var unusableHotWords: [String] { hotWords?.unusable ?? [] }

    /// - Parameters:
    ///   - precision: of the encoder. The front always runs in f32.
    ///   - directory: must have been verified.
    package init(
        _ directory: ModelDirectory, runtime: Runtime, precision: CompileOptions.Precision = .automatic, options: CTCOptions = CTCOptions(),
        hotWords: HotWordList? = nil, languageModel: LanguageModel? = nil
    ) throws(SpeechError) {
        let configuration = try CheckpointConfiguration(directory)
        let (front, encoder) = try translating { () throws(InferenceError) in
            (
                try runtime.compile(directory.path("front.xml"), CompileOptions(precision: .f32)),
                try runtime.compile(directory.path("encoder.xml"), CompileOptions(precision: precision))
            )
        }
        self.directory = directory
        self.configuration = configuration
        self.front = front
        self.encoder = encoder
        self.options = options
        self.hotWords = hotWords.map { HotWordGraph($0, configuration.vocabulary) }
        self.languageModel = languageModel
        try tryOut()
    }

    /// One run over half a second of silence: graphs and manifest must belong together.
    private func tryOut() throws(SpeechError) {
        var stream = CheckpointFront(configuration)
        stream.append(repeatElement(0, count: max(8_000, configuration.receptiveField)))
        let frames = stream.possibleFrames
        var encoder = try CheckpointEncoder(self)
        do {
            var front = try front.makeRequest()
            try stream.advance(to: frames, with: &front)
        } catch {
            throw SpeechError("\(directory.url.path): front and manifest do not belong together: \(error.description); \(CheckpointConfiguration.again)")
        }
        guard stream.features.count == frames * configuration.hidden else {
            throw SpeechError(
                "\(directory.url.path): the front gives \(stream.features.count) values for \(frames) frames, the manifest says \(frames * configuration.hidden); \(CheckpointConfiguration.again)")
        }
        do {
            _ = try encoder.logProbabilities(stream.features, from: 0, to: frames / configuration.adapterStride, left: frames, right: frames)
        } catch {
            throw SpeechError("\(directory.url.path): encoder and manifest do not belong together: \(error.description); \(CheckpointConfiguration.again)")
        }
    }

    /// The language of the captions: the profile's, else what the vocabulary is written in as far as that says it.
    func language(_ options: RecognizerOptions) -> String {
        // "und" is ISO 639's code for a language that nobody determined.
        options.language ?? (configuration.vocabulary.isChinese ? "zh" : "und")
    }

    package func makeFront() throws(SpeechError) -> InferRequest {
        try translating { () throws(InferenceError) in try front.makeRequest() }
    }

    /// A search that knows nothing yet.
    ///
    /// - Parameter hotWords: in place of those that the model was loaded with.
    package func makeDecoder(hotWords: HotWordGraph? = nil) -> CTCDecoder {
        CTCDecoder(configuration.vocabulary, options, hotWords: hotWords ?? self.hotWords, languageModel: languageModel)
    }
}
