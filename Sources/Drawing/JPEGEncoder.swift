private import CDrawing
package import Foundation
package import Media

/// Pictures as JPEG, through libjpeg-turbo. Keeps its buffers from picture to picture; for one user at a time.
package struct JPEGEncoder: ~Copyable {
    private let handle: tjhandle
    /// 1…100.
    package var quality: Int

    package init(quality: Int = 80) throws(DrawingError) {
        guard let handle = tjInitCompress() else { throw DrawingError("libjpeg-turbo does not start: \(Self.reason(nil))") }
        self.handle = handle
        self.quality = quality
    }

    deinit { tjDestroy(handle) }

    /// A camera's frame: planar YUV is taken as it is.
    package mutating func encode(_ frame: VideoFrame) throws(DrawingError) -> Data {
        let (width, height) = (Int32(frame.width), Int32(frame.height))
        return try compress("picture \(frame.number)") { handle, output, size in
            frame.pixels.withBytes { bytes in
                let base = bytes.bindMemory(to: UInt8.self).baseAddress
                return switch frame.layout {
                case .rgb:
                    tjCompress2(handle, base, width, width * 3, height, Int32(TJPF_RGB.rawValue), &output, &size, Int32(TJSAMP_420.rawValue), Int32(quality), 0)
                // No padding between rows.
                case .i420:
                    tjCompressFromYUV(handle, base, width, 1, height, Int32(TJSAMP_420.rawValue), &output, &size, Int32(quality), 0)
                }
            }
        }
    }

    /// A drawn picture.
    package mutating func encode(_ canvas: Canvas) throws(DrawingError) -> Data {
        try compress("the drawn picture") { handle, output, size in
            canvas.withPixels { bytes, stride in
                tjCompress2(
                    handle, bytes, Int32(canvas.width), Int32(stride), Int32(canvas.height), Int32(TJPF_BGRX.rawValue), &output, &size,
                    Int32(TJSAMP_444.rawValue), Int32(quality), 0)
            }
        }
    }

    private func compress(
        _ what: String, _ body: (tjhandle, inout UnsafeMutablePointer<UInt8>?, inout UInt) -> Int32
    ) throws(DrawingError) -> Data {
        var output: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        let status = body(handle, &output, &size)
        defer { tjFree(output) }
        guard status == 0, let output else { throw DrawingError("\(what) cannot be written as JPEG: \(Self.reason(handle))") }
        return Data(bytes: output, count: Int(size))
    }

    private static func reason(_ handle: tjhandle?) -> String { String(cString: tjGetErrorStr2(handle)) }
}
