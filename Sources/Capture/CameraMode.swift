internal import Glibc

/// V4L2's name of a pixel format, four letters.
struct FourCC: Hashable, Sendable, CustomStringConvertible {
    var code: UInt32

    init(code: UInt32) {
        self.code = code
    }

    init(_ name: StaticString) {
        precondition(name.utf8CodeUnitCount == 4, "a pixel format has four letters")
        code = name.withUTF8Buffer { UInt32($0[0]) | UInt32($0[1]) << 8 | UInt32($0[2]) << 16 | UInt32($0[3]) << 24 }
    }

    var description: String {
        String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * $0)) }.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
    }

    static let yu12 = FourCC("YU12")
    static let jpeg = FourCC("JPEG")
    static let mjpeg = FourCC("MJPG")

    var isJPEG: Bool { self == .jpeg || self == .mjpeg }
}

/// One way in which a camera can be run.
struct CameraMode: Equatable, Sendable {
    var format: FourCC
    var width: Int
    var height: Int
    /// Frames a second; nil: the camera does not say.
    var rate: Double?

    /// What libv4lconvert makes YU12 of, the cheapest first; then what has no colours.
    static let formats = [
        FourCC.yu12, FourCC("YV12"), FourCC("NV12"), FourCC("YUYV"), FourCC("UYVY"), FourCC("YVYU"), FourCC("NV16"), FourCC("NV61"),
        FourCC("RGB3"), FourCC("BGR3"), FourCC("RGBP"), FourCC("BGR4"), FourCC("RGB4"), FourCC("XR24"), FourCC("BX24"), .mjpeg, .jpeg,
        FourCC("BA81"), FourCC("GBRG"), FourCC("GRBG"), FourCC("RGGB"), FourCC("GREY"), FourCC("Y16 "),
    ]

    /// The mode nearest to what is asked: a wrong size weighs like too few frames, in doublings; too many frames, and a format that
    /// costs more to convert, decide only between equals.
    static func nearest(to wanted: CameraSpecification, among modes: [CameraMode]) -> CameraMode? {
        modes.filter { formats.contains($0.format) }.min { $0.distance(to: wanted) < $1.distance(to: wanted) }
    }

    func distance(to wanted: CameraSpecification) -> Double {
        let size = abs(log2(Double(width) / Double(wanted.width))) + abs(log2(Double(height) / Double(wanted.height)))
        // A rate that is not known may be the right one.
        let speed = log2((rate ?? wanted.rate) / wanted.rate)
        let order = Self.formats.firstIndex(of: format) ?? Self.formats.count
        // A hundredth of a frame is no lack: cameras say 29.97 and mean 30.
        return size + (speed < -0.01 ? -speed : speed / 100) + Double(order) / 10_000
    }
}
