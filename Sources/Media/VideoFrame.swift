/// One picture of a camera, as the mailbox hands it on. A value; its pixels are shared, not copied.
package struct VideoFrame: Sendable {
    /// How the pixels lie in memory. Rows have no padding.
    package enum Layout: String, Sendable {
        /// Planar YUV 4:2:0 (V4L2's YU12): luma [height × width], then U and V [height/2 × width/2] each. Width and height are even.
        case i420
        /// Interleaved red, green, blue, one byte each: [height × width × 3].
        case rgb

        package func byteCount(width: Int, height: Int) -> Int {
            switch self {
            case .i420: width * height * 3 / 2
            case .rgb: width * height * 3
            }
        }
    }

    package var width: Int
    package var height: Int
    package var layout: Layout
    package var pixels: PixelMemory
    /// Number of the frame in its source, from 0; the source's own count, so that a skipped frame leaves a hole.
    package var number: UInt64
    /// Monotonic time of the exposure: the driver's stamp where it has one.
    package var capturedAt: MediaInstant

    package init(width: Int, height: Int, layout: Layout, pixels: PixelMemory, number: UInt64, capturedAt: MediaInstant) {
        precondition(pixels.count == layout.byteCount(width: width, height: height))
        self.width = width
        self.height = height
        self.layout = layout
        self.pixels = pixels
        self.number = number
        self.capturedAt = capturedAt
    }
}
