import Media
import Testing
import Vision
import Wire

/// The detector on photographs, beside the original TensorFlow graph run whole (`Tests/Vision/generate`).
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ObjectDetectorTests {
    private static let graphs = VisionFixture.graphs(.objects)

    private func detector(threshold: Float = 0.3) throws -> ObjectDetector { try ObjectDetector(Self.graphs.get(), threshold: threshold) }

    @Test(arguments: ["chelsea.png", "coffee.png", "astronaut.png"])
    func itSaysWhatTheOriginalGraphSays(_ name: String) throws {
        var detector = try detector()
        let frame = try VisionFixture.frame(name)
        let expected: [String: [Detection]] = try VisionFixture.reference("objects")
        let found = try detector.look(at: frame)
        #expect(found.map(\.label) == expected[name]!.map(\.label))
        for (mine, reference) in zip(found, expected[name]!) {
            // The scores' convolutions are computed in 8 bits (Tools/prepare/vision/objects.py).
            #expect(abs(mine.score - reference.score) < 0.02)
            #expect(distance(mine.box, reference.box, in: frame) < 1)
        }
    }

    @Test(arguments: [("chelsea.png", "cat"), ("coffee.png", "cup"), ("astronaut.png", "person")])
    func theColoursOfACameraDoAsWell(_ name: String, _ label: String) throws {
        var detector = try detector(threshold: 0.5)
        let frame = try VisionFixture.frame(name, .i420)
        let expected: [String: [Detection]] = try VisionFixture.reference("objects")
        let first = try #require(try detector.look(at: frame).first)
        #expect(first.label == label)
        #expect(abs(first.score - expected[name]![0].score) < 0.03)
        #expect(first.box.iou(expected[name]![0].box) > 0.97)
    }

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func aBlackPictureHoldsNothing(_ layout: VideoFrame.Layout) throws {
        var detector = try detector()
        #expect(try detector.look(at: VisionFixture.black(640, 480, layout)).isEmpty)
    }

    @Test func aPictureOfOnePixelIsLookedAt() throws {
        var detector = try detector(threshold: 0.5)
        #expect(try detector.look(at: VisionFixture.black(1, 1, .rgb)).isEmpty)
        #expect(try detector.look(at: VisionFixture.black(2, 2, .i420)).isEmpty)
    }

    @Test func aPictureOf8KIsLookedAt() throws {
        // The cat, each pixel 17 times in each direction.
        let cat = try VisionFixture.frame("chelsea.png")
        let large = VisionFixture.frame(7_680, 4_320, .rgb) { memory in
            cat.pixels.withBytes { pixels in
                for y in 0..<4_320 {
                    let line = y * cat.height / 4_320 * cat.width
                    for x in 0..<7_680 {
                        let from = 3 * (line + x * cat.width / 7_680), to = 3 * (y * 7_680 + x)
                        for channel in 0..<3 { memory[to + channel] = pixels[from + channel] }
                    }
                }
            }
        }
        var detector = try detector(threshold: 0.5)
        #expect(try detector.look(at: large).map(\.label) == ["cat"])
    }

    @Test func thePicturesSizeMayChange() throws {
        var detector = try detector(threshold: 0.5)
        let cat = try VisionFixture.frame("chelsea.png"), cup = try VisionFixture.frame("coffee.png", .i420)
        for _ in 0..<2 {
            #expect(try detector.look(at: cat).first?.label == "cat")
            #expect(try detector.look(at: cup).first?.label == "cup")
        }
    }

    @Test func aPictureWithoutPixelsIsRefused() throws {
        var detector = try detector()
        do {
            _ = try detector.look(at: VisionFixture.black(0, 0, .rgb))
            Issue.record("it was looked at")
        } catch {
            #expect(error.code == .picture)
            #expect(error.description == "picture 7 is 0×0: nothing to look at; expected at least 1×1 pixel, check what the source delivers")
        }
    }

    @Test func oddSidesInYUVAreRefused() throws {
        var detector = try detector()
        do {
            _ = try detector.look(at: VisionFixture.black(1, 1, .i420))
            Issue.record("it was looked at")
        } catch {
            #expect(error.description == "picture 7 is 1×1 in YUV 4:2:0, which needs even sides; deliver it as RGB, or crop it")
        }
    }
}
