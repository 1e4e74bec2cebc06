/// When a word of an open caption is committed: it counts as stable from then on, and no later hop changes it.
///
/// Sooner means more words that a final would have written otherwise; Documentation/incremental.md measures each.
package enum Commitment: Equatable, Sendable {
    /// When a look back by the full-context transformer has settled it; where none looks back, as `agreement(hops: 2)`, behind the
    /// last chunk.
    case lookBack
    /// When so many successive hypotheses begin with the same words (local agreement); 2 is their stable common prefix.
    case agreement(hops: Int)
    /// When the decoder's attention has left it so many frames behind the end of the sound (the border of AlignAtt).
    case attention(frames: Int)
    /// When it has stood unchanged for so many frames.
    case timeOut(frames: Int)
}
