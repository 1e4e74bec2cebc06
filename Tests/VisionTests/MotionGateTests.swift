import Media
import Testing
import Vision

/// A still picture is not looked at twice; whatever moved is.
struct MotionGateTests {
    /// A grey scene of 640×480 with a bright square of `side` pixels at `x`, and noise of the camera.
    private func scene(
        _ layout: VideoFrame.Layout = .i420, square x: Int? = nil, of level: Int = 220, side: Int = 32, noise: Int = 0, seed: UInt64 = 1, brightness: Int = 100
    ) -> VideoFrame {
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        return VisionFixture.frame(640, 480, layout) { memory in
            let bytesAPixel = layout == .rgb ? 3 : 1
            for index in memory.indices {
                let pixel = index / bytesAPixel, column = pixel % 640, row = pixel / 640
                let inSquare = x.map { column >= $0 && column < $0 + side && row >= 200 && row < 200 + side } ?? false
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let value = (inSquare ? level : brightness) + Int(random >> 40) % (2 * noise + 1) - noise
                memory[index] = UInt8(min(255, max(0, pixel < 640 * 480 ? value : 128)))
            }
        }
    }

    /// Which of these pictures a new gate lets through.
    private func admitted(_ pictures: [VideoFrame]) -> [Bool] {
        var gate = MotionGate()
        return pictures.map { gate.admits($0) }
    }

    @Test(arguments: [VideoFrame.Layout.i420, .rgb])
    func theFirstPictureGoesThroughAndItsLikeDoNot(_ layout: VideoFrame.Layout) {
        #expect(admitted([scene(layout), scene(layout), scene(layout)]) == [true, false, false])
    }

    @Test func aCamerasNoiseIsNoMotion() {
        // ±17 levels, evenly: σ = 10, a camera in a dark room.
        #expect(admitted((0...20).map { scene(noise: 17, seed: $0) }).count { $0 } == 1)
    }

    @Test func aSmallThingThatMovesGoesThrough() {
        let pictures = [100, 140, 140, nil].enumerated().map { scene(square: $1, noise: 5, seed: UInt64($0)) }
        #expect(admitted(pictures) == [true, true, false, true])
    }

    @Test func whatCreepsIsSeenInTime() {
        // A pixel a picture: no two neighbours differ much, but the last one that was looked at does before long.
        let answers = admitted((0...12).map { scene(square: 100 + $0, of: 140) })
        #expect(answers[1...].contains(true))
        #expect(answers[1] == false)
    }

    @Test func theLightThatGoesOnIsSeen() {
        #expect(admitted([scene(brightness: 60), scene(brightness: 90)]) == [true, true])
    }

    @Test func afterForgettingTheSamePictureGoesThrough() {
        var gate = MotionGate()
        _ = gate.admits(scene())
        gate.forget()
        let again = gate.admits(scene())
        #expect(again)
    }

    @Test(arguments: [(1, 1, VideoFrame.Layout.rgb), (2, 2, .i420), (7_680, 4_320, .i420)])
    func anySizeHasAThumbnail(_ width: Int, _ height: Int, _ layout: VideoFrame.Layout) throws {
        let thumbnail = try #require(LumaThumbnail(VisionFixture.black(width, height, layout)))
        #expect(Set(thumbnail.cells) == [layout == .rgb ? 0 : 16])
    }

    @Test func aPictureWithoutPixelsIsLeftToWhoLooks() {
        #expect(admitted([VisionFixture.black(0, 0, .rgb)]) == [true])
    }
}
