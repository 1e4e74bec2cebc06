internal import CFFmpeg
internal import Media

/// A camera's JPEGs, through FFmpeg: libv4lconvert refuses several samplings, and passes on full range for video range.
///
/// The decoder writes the picture, swscale brings it to YU12 in the frame's memory: two copies between driver and tensor.
final class JPEGDecoder {
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var packet: UnsafeMutablePointer<AVPacket>?
    private var frame: UnsafeMutablePointer<AVFrame>?
    private let scaler = PictureScaler()

    init() throws(CaptureError) {
        av_log_set_level(AV_LOG_QUIET)
        let codec = avcodec_find_decoder(AV_CODEC_ID_MJPEG)
        decoder = avcodec_alloc_context3(codec)
        decoder?.pointee.thread_count = 1
        decoder?.pointee.max_pixels = Int64(CameraLimits.pixels)
        let status = avcodec_open2(decoder, codec, nil)
        guard status >= 0 else {
            avcodec_free_context(&decoder)
            throw CaptureError(
                code: .giveUp, operation: "avcodec_open2", status: Int(status),
                message: "this FFmpeg has no decoder for the camera's JPEG (\(avMessage(status))); expected Debian's libavcodec")
        }
        packet = av_packet_alloc()
        frame = av_frame_alloc()
    }

    deinit {
        av_frame_free(&frame)
        av_packet_free(&packet)
        avcodec_free_context(&decoder)
    }

    /// The picture, of the size that the JPEG itself has.
    func decode(_ bytes: UnsafeMutableRawBufferPointer, pool: PixelPool) throws(BrokenPicture) -> CameraPicture {
        guard JPEGEnd.isThere(UnsafeRawBufferPointer(bytes)) else { throw BrokenPicture("a JPEG of \(bytes.count) bytes is cut short") }
        guard let packet, let frame, let base = bytes.baseAddress else { throw BrokenPicture("a picture is empty") }
        // FFmpeg reads some bytes beyond the end, which the driver's memory need not have: the compressed bytes are copied first.
        var status = av_new_packet(packet, Int32(bytes.count))
        guard status >= 0, let data = packet.pointee.data else { throw BrokenPicture("a picture cannot be decoded (\(avMessage(status)))") }
        UnsafeMutableRawPointer(data).copyMemory(from: base, byteCount: bytes.count)
        defer {
            av_packet_unref(packet)
            av_frame_unref(frame)
        }
        status = avcodec_send_packet(decoder, packet)
        if status >= 0 { status = avcodec_receive_frame(decoder, frame) }
        guard status >= 0 else { throw BrokenPicture("a picture cannot be decoded (\(avMessage(status)))") }
        return try scaler.picture(frame, keepsColours: false, pool: pool)
    }
}
