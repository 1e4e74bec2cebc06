import CGrabCut
import Foundation
import Media
import Testing
import Vision
import Wire

extension RelativeBox {
    fileprivate func holds(_ place: (x: Double, y: Double)) -> Bool { place.x > x && place.x < right && place.y > y && place.y < bottom }
}

/// Things cut out of their boxes: beside OpenCV's Python on the same pictures (`Tests/Vision/generate`), beside outlines drawn by hand, and beside pictures that are drawn here.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ObjectMaskerTests {
    private func detection(_ x: Double, _ y: Double, _ width: Double, _ height: Double, score: Double = 0.9, label: String = "cup") -> Detection {
        Detection(label: label, score: score, box: RelativeBox(x: x, y: y, width: width, height: height))
    }

    private func saliency(_ frame: VideoFrame) throws -> SaliencyMap {
        var estimator = SaliencyEstimator(try VisionFixture.graphs(.saliency).get())
        return try estimator.look(at: frame)
    }

    /// Of places of the picture that one of both holds, the share that both hold.
    private func agreement(_ mask: [Bool], _ other: [Bool]) -> Double {
        Double(zip(mask, other).count { $0 && $1 }) / Double(max(1, zip(mask, other).count { $0 || $1 }))
    }

    /// The middles of cells over a picture, row by row.
    private func middles(columns: Int, rows: Int) -> [(x: Double, y: Double)] {
        let rows = (0..<rows).map { (Double($0) + 0.5) / Double(rows) }, columns = (0..<columns).map { (Double($0) + 0.5) / Double(columns) }
        return rows.flatMap { y in columns.map { x in (x, y) } }
    }

    // MARK: Beside others

    struct Reference: Decodable {
        var label: String
        var box: [Double]
        var rows: Int
        var columns: Int
        /// Lengths of runs, row by row: first of what is not the thing, then of what is, in turns.
        var runs: [Int]

        var detection: Detection { Detection(label: label, score: 1, box: RelativeBox(x: box[0], y: box[1], width: box[2], height: box[3])) }
        var cells: [Bool] { runs.enumerated().flatMap { [Bool](repeating: $0 % 2 == 1, count: $1) } }
    }

    @Test(arguments: ["coffee.png", "chelsea.png", "astronaut.png"])
    func theMaskIsThatOfOpenCVsPython(_ name: String) throws {
        let frame = try VisionFixture.frame(name)
        let references: [String: [Reference]] = try VisionFixture.reference("objectmask")
        let map = try saliency(frame)
        for reference in references[name]! {
            let mask = try #require(try ObjectMasker().look(at: frame, for: [reference.detection], saliency: map).first)
            #expect(mask.columns == reference.columns && mask.rows == reference.rows)
            // Pixels are made smaller in another way there; where colours hardly differ, that decides.
            #expect(agreement(mask.cells, reference.cells) > 0.95, "\(name), \(reference.label)")
        }
    }

    struct Outline: Decodable {
        var file: String
        var label: String
        var corners: [[Double]]

        /// Whether a place is inside: a ray to the left crosses the outline an odd number of times.
        func holds(_ x: Double, _ y: Double) -> Bool {
            var isInside = false
            for (index, corner) in corners.enumerated() {
                let next = corners[(index + 1) % corners.count]
                guard (corner[1] > y) != (next[1] > y) else { continue }
                if x > corner[0] + (y - corner[1]) / (next[1] - corner[1]) * (next[0] - corner[0]) { isInside.toggle() }
            }
            return isInside
        }
    }

    /// The box alone agrees with the outline by 0.60 (cup) and 0.73 (cat).
    @Test(arguments: [("coffee.png", "cup", 0.68), ("chelsea.png", "cat", 0.88)])
    func theMaskIsCloserToTheThingThanItsBox(_ name: String, _ label: String, _ least: Double) throws {
        let outlines: [Outline] = try VisionFixture.reference("outlines")
        let outline = try #require(outlines.first { $0.file == name && $0.label == label })
        let objects: [String: [Detection]] = try VisionFixture.reference("objects")
        let found = try #require(objects[name]!.first { $0.label == label })
        for layout in [VideoFrame.Layout.rgb, .i420] {
            let frame = try VisionFixture.frame(name, layout)
            let mask = try #require(try ObjectMasker().look(at: frame, for: [found], saliency: saliency(frame)).first)
            let places = middles(columns: 150, rows: 100)
            let drawn = places.map { outline.holds($0.x, $0.y) }
            let masked = [mask].over(columns: 150, rows: 100).map { $0 > 0.5 }
            let boxed = places.map { found.box.holds($0) }
            #expect(agreement(masked, drawn) > max(least, agreement(boxed, drawn)), "\(layout)")
        }
    }

    // MARK: Pictures that are drawn here

    /// Round things on a ground of stripes and noise, all from one seed. Colours are red, green, blue; places and radii in parts of the sides.
    private func picture(
        _ layout: VideoFrame.Layout = .rgb, width: Int = 320, height: Int = 240, things: [(x: Double, y: Double, radius: Double, colour: [Int])]
    ) -> VideoFrame {
        var random: UInt64 = 11
        var rgb: [[Int]] = []
        for index in 0..<(width * height) {
            let (x, y) = (index % width, index / width)
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Int(random >> 40) % 31 - 15
            let place = ((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
            let thing = things.last { holds($0, place.0, place.1, width, height) }
            let colour = thing?.colour ?? ((x / 12 + y / 20) % 2 == 0 ? [70, 110, 60] : [100, 130, 90])
            rgb.append(colour.map { min(255, max(0, $0 + noise)) })
        }
        return VisionFixture.frame(width, height, layout) { memory in
            for (index, colour) in rgb.enumerated() {
                switch layout {
                case .rgb: for channel in 0..<3 { memory[3 * index + channel] = UInt8(colour[channel]) }
                case .i420:
                    let (x, y) = (index % width, index / width)
                    memory[index] = UInt8(16 + (66 * colour[0] + 129 * colour[1] + 25 * colour[2]) / 256)
                    guard x % 2 == 0, y % 2 == 0 else { continue }
                    let chroma = width * height + y / 2 * (width / 2) + x / 2
                    memory[chroma] = UInt8(128 + (-38 * colour[0] - 74 * colour[1] + 112 * colour[2]) / 256)
                    memory[chroma + width * height / 4] = UInt8(128 + (112 * colour[0] - 94 * colour[1] - 18 * colour[2]) / 256)
                }
            }
        }
    }

    private func holds(_ thing: (x: Double, y: Double, radius: Double, colour: [Int]), _ x: Double, _ y: Double, _ width: Int, _ height: Int) -> Bool {
        let (across, down) = ((x - thing.x) * Double(width), (y - thing.y) * Double(height))
        return (across * across + down * down).squareRoot() < thing.radius * Double(height)
    }

    /// Each cell of the mask, in truth.
    private func truth(_ mask: ObjectMask, _ thing: (x: Double, y: Double, radius: Double, colour: [Int]), _ frame: VideoFrame) -> [Bool] {
        (0..<mask.cells.count).map { index in
            let x = mask.region.x + (Double(index % mask.columns) + 0.5) / Double(mask.columns) * mask.region.width
            let y = mask.region.y + (Double(index / mask.columns) + 0.5) / Double(mask.rows) * mask.region.height
            return holds(thing, x, y, frame.width, frame.height)
        }
    }

    /// A red ball of a quarter of the height in the middle: it takes x from 0.3125 to 0.6875, y from 0.25 to 0.75.
    private let ball = (x: 0.5, y: 0.5, radius: 0.25, colour: [200, 40, 30])

    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func aBallOnStripesIsCutOut(_ layout: VideoFrame.Layout) throws {
        let frame = picture(layout, things: [ball])
        // As tight as a detector gives it, and loose.
        for box in [detection(0.3, 0.23, 0.4, 0.54), detection(0.22, 0.12, 0.55, 0.75)] {
            let mask = try #require(try ObjectMasker().look(at: frame, for: [box], saliency: nil).first)
            #expect(agreement(mask.cells, truth(mask, ball, frame)) > 0.95)
            // π/4 of the ball's own square.
            #expect(abs(mask.share - .pi * 0.25 * 0.25 * 0.75 / (box.box.area)) < 0.02)
        }
    }

    @Test func largePicturesAndSmallThingsAreCutOutAsWell() throws {
        let far = (x: 0.7, y: 0.3, radius: 0.02, colour: [200, 40, 30])
        let frame = picture(width: 1_280, height: 720, things: [far])
        let mask = try #require(try ObjectMasker().look(at: frame, for: [detection(0.685, 0.275, 0.03, 0.05)], saliency: nil).first)
        #expect(agreement(mask.cells, truth(mask, far, frame)) > 0.9)
        let near = try #require(try ObjectMasker().look(at: picture(width: 1_280, height: 720, things: [ball]), for: [detection(0.3, 0.2, 0.4, 0.6)], saliency: nil).first)
        #expect(max(near.columns, near.rows) == 160)
    }

    @Test func ofTwoThingsInABoxTheOneThatDrawsTheEyeIsMeant() throws {
        let left = (x: 0.35, y: 0.5, radius: 0.15, colour: [200, 40, 30]), right = (x: 0.65, y: 0.5, radius: 0.15, colour: [40, 60, 210])
        let frame = picture(things: [left, right])
        for (meant, other) in [(left, right), (right, left)] {
            let map = SaliencyMap(width: 64, height: 48, values: middles(columns: 64, rows: 48).map { holds(meant, $0.x, $0.y, 64, 48) ? 0.9 : 0.05 })
            let mask = try #require(try ObjectMasker().look(at: frame, for: [detection(0.2, 0.3, 0.6, 0.4)], saliency: map).first)
            #expect(mask.value(x: meant.x, y: meant.y) == 1 && mask.value(x: other.x, y: other.y) == 0)
        }
    }

    @Test func nothingOutsideOfTheBoxIsMasked() throws {
        // A tenth of the ball is outside; where the eye goes is the ball.
        let map = SaliencyMap(width: 64, height: 48, values: middles(columns: 64, rows: 48).map { holds(ball, $0.x, $0.y, 64, 48) ? 0.9 : 0.3 })
        let mask = try #require(try ObjectMasker().look(at: picture(things: [ball]), for: [detection(0.25, 0.2, 0.4, 0.6)], saliency: map).first)
        #expect(mask.value(x: 0.6, y: 0.5) == 1 && mask.value(x: 0.66, y: 0.5) == 0)
        #expect(mask.value(x: 0.99, y: 0.5) == 0)
    }

    @Test func theSurestAreMaskedAndAlwaysInTheSameWay() throws {
        let frame = picture(things: [(0.25, 0.5, 0.15, [200, 40, 30]), (0.75, 0.5, 0.15, [40, 60, 210])])
        let both = [detection(0.1, 0.3, 0.3, 0.4, score: 0.6, label: "apple"), detection(0.6, 0.3, 0.3, 0.4, score: 0.8, label: "ball")]
        let masks = try ObjectMasker().look(at: frame, for: both, saliency: nil)
        #expect(masks.map(\.detection.label) == ["ball", "apple"])
        #expect(try ObjectMasker(most: 1).look(at: frame, for: both, saliency: nil) == [masks[0]])
        #expect(try ObjectMasker().look(at: frame, for: both, saliency: nil) == masks)
        let whole = masks.over(columns: 32, rows: 24)
        #expect(whole[12 * 32 + 8] == 1 && whole[12 * 32 + 24] == 1 && whole[12 * 32 + 16] == 0)
    }

    // MARK: Bad boxes and bad pictures

    @Test(arguments: [
        RelativeBox(x: 0.5, y: 0.5, width: 1.0 / 320, height: 1.0 / 240), RelativeBox(x: 1.2, y: 0.2, width: 0.3, height: 0.3),
        RelativeBox(x: 0.2, y: 0.2, width: 0, height: 0.5), RelativeBox(x: .nan, y: 0.2, width: 0.5, height: 0.5), RelativeBox(x: 0.2, y: 0.2, width: -0.1, height: 0.5),
        RelativeBox(x: 0.2, y: 0.2, width: .infinity, height: 0.5), RelativeBox(x: 0.999, y: 0.999, width: 0.5, height: 0.5),
    ])
    func aBoxWithoutRoomHasNoMask(_ box: RelativeBox) throws {
        #expect(try ObjectMasker().look(at: picture(things: [ball]), for: [Detection(label: "cup", score: 1, box: box)], saliency: nil).isEmpty)
    }

    @Test func aBoxOverTheWholePictureHasNothingAroundIt() throws {
        let frame = picture(things: [ball])
        for box in [detection(0, 0, 1, 1), detection(-0.5, -3, 2, 7), detection(0.003, 0.003, 0.994, 0.994)] {
            #expect(try ObjectMasker().look(at: frame, for: [box], saliency: nil).isEmpty)
        }
        // A tenth of the picture around it is enough.
        let mask = try #require(try ObjectMasker().look(at: frame, for: [detection(0, 0, 0.9, 1)], saliency: nil).first)
        #expect(agreement(mask.cells, truth(mask, ball, frame)) > 0.9)
    }

    /// What comes of it matters less than that something does: there is nothing to see.
    @Test(arguments: [VideoFrame.Layout.rgb, .i420])
    func inABlackPictureNothingGoesWrong(_ layout: VideoFrame.Layout) throws {
        let map = SaliencyMap(width: 4, height: 3, values: [Float](repeating: 0, count: 12))
        for (width, height) in [(640, 480), (2, 2), (8, 6), (7_680, 4_320)] {
            for saliency in [map, nil] {
                let masks = try ObjectMasker().look(
                    at: VisionFixture.black(width, height, layout), for: [detection(0.2, 0.2, 0.5, 0.5), detection(0, 0, 1, 1)], saliency: saliency)
                for mask in masks { #expect(mask.share > 0 && mask.share <= 1) }
            }
        }
    }

    @Test func aPictureWithoutPixelsIsRefused() throws {
        do {
            _ = try ObjectMasker().look(at: VisionFixture.black(0, 0, .rgb), for: [detection(0, 0, 1, 1)], saliency: nil)
            Issue.record("it was looked at")
        } catch {
            #expect(error.code == .picture)
        }
    }

    // MARK: The border to C++

    private func settle(_ width: Int32, _ height: Int32, _ marks: inout [UInt8], rounds: Int32 = 1) -> cgrabcut_status {
        cgrabcut_settle([UInt8](repeating: 90, count: marks.count * 3), width, height, &marks, rounds, nil, 0)
    }

    @Test func whatOpenCVWouldThrowAtIsRefused() {
        var marks = [UInt8](repeating: 3, count: 100)
        #expect(settle(10, 10, &marks) == CGRABCUT_TOO_FEW)
        for index in 0..<4 { marks[index] = 0 }
        #expect(settle(10, 10, &marks) == CGRABCUT_TOO_FEW)
        marks[4] = 0
        #expect(settle(10, 10, &marks) == CGRABCUT_DONE)
        #expect(settle(10, 10, &marks, rounds: 0) == CGRABCUT_ARGUMENT)
        #expect(settle(10, 10, &marks, rounds: 17) == CGRABCUT_ARGUMENT)
        #expect(settle(0, 10, &marks) == CGRABCUT_ARGUMENT)
        #expect(settle(10, -1, &marks) == CGRABCUT_ARGUMENT)
        #expect(settle(1_025, 1, &marks) == CGRABCUT_ARGUMENT)
        marks[50] = 4
        #expect(settle(10, 10, &marks) == CGRABCUT_ARGUMENT)
    }
}
