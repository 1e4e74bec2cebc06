import Media
import Playback
import Testing

struct AudibleSpansTests {
    private func at(_ seconds: Double) -> MediaInstant { MediaInstant(nanoseconds: 0).advanced(bySeconds: seconds) }

    @Test func spansThatTouchAreOne() {
        var spans = AudibleSpans()
        spans.add(from: at(1), to: at(2))
        spans.add(from: at(2.02), to: at(3))
        spans.add(from: at(4), to: at(5))
        spans.add(from: at(4), to: at(4))
        #expect(spans.spans == [.init(from: at(1), to: at(3)), .init(from: at(4), to: at(5))])
        #expect(spans.overlap(from: at(2.5), to: at(3.5)) && spans.overlap(from: at(0), to: at(10)))
        #expect(!spans.overlap(from: at(3), to: at(4)) && !spans.overlap(from: at(5), to: at(6)))
    }

    @Test func aStopCutsWhatWasNotHeard() {
        var spans = AudibleSpans()
        spans.add(from: at(1), to: at(2))
        spans.add(from: at(3), to: at(4))
        spans.cut(at: at(1.5))
        #expect(spans.spans == [.init(from: at(1), to: at(1.5))])
        spans.cut(at: at(0.5))
        #expect(spans.spans.isEmpty)
    }

    @Test func whatIsLongAgoIsForgotten() {
        var spans = AudibleSpans(keptSeconds: 10)
        for second in 0..<1_000 { spans.add(from: at(Double(second)), to: at(Double(second) + 0.5)) }
        #expect(spans.spans.count <= 11)
        #expect(!spans.overlap(from: at(0), to: at(900)))
    }
}
