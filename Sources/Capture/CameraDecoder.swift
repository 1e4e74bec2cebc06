internal import CV4L2
internal import Media

/// Why a picture was left out.
struct BrokenPicture: Error, Equatable {
    var why: String

    init(_ why: String) {
        self.why = why
    }
}

/// A camera's own pixel format to YU12, through libv4lconvert: straight from the driver's memory into the frame's. This is the one
/// copy between driver and tensor (a camera that must be flipped or cropped gets a second one inside the library).
final class CameraDecoder {
    /// Even, as the colours stand for two pixels each way.
    let width: Int
    let height: Int
    private let converter: OpaquePointer
    private var source: v4l2_format
    private var target: v4l2_format

    init(_ device: CameraDevice, format: v4l2_format) throws(CaptureError) {
        guard let converter = v4lconvert_create(device.number) else {
            throw CaptureError(
                code: .giveUp, operation: "v4lconvert_create", status: 0, message: "camera \(device.name): no memory to convert its pictures")
        }
        self.converter = converter
        source = format
        width = Int(format.fmt.pix.width) & ~1
        height = Int(format.fmt.pix.height) & ~1
        target = format
        target.fmt.pix.pixelformat = FourCC.yu12.code
        target.fmt.pix.width = UInt32(width)
        target.fmt.pix.height = UInt32(height)
        target.fmt.pix.bytesperline = UInt32(width)
        target.fmt.pix.sizeimage = UInt32(VideoFrame.Layout.i420.byteCount(width: width, height: height))
    }

    deinit { v4lconvert_destroy(converter) }

    func decode(_ bytes: UnsafeMutableRawBufferPointer, pool: PixelPool) throws(BrokenPicture) -> PixelMemory {
        let isJPEG = FourCC(code: source.fmt.pix.pixelformat).isJPEG
        if isJPEG, !JPEGEnd.isThere(UnsafeRawBufferPointer(bytes)) {
            throw BrokenPicture("a JPEG of \(bytes.count) bytes is cut short")
        }
        if !isJPEG, bytes.count < Int(source.fmt.pix.sizeimage) {
            throw BrokenPicture("a picture is cut short: \(bytes.count) of \(source.fmt.pix.sizeimage) bytes")
        }
        return try pool.memory(count: VideoFrame.Layout.i420.byteCount(width: width, height: height)) { memory throws(BrokenPicture) in
            // SAFETY: libv4lconvert reads at most the source's bytes and writes at most the target's.
            let written = v4lconvert_convert(
                converter, &source, &target, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count),
                memory.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(memory.count))
            guard written >= memory.count else {
                let words = v4lconvert_get_error_message(converter).map { String(cString: $0) } ?? ""
                throw BrokenPicture("a picture cannot be converted (\(words.split(separator: "\n").first ?? "too few bytes"))")
            }
        }
    }
}
