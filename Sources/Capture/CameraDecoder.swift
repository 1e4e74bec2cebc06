internal import CV4L2
internal import Glibc
internal import Media

/// Why a picture was left out.
struct BrokenPicture: Error, Equatable {
    var why: String

    init(_ why: String) {
        self.why = why
    }
}

/// A camera's raw pixel format to YU12, through libv4lconvert: straight from the driver's memory into the frame's. This is the one
/// copy between driver and tensor (a camera that must be flipped or cropped gets a second one inside the library).
final class CameraDecoder {
    /// Even, as the colours stand for two pixels each way.
    private let width: Int
    private let height: Int
    private let device: CameraDevice
    private let converter: OpaquePointer
    private let padding: RowPadding?
    private let stripped: UnsafeMutableRawBufferPointer
    private var source: v4l2_format
    private var target: v4l2_format

    init(_ device: CameraDevice, format: v4l2_format) throws(CaptureError) {
        // The library asks the camera about its peculiarities through the same way as everybody here.
        let asker = Unmanaged.passUnretained(device).toOpaque()
        guard let converter = v4lconvert_create_with_dev_ops(device.number, asker, Self.calls.pointer) else {
            throw CaptureError(
                code: .giveUp, operation: "v4lconvert_create", status: 0, message: "camera \(device.name): no memory to convert its pictures")
        }
        self.device = device
        self.converter = converter
        padding = RowPadding(format)
        stripped = .allocate(byteCount: padding?.bytes ?? 0, alignment: 64)
        source = format
        if let padding {
            source.fmt.pix.bytesperline = format.fmt.pix.width
            source.fmt.pix.sizeimage = UInt32(padding.bytes)
        }
        width = Int(format.fmt.pix.width) & ~1
        height = Int(format.fmt.pix.height) & ~1
        target = format
        target.fmt.pix.pixelformat = FourCC.yu12.code
        target.fmt.pix.width = UInt32(width)
        target.fmt.pix.height = UInt32(height)
        target.fmt.pix.bytesperline = UInt32(width)
        target.fmt.pix.sizeimage = UInt32(VideoFrame.Layout.i420.byteCount(width: width, height: height))
    }

    deinit {
        v4lconvert_destroy(converter)
        stripped.deallocate()
    }

    func decode(_ bytes: UnsafeMutableRawBufferPointer, pool: PixelPool) throws(BrokenPicture) -> CameraPicture {
        let needed = padding?.paddedBytes ?? Int(source.fmt.pix.sizeimage)
        guard bytes.count >= needed else { throw BrokenPicture("a picture is cut short: \(bytes.count) of \(needed) bytes") }
        if let padding { padding.strip(bytes, into: stripped) }
        let bytes = padding == nil ? bytes : stripped
        let pixels = try pool.memory(count: VideoFrame.Layout.i420.byteCount(width: width, height: height)) { memory throws(BrokenPicture) in
            // SAFETY: libv4lconvert reads at most the source's bytes and writes at most the target's.
            let written = v4lconvert_convert(
                converter, &source, &target, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count),
                memory.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(memory.count))
            guard written >= memory.count else {
                let words = v4lconvert_get_error_message(converter).map { String(cString: $0) } ?? ""
                throw BrokenPicture("a picture cannot be converted (\(words.split(separator: "\n").first ?? "too few bytes"))")
            }
        }
        return CameraPicture(width: width, height: height, layout: .i420, pixels: pixels)
    }

    private static let calls = Calls()

    /// libv4lconvert's table of calls, which must stay where it is.
    // SAFETY: Sendable although it holds a pointer: the table is never changed.
    private struct Calls: @unchecked Sendable {
        let pointer: UnsafePointer<libv4l_dev_ops>

        init() {
            let table = UnsafeMutablePointer<libv4l_dev_ops>.allocate(capacity: 1)
            table.initialize(to: libv4l_dev_ops())
            table.pointee.`init` = { _ in nil }
            table.pointee.close = { _ in }
            table.pointee.ioctl = { asker, _, request, argument in
                guard let asker, let argument else { return -1 }
                // SAFETY: the device outlives the converter, which is the only one to call this.
                let status = Unmanaged<CameraDevice>.fromOpaque(asker).takeUnretainedValue().control(request, argument)
                if status < 0 { errno = -status }
                return status < 0 ? -1 : 0
            }
            pointer = UnsafePointer(table)
        }
    }
}
