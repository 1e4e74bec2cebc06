import Foundation
import Inference
import Media
import Testing
import Vision
import Wire

/// The other looks on photographs, beside the original models that plain Python ran on the same pictures (`Tests/Vision/generate`).
@Suite(.serialized, .timeLimit(.minutes(10)))
struct LooksTests {
    // MARK: Tags

    struct Tag: Decodable {
        var label: String
        var score: Double
    }

    @Test(arguments: [("chelsea.png", "Egyptian cat"), ("coffee.png", "espresso")])
    func thePictureIsCalledWhatItShows(_ name: String, _ label: String) throws {
        var tagger = try ImageTagger(VisionFixture.graphs(.tags).get())
        let expected: [String: [Tag]] = try VisionFixture.reference("tags")
        let first = try #require(try tagger.look(at: VisionFixture.frame(name)).first)
        #expect(first.label == label)
        #expect(first.label == expected[name]![0].label)
        // The network's own arithmetic is in 8 bits: a pixel that is rounded differently moves it by some steps of 1/256.
        #expect(abs(first.score - expected[name]![0].score) < 0.05)
    }

    // MARK: Pose

    @Test func thePointsOfAPersonAgree() throws {
        var estimator = PoseEstimator(try VisionFixture.graphs(.pose).get())
        let frame = try VisionFixture.frame("astronaut.png")
        let expected: [String: [[Double]]] = try VisionFixture.reference("pose")
        let found = try estimator.look(at: frame)
        #expect(found.map(\.name) == PoseEstimator.names)
        // What the network does not see it puts anywhere.
        for (point, reference) in zip(found, expected["astronaut.png"]!) where reference[2] >= 0.3 {
            // 512 pixels of picture over 192 of the network's.
            #expect(abs(point.x - reference[0]) * 512 < 1 && abs(point.y - reference[1]) * 512 < 1)
            #expect(abs(point.score - reference[2]) < 0.01)
        }
    }

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func aFaceIsAboveItsShoulders(_ layout: VideoFrame.Layout) throws {
        var estimator = PoseEstimator(try VisionFixture.graphs(.pose).get())
        let frame = try VisionFixture.frame("astronaut.png", layout)
        // The whole picture, and the box that the detector gave.
        for points in [try estimator.look(at: frame), try estimator.look(at: frame, within: RelativeBox(x: 0.02, y: 0.02, width: 0.7, height: 0.97))] {
            let point = Dictionary(uniqueKeysWithValues: points.map { ($0.name, $0) })
            #expect(point["nose"]!.score > 0.4 && point["left_shoulder"]!.score > 0.4)
            #expect(point["left_eye"]!.y < point["nose"]!.y && point["nose"]!.y < point["left_shoulder"]!.y)
            // Her left is on the picture's right.
            #expect(point["right_shoulder"]!.x < point["nose"]!.x && point["nose"]!.x < point["left_shoulder"]!.x)
        }
    }

    // MARK: Saliency

    struct Saliency: Decodable {
        var height: Int
        var width: Int
        var each: Int
        var values: [Float]
    }

    @Test(arguments: ["chelsea.png", "coffee.png", "astronaut.png"])
    func theMapAgrees(_ name: String) throws {
        var estimator = SaliencyEstimator(try VisionFixture.graphs(.saliency).get())
        let map = try estimator.look(at: VisionFixture.frame(name))
        let expected = (try VisionFixture.reference("saliency") as [String: Saliency])[name]!
        #expect(map.width == expected.width && map.height == expected.height)
        var index = 0
        for y in stride(from: 0, to: map.height, by: expected.each) {
            for x in stride(from: 0, to: map.width, by: expected.each) {
                #expect(abs(map.values[y * map.width + x] - expected.values[index]) < 2e-3)
                index += 1
            }
        }
    }

    @Test func theEyeGoesToTheFaceAndToTheCup() throws {
        var estimator = SaliencyEstimator(try VisionFixture.graphs(.saliency).get())
        func warmest(_ name: String) throws -> (column: Int, row: Int) {
            let grid = try estimator.look(at: VisionFixture.frame(name)).grid()
            #expect(grid.count == 256 && grid.max() == 1 && grid.min()! >= 0)
            let index = grid.firstIndex(of: 1)!
            return (index % 16, index / 16)
        }
        let face = try warmest("astronaut.png"), cup = try warmest("coffee.png")
        #expect((5...9).contains(face.column) && (2...6).contains(face.row))
        #expect((4...11).contains(cup.column) && (2...10).contains(cup.row))
    }

    // MARK: Faces

    struct Reference: Decodable {
        var score: Double
        var box: [Double]
        var points: [[Double]]
    }

    @Test func theFaceAgrees() throws {
        var detector = FaceDetector(try VisionFixture.graphs(.faces).get())
        let frame = try VisionFixture.frame("astronaut.png")
        let expected = (try VisionFixture.reference("faces") as [String: Reference])["astronaut.png"]!
        let found = try detector.look(at: frame)
        #expect(found.count == 1)
        let face = try #require(found.first)
        #expect(face.detection.label == "face" && abs(face.detection.score - expected.score) < 1e-3)
        let box = RelativeBox(x: expected.box[0], y: expected.box[1], width: expected.box[2] - expected.box[0], height: expected.box[3] - expected.box[1])
        #expect(distance(face.detection.box, box, in: frame) < 1)
        for (point, reference) in zip(face.points, expected.points) {
            #expect(abs(point.x - reference[0]) * 512 < 1 && abs(point.y - reference[1]) * 512 < 1)
        }
    }

    @Test(arguments: ["chelsea.png", "coffee.png"])
    func aCatAndACupHaveNoFace(_ name: String) throws {
        var detector = FaceDetector(try VisionFixture.graphs(.faces).get())
        #expect(try detector.look(at: VisionFixture.frame(name)).isEmpty)
    }

    // MARK: Mask

    struct Mask: Decodable {
        var score: Double
        var region: [Double]
        var each: Int
        var values: [Float]
    }

    @Test func theMaskAgrees() throws {
        var masker = PersonMasker(try VisionFixture.graphs(.mask).get())
        let expected = (try VisionFixture.reference("mask") as [String: Mask])["astronaut.png"]!
        let found = try masker.look(at: VisionFixture.frame("astronaut.png"))
        #expect(found.count == 1)
        let mask = try #require(found.first)
        #expect(abs(mask.score - expected.score) < 1e-2)
        #expect(abs(mask.region.x - expected.region[0]) < 2e-3 && abs(mask.region.width - expected.region[2]) < 2e-3)
        let mine = stride(from: 0, to: mask.side, by: expected.each).flatMap { y in
            stride(from: 0, to: mask.side, by: expected.each).map { x in mask.values[y * mask.side + x] }
        }
        // On a person's edge a value goes from 0 to 1 within a cell or two.
        let apart = zip(mine, expected.values).map { abs($0 - $1) }
        #expect(apart.reduce(0, +) / Float(apart.count) < 2e-3)
        #expect(apart.count { $0 > 0.2 } <= 2)
    }

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func theMaskHoldsTheFaceAndNotTheCorner(_ layout: VideoFrame.Layout) throws {
        var masker = PersonMasker(try VisionFixture.graphs(.mask).get())
        let values = try masker.look(at: VisionFixture.frame("astronaut.png", layout)).over(columns: 32, rows: 32)
        #expect(values[8 * 32 + 14] > 0.9)
        #expect(values[28 * 32 + 10] > 0.9)
        #expect(values[1 * 32 + 30] < 0.1)
        // MediaPipe itself, which turns the region with the person, masks 43 % of this picture.
        let share = Double(values.count { $0 > 0.5 }) / 1_024
        #expect(share > 0.38 && share < 0.48)
    }

    @Test func whereNobodyIsNothingIsMasked() throws {
        var masker = PersonMasker(try VisionFixture.graphs(.mask).get())
        let found = try masker.look(at: VisionFixture.frame("coffee.png"))
        #expect(found.isEmpty)
        #expect(found.over(columns: 4, rows: 3) == [Float](repeating: 0, count: 12))
    }

    // MARK: Text

    struct Text: Decodable {
        var lines: [String]
    }

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func aSignIsReadInBothLanguages(_ layout: VideoFrame.Layout) throws {
        var reader = try TextReader(VisionFixture.graphs(.text).get())
        let lines = try reader.look(at: VisionFixture.frame("sign.png", layout))
        let expected = (try VisionFixture.reference("text") as [String: Text])["sign.png"]!
        #expect(lines.map(\.text) == ["太初咖啡馆", "Coffee", expected.lines[0], "出口", expected.lines[1]])
        for line in lines { #expect(line.score > 0.9) }
        // The way out is on the right.
        #expect(try #require(lines.first { $0.text == "出口" }).box.x > 0.7)
    }

    /// Of the last two the network makes an 8 each: of the whole table, and of a fold.
    @Test(arguments: ["chelsea.png", "coffee.png", "astronaut.png"]) func inAPhotographWithoutTextNothingIsRead(name: String) throws {
        var reader = try TextReader(VisionFixture.graphs(.text).get())
        #expect(try reader.look(at: VisionFixture.frame(name)).isEmpty)
    }

    @Test func aSymbolByItselfIsRead() throws {
        let sign = try VisionFixture.frame("sign.png")
        // The first of 出口, on the sign's own ground.
        let (left, top, side) = (460, 210, 72)
        let frame = VisionFixture.frame(side, side, .rgb) { memory in
            sign.pixels.withBytes { source in
                for y in 0..<side { for index in 0..<(3 * side) { memory[y * 3 * side + index] = source[((top + y) * sign.width + left) * 3 + index] } }
            }
        }
        var reader = try TextReader(VisionFixture.graphs(.text).get())
        #expect(try reader.look(at: frame).map(\.text) == ["出"])
    }

    /// The sign in the middle of a larger picture, grey around it, blown up by whole numbers.
    private func sign(_ width: Int, _ height: Int, times: Int) throws -> VideoFrame {
        let sign = try VisionFixture.frame("sign.png")
        let (left, top) = ((width - times * sign.width) / 2, (height - times * sign.height) / 2)
        try #require(left >= 0 && top >= 0)
        return VisionFixture.frame(width, height, .rgb) { memory in
            memory.initializeMemory(as: UInt8.self, repeating: 128)
            sign.pixels.withBytes { source in
                for y in 0..<(times * sign.height) {
                    for x in 0..<(times * sign.width) {
                        let (to, from) = (((y + top) * width + x + left) * 3, ((y / times) * sign.width + x / times) * 3)
                        for channel in 0..<3 { memory[to + channel] = source[from + channel] }
                    }
                }
            }
        }
    }

    @Test func oneReaderReadsPicturesOfEverySize() throws {
        // Of its own: graphs of more sizes than are kept.
        let graphs = try VisionGraphs(VisionModel.text.directory(in: VisionFixture.models), runtime: Runtime())
        var reader = try TextReader(graphs)
        let shapes = [(640, 360, 1), (640, 480, 1), (640, 640, 1), (1_281, 721, 2), (700, 960, 1), (640, 400, 1), (640, 360, 1)]
        for (width, height, times) in shapes {
            let lines = try reader.look(at: sign(width, height, times: times))
            #expect(lines.contains { $0.text.contains("太初咖啡馆") }, "\(width) × \(height): \(lines.map(\.text))")
            let exit = try #require(lines.first { $0.text == "出口" })
            // Its middle, in the sign's own pixels from the sign's middle, which is the picture's.
            let x = (exit.box.x + exit.box.width / 2 - 0.5) * Double(width) / Double(times), y = (exit.box.y + exit.box.height / 2 - 0.5) * Double(height) / Double(times)
            #expect(abs(x - 205) < 2 && abs(y - 73.5) < 1.5, "\(width) × \(height): \(x), \(y)")
        }
    }

    @Test func whileAGraphOfANewSizeIsCompiledNobodyWaits() throws {
        let graphs = try VisionGraphs(VisionModel.text.directory(in: VisionFixture.models), runtime: Runtime())
        let reader = try TextReader(graphs)
        let frame = VisionFixture.black(640, 360, .i420), clock = ContinuousClock(), began = clock.now
        let first = [reader.isReady(for: frame), reader.isReady(for: frame)]
        // A compilation takes a second or more.
        #expect(first == [false, false] && clock.now - began < .milliseconds(300))
        while !reader.isReady(for: frame), clock.now - began < .seconds(60) { usleep(20_000) }
        let (known, other, none) = (frame, VisionFixture.black(480, 640, .i420), VisionFixture.black(0, 0, .i420))
        // What is no picture is refused by the look itself.
        let ready = [reader.isReady(for: known), reader.isReady(for: other), reader.isReady(for: none)]
        #expect(ready == [true, false, true])
    }

    // MARK: Bad pictures

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func inABlackPictureThereIsNothing(_ layout: VideoFrame.Layout) throws {
        let black = VisionFixture.black(640, 480, layout)
        var faces = FaceDetector(try VisionFixture.graphs(.faces).get())
        var masker = PersonMasker(try VisionFixture.graphs(.mask).get())
        var reader = try TextReader(VisionFixture.graphs(.text).get())
        var pose = PoseEstimator(try VisionFixture.graphs(.pose).get())
        #expect(try faces.look(at: black).isEmpty)
        #expect(try masker.look(at: black).isEmpty)
        #expect(try reader.look(at: black).isEmpty)
        #expect(try pose.look(at: black).allSatisfy { $0.score < 0.3 })
    }

    @Test(arguments: [(0, 0), (1, 1), (7_680, 4_320)])
    func everySizeIsLookedAtOrRefused(_ width: Int, _ height: Int) throws {
        let frame = VisionFixture.black(width, height, .rgb)
        var tagger = try ImageTagger(VisionFixture.graphs(.tags).get())
        var pose = PoseEstimator(try VisionFixture.graphs(.pose).get())
        var saliency = SaliencyEstimator(try VisionFixture.graphs(.saliency).get())
        var faces = FaceDetector(try VisionFixture.graphs(.faces).get())
        var masker = PersonMasker(try VisionFixture.graphs(.mask).get())
        var reader = try TextReader(VisionFixture.graphs(.text).get())
        func outcome(_ look: () throws -> Void) -> VisionError.Code? {
            do {
                try look()
                return nil
            } catch {
                return (error as? VisionError)?.code
            }
        }
        let outcomes = [
            outcome { _ = try tagger.look(at: frame) }, outcome { _ = try pose.look(at: frame) }, outcome { _ = try saliency.look(at: frame) },
            outcome { _ = try faces.look(at: frame) }, outcome { _ = try masker.look(at: frame) }, outcome { _ = try reader.look(at: frame) },
        ]
        #expect(outcomes == [VisionError.Code?](repeating: width == 0 ? .picture : nil, count: 6))
    }
}
