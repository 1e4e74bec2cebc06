import Testing
import Wire

struct RelativeBoxTests {
    private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> RelativeBox { RelativeBox(x: x, y: y, width: width, height: height) }

    @Test func intersectionOverUnionIsCommonAreaOverAll() {
        #expect(box(0, 0, 0.2, 0.2).iou(box(0, 0, 0.2, 0.2)) == 1)
        #expect(box(0, 0, 0.2, 0.2).iou(box(0.2, 0, 0.2, 0.2)) == 0)
        #expect(abs(box(0, 0, 0.2, 0.2).iou(box(0.1, 0, 0.2, 0.2)) - 1.0 / 3) < 1e-12)
    }

    @Test func aBoxIsCutToThePicture() {
        #expect(box(-0.5, 0.5, 1, 1).insidePicture == box(0, 0.5, 0.5, 0.5))
        #expect(box(1.1, 0, 1, 1).insidePicture == nil)
        #expect(box(0.2, 0.2, 0, 0.5).insidePicture == nil)
        #expect(box(.nan, 0, 1, 1).insidePicture == nil)
        #expect(box(0, 0, .infinity, 1).insidePicture == nil)
    }

    @Test func aBoxIsWidenedOnEachSide() {
        let wide = box(0.4, 0.2, 0.2, 0.4).widened(by: 0.5)
        #expect(abs(wide.x - 0.3) < 1e-12 && abs(wide.y) < 1e-12 && abs(wide.right - 0.7) < 1e-12 && abs(wide.bottom - 0.8) < 1e-12)
    }
}
