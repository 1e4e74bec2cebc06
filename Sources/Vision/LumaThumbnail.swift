package import Media

/// A picture's brightness in 64 × 36 cells: enough to see whether anything moved.
///
/// A cell is the mean of up to 8 × 8 of its pixels, which takes the camera's noise off. It costs a read of 147,456 bytes at most, whatever the picture's size.
package struct LumaThumbnail: Equatable, Sendable {
    package static let columns = 64
    package static let rows = 36
    /// Samples a cell and direction.
    private static let samples = 8

    /// 0…255, row by row.
    package let cells: [UInt8]

    /// Nothing of a picture without pixels.
    package init?(_ frame: VideoFrame) {
        guard frame.width > 0, frame.height > 0 else { return nil }
        let (width, height) = (frame.width, frame.height)
        // The middle of each sample's share of the side.
        let across = Self.places(Self.columns * Self.samples, over: width)
        let down = Self.places(Self.rows * Self.samples, over: height)
        let area = UInt32(Self.samples * Self.samples)
        cells = frame.pixels.withBytes { bytes in
            var cells = [UInt8](repeating: 0, count: Self.columns * Self.rows)
            var sums = [UInt32](repeating: 0, count: Self.columns)
            for row in 0..<Self.rows {
                for column in sums.indices { sums[column] = 0 }
                for line in down[(row * Self.samples)..<((row + 1) * Self.samples)] {
                    for column in 0..<Self.columns {
                        var sum: UInt32 = 0
                        for sample in (column * Self.samples)..<((column + 1) * Self.samples) {
                            switch frame.layout {
                            case .i420: sum += UInt32(bytes[line * width + across[sample]])
                            case .rgb:
                                // BT.601's weights in 256ths.
                                let pixel = 3 * (line * width + across[sample])
                                sum += (77 * UInt32(bytes[pixel]) + 150 * UInt32(bytes[pixel + 1]) + 29 * UInt32(bytes[pixel + 2])) >> 8
                            }
                        }
                        sums[column] += sum
                    }
                }
                for column in 0..<Self.columns { cells[row * Self.columns + column] = UInt8(min(255, sums[column] / area)) }
            }
            return cells
        }
    }

    private static func places(_ count: Int, over side: Int) -> [Int] {
        (0..<count).map { (2 * $0 + 1) * side / (2 * count) }
    }

    /// How many cells differ from `other`'s by more than `levels` of 255.
    package func cells(differingFrom other: LumaThumbnail, byMoreThan levels: Int) -> Int {
        var count = 0
        for index in cells.indices where abs(Int(cells[index]) - Int(other.cells[index])) > levels { count += 1 }
        return count
    }
}
