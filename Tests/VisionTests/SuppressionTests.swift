import Testing
import Vision
import Wire

struct SuppressionTests {
    private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> RelativeBox { RelativeBox(x: x, y: y, width: width, height: height) }

    @Test func theBestOfSeveralOverOneThingStays() {
        let boxes: [(box: RelativeBox, score: Float)] = [(box(0.1, 0.1, 0.4, 0.4), 0.6), (box(0.11, 0.1, 0.4, 0.4), 0.9), (box(0.6, 0.6, 0.3, 0.3), 0.5)]
        #expect(suppressed(boxes, overlap: 0.5, count: 10) == [1, 2])
        #expect(suppressed(boxes, overlap: 0.5, count: 1) == [1])
    }

    @Test func amongEqualsTheFirstStays() {
        let boxes: [(box: RelativeBox, score: Float)] = [(box(0.1, 0.1, 0.4, 0.4), 0.6), (box(0.1, 0.1, 0.4, 0.4), 0.6)]
        #expect(suppressed(boxes, overlap: 0.5, count: 10) == [0])
    }
}
