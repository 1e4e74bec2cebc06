internal import CV4L2

/// Planar pictures whose rows end in padding, as some boards' cameras give them. libv4lconvert takes no notice of that, and the picture
/// would lean: the rows are drawn together first, which is such a camera's one copy more.
struct RowPadding {
    private let planes: [Plane]
    /// Bytes of the padded picture, and of the same without padding.
    let paddedBytes: Int
    let bytes: Int

    private struct Plane {
        var stride: Int
        var width: Int
        var rows: Int
    }

    /// nil: the rows have no padding, or libv4lconvert can deal with it.
    init?(_ format: v4l2_format) {
        let width = Int(format.fmt.pix.width)
        let height = Int(format.fmt.pix.height)
        let stride = Int(format.fmt.pix.bytesperline)
        guard stride > width else { return nil }
        let luma = Plane(stride: stride, width: width, rows: height)
        let quarter = Plane(stride: stride / 2, width: width / 2, rows: height / 2)
        switch FourCC(code: format.fmt.pix.pixelformat) {
        case FourCC("YU12"), FourCC("YV12"): planes = [luma, quarter, quarter]
        case FourCC("NV12"): planes = [luma, Plane(stride: stride, width: width, rows: height / 2)]
        case FourCC("NV16"), FourCC("NV61"): planes = [luma, luma]
        case FourCC("GREY"): planes = [luma]
        default: return nil
        }
        paddedBytes = planes.reduce(0) { $0 + $1.stride * $1.rows }
        bytes = planes.reduce(0) { $0 + $1.width * $1.rows }
    }

    /// Copies the pixels of `padded`, which has `paddedBytes`, to `target`, which has room for `bytes`.
    func strip(_ padded: UnsafeMutableRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
        var from = 0
        var to = 0
        for plane in planes {
            for _ in 0..<plane.rows {
                target[to..<to + plane.width].copyBytes(from: padded[from..<from + plane.width])
                from += plane.stride
                to += plane.width
            }
        }
    }
}
