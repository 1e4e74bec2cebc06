package import Wire

/// How speech is recognized: the speech part of a profile, in the engine's own terms.
package struct RecognizerOptions: Sendable {
    package enum Front: Sendable { case automatic, wav2vec2, mel }
    package enum Script: Sendable { case simplified, traditional, asHeard }

    /// ISO 639-1 code; nil: detected.
    package var language: String?
    package var tasks: [CaptionTask] = [.transcribe]
    package var script = Script.simplified
    /// Captions while the speaker goes on.
    package var firstPass = true
    /// Captions at the end of an utterance by the full-context pass; without it the first pass's text is final.
    package var secondPass = true
    /// Frames (20 ms) between two looks of the first pass.
    package var hopFrames = 16
    /// Frames after a chunk of the first pass that are heard with it before its states stay as they are; a multiple of a chunk's.
    package var aheadFrames = 16
    package var front = Front.automatic
    /// Frames at the open end whose words wait for the next hop.
    package var openEndMargin = 8
    /// Frames between two looks back over the open utterance by the full-context transformer; 0: none.
    package var refreshFrames = 32
    /// A new word waits until it is sure, or has stood for a while: fewer words change on the screen, and come a little later.
    package var steady = true
    /// When a word of an open caption is stable.
    package var commitment = Commitment.lookBack
    /// Where the times of shown words come from.
    package var wordTimes = WordTimes.letters
    /// Frames by which the first pass's attention may go back from word to word; more is a loop. Translation reorders.
    package var reach = 8
    package var endPointing = EndPointer.Options()
    /// Phrases that are likelier than the decoder thinks, in both passes.
    package var hotWords: HotWords?
    /// Of a checkpoint, which sees windows of the open utterance: sound after and before what a hop decides, in milliseconds.
    package var lookAheadMs = 320
    package var leftContextMs = 2_560
    /// An utterance ends when a checkpoint's posteriors told of no token for so long, whatever voice activity says; 0: never.
    package var blankEndMs = 0

    package init() {}

    /// Languages in which our front was measured to agree with Whisper's log-mel within 5 % of its words
    /// (Documentation/speech.md): the others use the log-mel until someone measures.
    package static let agreeingLanguages: Set<String> = ["en", "es", "fr", "it"]

    func usesMel(for language: String) -> Bool {
        switch front {
        case .mel: true
        case .wav2vec2: false
        case .automatic: !Self.agreeingLanguages.contains(language)
        }
    }

    /// Whether the words of a text are timed by letters, which the head has to know.
    func usesLetters(_ table: LetterTable?, language: String, task: CaptionTask) -> Bool {
        wordTimes == .letters && task == .transcribe && table?.languages.contains(language) == true
    }

    /// Whether decoding of `language` starts from a prompt in simplified characters.
    var simplifiedPrompt: Bool { script == .simplified }
}

extension RecognizerOptions {
    /// Frames of an utterance at which the next look back is due, after one at `frames`; nil where none is wanted.
    ///
    /// It goes over the whole utterance, so it costs more and more. From four times `refreshFrames` on it comes after a quarter of what was heard:
    /// otherwise a speaker without pauses takes more time than passes, on a processor without VNNI from the tenth second on.
    package func lookBackDue(after frames: Int) -> Int? {
        refreshFrames > 0 ? frames + max(refreshFrames, frames / 4) : nil
    }
}
