import Media
import Testing

@Suite struct MediaInstantTests {
    @Test func secondsAndInstantsConvertExactly() {
        let origin = MediaInstant(nanoseconds: 5_000_000_000)
        let later = origin.advanced(bySeconds: 0.0625)
        #expect(later.nanoseconds == 5_062_500_000)
        #expect(later.seconds(since: origin) == 0.0625)
        #expect(origin.seconds(since: later) == -0.0625)
        #expect(origin < later)
        #expect(later.advanced(bySeconds: -0.0625) == origin)
    }

    @Test func theMachinesClockNeverRunsBackwards() {
        let clock = MonotonicClock()
        var last = clock.now()
        for _ in 0..<1000 {
            let now = clock.now()
            #expect(now >= last)
            last = now
        }
    }

    @Test func sixteenThousandFramesAreASecond() {
        #expect(AudioFormat.seconds(frames: 16_000) == 1)
        #expect(AudioFormat.seconds(frames: 320) == 0.02)
    }
}
