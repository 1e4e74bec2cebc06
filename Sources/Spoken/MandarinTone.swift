/// Where a tone sounds among the symbols of `MandarinPhonemes`, counted in Unicode scalars.
package struct MandarinTone: Hashable, Sendable {
    /// The first symbol of the syllable, its initial consonant where it has one.
    package var start: Int
    /// The syllable behind its initial, its arrow in it.
    package var place: Range<Int>
    /// 1 … 4, and 5 for the neutral tone.
    package var tone: Int

    package init(start: Int? = nil, place: Range<Int>, tone: Int) {
        precondition((1...5).contains(tone), "Mandarin has no tone \(tone)")
        self.start = start ?? place.lowerBound
        self.place = place
        self.tone = tone
    }
}
