internal import Media
internal import Wire

/// A part of a picture in few pixels: red, green, blue. Each is the mean of what it covers, by up to 4 × 4 samples.
struct PicturePatch {
    private static let samples = 4

    /// The part of the picture: whole pixels of it.
    let region: RelativeBox
    let columns: Int
    let rows: Int
    /// [rows × columns × 3]
    let rgb: [UInt8]

    /// - Parameters:
    ///   - box: inside the picture; what is taken are the pixels that it touches.
    ///   - longest: pixels of the longer side at most. Nothing is blown up.
    init(_ frame: VideoFrame, _ box: RelativeBox, longest: Int) {
        let across = Self.pixels(box.x, box.right, of: frame.width), down = Self.pixels(box.y, box.bottom, of: frame.height)
        let factor = min(1, Double(longest) / Double(max(across.count, down.count)))
        let columns = max(1, Int((Double(across.count) * factor).rounded())), rows = max(1, Int((Double(down.count) * factor).rounded()))
        region = RelativeBox(
            x: Double(across.lowerBound) / Double(frame.width), y: Double(down.lowerBound) / Double(frame.height),
            width: Double(across.count) / Double(frame.width), height: Double(down.count) / Double(frame.height))
        let (xs, ys) = (Self.places(across, columns), Self.places(down, rows))
        rgb = frame.pixels.withBytes { bytes in
            switch frame.layout {
            case .rgb:
                Self.means(xs, ys) { x, y in
                    let pixel = 3 * (y * frame.width + x)
                    return SIMD4(Int32(bytes[pixel]), Int32(bytes[pixel + 1]), Int32(bytes[pixel + 2]), 0)
                } colour: { $0 }
            case .i420:
                Self.means(xs, ys) { x, y in
                    let luma = frame.width * frame.height, chroma = y / 2 * (frame.width / 2) + x / 2
                    return SIMD4(Int32(bytes[y * frame.width + x]), Int32(bytes[luma + chroma]), Int32(bytes[luma + luma / 4 + chroma]), 0)
                } colour: {
                    Self.rgb($0)
                }
            }
        }
        self.columns = columns
        self.rows = rows
    }

    private static func pixels(_ from: Double, _ to: Double, of side: Int) -> Range<Int> {
        let first = min(side - 1, max(0, Int((from * Double(side)).rounded(.down))))
        return first..<min(side, max(first + 1, Int((to * Double(side)).rounded(.up))))
    }

    /// The pixels that each cell is sampled at: the middles of equal parts of it.
    private static func places(_ pixels: Range<Int>, _ cells: Int) -> [Int] {
        let all = samples * cells
        return (0..<all).map { pixels.lowerBound + (2 * $0 + 1) * pixels.count / (2 * all) }
    }

    private static func means(_ xs: [Int], _ ys: [Int], _ sample: (Int, Int) -> SIMD4<Int32>, colour: (SIMD4<Int32>) -> SIMD4<Int32>) -> [UInt8] {
        let columns = xs.count / samples, rows = ys.count / samples, area = Int32(samples * samples)
        var means: [UInt8] = []
        means.reserveCapacity(3 * columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = SIMD4<Int32>()
                for y in ys[(row * samples)..<((row + 1) * samples)] {
                    for x in xs[(column * samples)..<((column + 1) * samples)] { sum &+= sample(x, y) }
                }
                let mean = colour((sum &+ area / 2) / area)
                for channel in 0..<3 { means.append(UInt8(mean[channel])) }
            }
        }
        return means
    }

    /// BT.601's limited range, in 256ths, as the models' graphs take it.
    private static func rgb(_ yuv: SIMD4<Int32>) -> SIMD4<Int32> {
        let y = 298 * (yuv[0] - 16) + 128, u = yuv[1] - 128, v = yuv[2] - 128
        let rgb = SIMD4(y + 409 * v, y - 100 * u - 208 * v, y + 516 * u, 0) &>> 8
        return rgb.clamped(lowerBound: SIMD4(), upperBound: SIMD4(repeating: 255))
    }

    /// Where the middle of a cell is in the picture (0…1 over its sides).
    func place(row: Int, column: Int) -> (x: Double, y: Double) {
        (region.x + (Double(column) + 0.5) / Double(columns) * region.width, region.y + (Double(row) + 0.5) / Double(rows) * region.height)
    }
}
