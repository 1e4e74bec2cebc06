/// When each token was spoken: dynamic time warping over the decoder's cross-attention, as Whisper's own word times are made.
package enum WordAlignment {
    /// Width of the median filter along time, in frames.
    private static let medianWidth = 7

    /// Start frame of each token of `decoding`, and the frame at which the text ends; `heard` frames hold sound, the rest is padding.
    package static func starts(_ decoding: Decoding, heard: Int) -> [Int] {
        let rows = decoding.attention.count
        let frames = min(heard, decoding.frames)
        guard rows > 1, frames > 0 else { return [Int](repeating: 0, count: rows) }
        let weights = sharpened(decoding, rows: rows, frames: frames)
        return path(weights, rows: rows, frames: frames)
    }

    /// Mean over the heads of the standardised, median-filtered attention, [rows × frames].
    private static func sharpened(_ decoding: Decoding, rows: Int, frames: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: rows * frames)
        var plane = [Float](repeating: 0, count: rows * frames)
        var window = [Float](repeating: 0, count: medianWidth)
        let half = medianWidth / 2
        for head in 0..<decoding.heads {
            for row in 0..<rows {
                let start = head * decoding.frames
                for frame in 0..<frames { plane[row * frames + frame] = decoding.attention[row][start + frame] }
            }
            // Standardise each frame over the tokens.
            for frame in 0..<frames {
                var mean: Float = 0
                for row in 0..<rows { mean += plane[row * frames + frame] }
                mean /= Float(rows)
                var variance: Float = 0
                for row in 0..<rows {
                    let difference = plane[row * frames + frame] - mean
                    variance += difference * difference
                }
                let scale = 1 / max(1e-6, (variance / Float(rows)).squareRoot())
                for row in 0..<rows { plane[row * frames + frame] = (plane[row * frames + frame] - mean) * scale }
            }
            for row in 0..<rows {
                let base = row * frames
                for frame in 0..<frames {
                    for offset in 0..<medianWidth {
                        // The edges are mirrored.
                        var at = abs(frame + offset - half)
                        if at >= frames { at = max(0, 2 * frames - 2 - at) }
                        window[offset] = plane[base + at]
                    }
                    insertionSort(&window)
                    sum[base + frame] += window[half]
                }
            }
        }
        let scale = 1 / Float(decoding.heads)
        for index in sum.indices { sum[index] *= scale }
        return sum
    }

    private static func insertionSort(_ values: inout [Float]) {
        for index in 1..<values.count {
            let value = values[index]
            var place = index
            while place > 0, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
    }

    /// The monotone path of the greatest weight through [rows × frames]; the frame at which each row begins.
    private static func path(_ weights: [Float], rows: Int, frames: Int) -> [Int] {
        let width = frames + 1
        var cost = [Float](repeating: .infinity, count: (rows + 1) * width)
        var from = [UInt8](repeating: 0, count: (rows + 1) * width)
        cost[0] = 0
        for row in 1...rows {
            for frame in 1...frames {
                let diagonal = cost[(row - 1) * width + frame - 1]
                let up = cost[(row - 1) * width + frame]
                let left = cost[row * width + frame - 1]
                var least = diagonal
                var step: UInt8 = 0
                if up < least { (least, step) = (up, 1) }
                if left < least { (least, step) = (left, 2) }
                cost[row * width + frame] = least - weights[(row - 1) * frames + frame - 1]
                from[row * width + frame] = step
            }
        }
        var starts = [Int](repeating: 0, count: rows)
        var row = rows
        var frame = frames
        while row > 0, frame > 0 {
            starts[row - 1] = frame - 1
            switch from[row * width + frame] {
            case 0: (row, frame) = (row - 1, frame - 1)
            case 1: row -= 1
            default: frame -= 1
            }
        }
        return starts
    }
}
