internal import CFFmpeg
internal import Media

/// FFmpeg's decoded pictures of any pixel format to the two that frames have, through libswscale: straight into the frame's memory.
final class PictureScaler {
    private var context: OpaquePointer?
    private var input = Input()

    private struct Input: Equatable {
        var width: Int32 = 0
        var height: Int32 = 0
        var format: Int32 = -1
        var matrix = AVCOL_SPC_UNSPECIFIED.rawValue
        var range = AVCOL_RANGE_UNSPECIFIED.rawValue
        var layout = VideoFrame.Layout.i420
    }

    deinit { sws_freeContext(context) }

    /// The picture in memory of the pool. In YUV of half the resolution, except where it keeps its colours whole or has an odd size.
    func picture(
        _ frame: UnsafeMutablePointer<AVFrame>, keepsColours: Bool, pool: PixelPool
    ) throws(BrokenPicture) -> CameraPicture {
        let width = Int(frame.pointee.width)
        let height = Int(frame.pointee.height)
        guard width > 0, height > 0, width <= CameraLimits.side, height <= CameraLimits.side else {
            throw BrokenPicture("a picture is \(width) × \(height)")
        }
        // swscale's short way from NV12 writes whole vectors and faults where a row begins between two.
        let isTooNarrow = [AV_PIX_FMT_NV12, AV_PIX_FMT_NV21].map(\.rawValue).contains(frame.pointee.format) && width % 64 != 0
        let layout: VideoFrame.Layout = keepsColours || isTooNarrow || width % 2 != 0 || height % 2 != 0 ? .rgb : .i420
        let pixels = try pool.memory(count: layout.byteCount(width: width, height: height)) { memory throws(BrokenPicture) in
            try convert(frame, layout: layout, into: memory)
        }
        return CameraPicture(width: width, height: height, layout: layout, pixels: pixels)
    }

    /// Copies the picture into `memory`, which has just its size. YUV comes out in video range, as OpenVINO's own conversion
    /// expects it; its matrix stays, since changing that would take two more passes for a hue that no detector minds.
    private func convert(
        _ frame: UnsafeMutablePointer<AVFrame>, layout: VideoFrame.Layout, into memory: UnsafeMutableRawBufferPointer
    ) throws(BrokenPicture) {
        try prepare(frame, layout)
        let width = Int(frame.pointee.width)
        let height = Int(frame.pointee.height)
        guard let base = memory.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var planes: [UnsafeMutablePointer<UInt8>?]
        var strides: [Int32]
        switch layout {
        case .rgb:
            planes = [base, nil, nil, nil]
            strides = [Int32(width * 3), 0, 0, 0]
        case .i420:
            let luma = width * height
            planes = [base, base + luma, base + luma + luma / 4, nil]
            strides = [Int32(width), Int32(width / 2), Int32(width / 2), 0]
        }
        // SAFETY: swscale only reads the frame's planes, and writes `height` rows of the planes laid out above. (That a vectorized
        // last row may end some bytes later is what `PixelMemory` keeps slack for.)
        let rows = withUnsafePointer(to: &frame.pointee.data) { data in
            UnsafeRawPointer(data).withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { sources in
                withUnsafePointer(to: &frame.pointee.linesize) { lines in
                    UnsafeRawPointer(lines).withMemoryRebound(to: Int32.self, capacity: 8) { sourceStrides in
                        sws_scale(context, sources, sourceStrides, 0, Int32(height), &planes, &strides)
                    }
                }
            }
        }
        guard Int(rows) == height else { throw BrokenPicture("its pixels cannot be converted (\(avMessage(rows)))") }
    }

    private func prepare(_ frame: UnsafeMutablePointer<AVFrame>, _ layout: VideoFrame.Layout) throws(BrokenPicture) {
        let wanted = Input(
            width: frame.pointee.width, height: frame.pointee.height, format: frame.pointee.format,
            matrix: frame.pointee.colorspace.rawValue, range: frame.pointee.color_range.rawValue, layout: layout)
        if context != nil, wanted == input { return }
        sws_freeContext(context)
        let target = layout == .rgb ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_YUV420P
        // Accurate, as a still picture's colours are worth a millisecond; a video's are mostly only copied.
        let flags = Int32(SWS_BICUBIC) | (layout == .rgb ? Int32(SWS_ACCURATE_RND) | Int32(SWS_FULL_CHR_H_INT) : 0)
        context = sws_getContext(
            wanted.width, wanted.height, AVPixelFormat(wanted.format), wanted.width, wanted.height, target, flags, nil, nil, nil)
        guard let context else {
            let name = av_get_pix_fmt_name(AVPixelFormat(wanted.format)).map { String(cString: $0) } ?? "unknown"
            throw BrokenPicture("its pixel format (\(name)) cannot be converted")
        }
        input = wanted
        let isFull = wanted.range == AVCOL_RANGE_JPEG.rawValue || Self.fullRange.contains(wanted.format)
        let matrix = sws_getCoefficients(wanted.matrix == AVCOL_SPC_UNSPECIFIED.rawValue ? SWS_CS_DEFAULT : Int32(wanted.matrix))
        // Refused where neither side is YUV; then there is nothing to say.
        _ = sws_setColorspaceDetails(context, matrix, isFull ? 1 : 0, matrix, layout == .rgb ? 1 : 0, 0, 1 << 16, 1 << 16)
    }

    /// FFmpeg's older names for full range.
    private static let fullRange = [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P].map(\.rawValue)
}
