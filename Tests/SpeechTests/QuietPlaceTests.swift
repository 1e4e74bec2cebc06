import Speech
import Testing

/// Where exactly a long utterance is cut.
struct QuietPlaceTests {
    /// Loud everywhere but in a pause of 50 ms that begins at 12,000.
    private let samples = (0..<32_000).map { index -> Float in (12_000..<12_800).contains(index) ? 0.001 : index % 2 == 0 ? 0.5 : -0.5 }

    @Test func aPauseNearbyIsFoundToTheSample() {
        for place in [10_600, 12_000, 13_500] {
            let found = QuietPlace.near(place, in: samples[...])
            #expect((12_240...12_560).contains(found))
        }
    }

    @Test func aPauseFarAwayIsNotLookedAt() {
        #expect(abs(QuietPlace.near(20_000, in: samples[...]) - 20_000) <= 2_048)
    }

    @Test func thePlaceIsWithinTheSoundWhateverItsLength() {
        #expect(QuietPlace.near(100, in: samples[..<100]) == 100)
        #expect(QuietPlace.near(0, in: samples[...]) >= 0)
        #expect(QuietPlace.near(31_999, in: samples[...]) < 32_000)
        // A slice counts from its own first sample.
        #expect((2_240...2_560).contains(QuietPlace.near(2_000, in: samples[10_000...])))
    }
}
