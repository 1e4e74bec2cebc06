private import Foundation

/// How long the posteriors have told of nothing but blank and spaces: a sign of an utterance's end beside voice activity.
///
/// Voice activity hears voices; this hears words. A frame is silent when blank, the special tokens and the word delimiter have
/// more than half of its probability together.
package struct SilenceTail: Equatable, Sendable {
    /// Frames so far, and those at the end that are silent.
    package private(set) var frames = 0
    package private(set) var silentFrames = 0
    /// Whether any frame told of a token.
    package var hasText: Bool { silentFrames < frames }

    package init() {}

    mutating func append(_ row: UnsafeBufferPointer<Float>, _ vocabulary: CTCVocabulary) {
        var silence: Float = 0
        for id in row.indices where vocabulary.kinds[id] == .silent || vocabulary.kinds[id] == .delimiter { silence += exp(row[id]) }
        frames += 1
        silentFrames = silence > 0.5 ? silentFrames + 1 : 0
    }
}
