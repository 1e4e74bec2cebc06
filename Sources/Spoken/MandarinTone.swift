/// Where a tone sounds among the symbols of `MandarinPhonemes`.
package struct MandarinTone: Hashable, Sendable {
    /// The syllable without its initial consonant, its arrow in it, in Unicode scalars of the symbols.
    package var place: Range<Int>
    /// 1 … 4, and 5 for the neutral tone.
    package var tone: Int

    package init(place: Range<Int>, tone: Int) {
        self.place = place
        self.tone = tone
    }
}
