internal import CFFmpeg
internal import Media
internal import Rings

/// Pictures of a file or a network stream through FFmpeg's libraries: the video track that FFmpeg thinks best, or the one picture.
final class CameraPictureReader {
    /// A picture with its place on the time line of its file.
    struct Timed {
        var picture: CameraPicture
        /// Seconds since the file's first picture.
        var seconds: Double
    }

    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var packet: UnsafeMutablePointer<AVPacket>?
    private var frame: UnsafeMutablePointer<AVFrame>?
    private let stream: UnsafeMutablePointer<AVStream>
    private let interruption: Interruption
    private let scaler = PictureScaler()
    private let name: String
    private var isDraining = false
    private var first: Double?
    private var last = 0.0
    private var read: Int64 = 0
    /// What ended the stream, where it was not its end.
    private(set) var failure: Int32 = 0

    /// One picture without a time.
    let isStill: Bool

    /// What FFmpeg takes for pictures and is text drawn as a terminal would.
    private static let textFormats: Set<String> = ["tty", "bin", "xbin", "idf", "adf"]

    /// - Parameters:
    ///   - address: a path, or a stream's URL.
    ///   - name: what messages call it.
    ///   - stopBell: ends a read that waits for the network, at once when rung.
    init(_ address: String, isStream: Bool, name: String, stopBell: EventDescriptor) throws(CaptureError) {
        av_log_set_level(AV_LOG_QUIET)
        self.name = name
        interruption = Interruption(stopBell: stopBell, seconds: isStream ? Self.patience : nil)
        var opened = avformat_alloc_context()
        opened?.pointee.interrupt_callback = interruption.callback
        var options: OpaquePointer?
        defer { av_dict_free(&options) }
        if isStream {
            // Pictures over UDP come torn where the network is busy.
            av_dict_set(&options, "rtsp_transport", "tcp", 0)
            // Pictures that are only looked at to guess the rate are old when they are shown.
            av_dict_set(&options, "analyzeduration", "500000", 0)
            av_dict_set(&options, "fflags", "nobuffer", 0)
            av_dict_set(&options, "timeout", String(Int(Self.patience * 1_000_000)), 0)
        } else {
            // A name with a % or * in it is a name.
            av_dict_set(&options, "pattern_type", "none", 0)
        }
        // "file:" keeps a name like "http://…" from being fetched.
        interruption.begin()
        var status = avformat_open_input(&opened, isStream ? address : "file:" + address, nil, &options)
        guard status == 0, let context = opened else {
            throw isStream ? Self.unreachable(name, status) : Self.unreadable(name, status)
        }
        let kind = context.pointee.iformat.pointee.name.map { String(cString: $0) } ?? ""
        if Self.textFormats.contains(kind) {
            avformat_close_input(&opened)
            throw Self.unreadable(name, 0)
        }
        interruption.begin()
        status = avformat_find_stream_info(context, nil)
        var codec: UnsafePointer<AVCodec>?
        if status >= 0 { status = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0) }
        guard status >= 0, let codec, let stream = context.pointee.streams[Int(status)] else {
            avformat_close_input(&opened)
            throw CaptureError(
                code: .reconfigure, operation: "av_find_best_stream", status: Int(status),
                message: status == taichu_av_error_no_stream()
                    ? "\(name) has no pictures; expected a video or a picture"
                    : "\(name) has no pictures that FFmpeg can decode (\(avMessage(status)))")
        }
        let width = stream.pointee.codecpar.pointee.width
        let height = stream.pointee.codecpar.pointee.height
        guard width > 0, height > 0 else {
            avformat_close_input(&opened)
            throw isStream ? Self.unreachable(name, 0) : Self.unreadable(name, 0, "its pictures would be \(width) × \(height)")
        }
        guard width <= CameraLimits.side, height <= CameraLimits.side else {
            avformat_close_input(&opened)
            throw CaptureError(
                code: .reconfigure, operation: "avformat_find_stream_info", status: 0,
                message: "\(name): its pictures are \(width) × \(height); expected at most \(CameraLimits.side) × \(CameraLimits.side)")
        }
        var decoder = avcodec_alloc_context3(codec)
        status = avcodec_parameters_to_context(decoder, stream.pointee.codecpar)
        // More threads would only hold back frames, and belong to the recognizer.
        decoder?.pointee.thread_count = 1
        decoder?.pointee.max_pixels = Int64(CameraLimits.pixels)
        decoder?.pointee.pkt_timebase = stream.pointee.time_base
        if status >= 0 { status = avcodec_open2(decoder, codec, nil) }
        guard status >= 0 else {
            avcodec_free_context(&decoder)
            avformat_close_input(&opened)
            throw CaptureError(
                code: .reconfigure, operation: "avcodec_open2", status: Int(status),
                message: "\(name): its pictures (\(String(cString: codec.pointee.name))) cannot be decoded (\(avMessage(status)))")
        }
        // The demuxer need not read sound.
        for index in 0..<Int(context.pointee.nb_streams) where context.pointee.streams[index] != stream {
            context.pointee.streams[index]?.pointee.discard = AVDISCARD_ALL
        }
        format = opened
        self.decoder = decoder
        self.stream = stream
        isStill = kind == "image2" || kind.hasSuffix("_pipe")
        packet = av_packet_alloc()
        frame = av_frame_alloc()
    }

    deinit {
        av_frame_free(&frame)
        av_packet_free(&packet)
        avcodec_free_context(&decoder)
        avformat_close_input(&format)
    }

    /// Seconds that a stream may say nothing: a camera of one frame a second, with a hiccup.
    private static let patience = 10.0

    var duration: Double? {
        guard !isStill, let duration = format?.pointee.duration, duration > 0, duration != taichu_av_no_timestamp() else { return nil }
        return Double(duration) / Double(AV_TIME_BASE)
    }

    /// Frames a second, as the file says; nil: it does not.
    var rate: Double? {
        let rate = stream.pointee.avg_frame_rate
        return isStill || rate.num <= 0 || rate.den <= 0 ? nil : Double(rate.num) / Double(rate.den)
    }

    /// "h264, 640 × 480, 25.00 frames/s"
    var detail: String {
        guard let parameters = stream.pointee.codecpar?.pointee else { return "" }
        let codec = avcodec_get_name(parameters.codec_id).map { String(cString: $0) } ?? "?"
        return "\(codec), \(parameters.width) × \(parameters.height)" + (rate.map { ", \(formatted($0)) frames/s" } ?? "")
    }

    /// The next picture; nil at the end, or when stopped. What is damaged is thrown, and reading can go on.
    func next(pool: PixelPool) throws(BrokenPicture) -> Timed? {
        while let frame, let decoder {
            let status = avcodec_receive_frame(decoder, frame)
            if status == 0 {
                defer { av_frame_unref(frame) }
                return try picture(frame, pool)
            }
            if status == taichu_av_error_end() || isDraining && status != taichu_av_error_again() { return nil }
            if status != taichu_av_error_again() { throw BrokenPicture("a picture cannot be decoded (\(avMessage(status)))") }
            try feed()
        }
        return nil
    }

    /// Gives the decoder the track's next packet, or tells it that there are no more.
    private func feed() throws(BrokenPicture) {
        while true {
            interruption.begin()
            let status = av_read_frame(format, packet)
            guard status >= 0, let packet else {
                if status != taichu_av_error_end() { failure = status }
                isDraining = true
                avcodec_send_packet(decoder, nil)
                return
            }
            defer { av_packet_unref(packet) }
            guard packet.pointee.stream_index == stream.pointee.index else { continue }
            if stream.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_MJPEG, let data = packet.pointee.data,
                !JPEGEnd.isThere(UnsafeRawBufferPointer(start: data, count: Int(packet.pointee.size)))
            {
                throw BrokenPicture("a JPEG of \(packet.pointee.size) bytes is cut short")
            }
            let sent = avcodec_send_packet(decoder, packet)
            guard sent >= 0 else { throw BrokenPicture("a picture cannot be decoded (\(avMessage(sent)))") }
            return
        }
    }

    private func picture(_ frame: UnsafeMutablePointer<AVFrame>, _ pool: PixelPool) throws(BrokenPicture) -> Timed {
        let seconds = place(frame)
        // Without its reference, or with holes: what a decoder makes up is not what the camera saw.
        guard frame.pointee.flags & AV_FRAME_FLAG_CORRUPT == 0, frame.pointee.decode_error_flags == 0 else {
            throw BrokenPicture("a picture is damaged")
        }
        // Stills keep their colours whole.
        return Timed(picture: try scaler.picture(frame, keepsColours: isStill, pool: pool), seconds: seconds)
    }

    /// Seconds since the first picture. Where the file does not say, frames follow each other at its rate; time never runs back.
    private func place(_ frame: UnsafeMutablePointer<AVFrame>) -> Double {
        let base = stream.pointee.time_base
        let stamp = frame.pointee.best_effort_timestamp
        defer { read += 1 }
        let step = 1 / (rate ?? 25)
        guard stamp != taichu_av_no_timestamp(), base.den > 0 else {
            last = read == 0 ? 0 : last + step
            return last
        }
        let time = Double(stamp) * Double(base.num) / Double(base.den)
        let start = first ?? time
        first = start
        last = max(last, time - start)
        return last
    }

    private static func unreadable(_ name: String, _ status: Int32, _ why: String? = nil) -> CaptureError {
        let why = why ?? (status == 0 ? nil : avMessage(status))
        return CaptureError(
            code: .reconfigure, operation: "avformat_open_input", status: Int(status),
            message: "\(name) is not a picture or video that FFmpeg can read" + (why.map { " (\($0))" } ?? "")
                + "; expected a picture (JPEG, PNG, …) or a video (MP4, MKV, WebM, …)")
    }

    private static func unreachable(_ name: String, _ status: Int32) -> CaptureError {
        CaptureError(
            code: .reconfigure, operation: "avformat_open_input", status: Int(status),
            message: "no camera answers at \(name) (\(status == 0 ? "it sends no pictures" : avMessage(status))); "
                + "expected an RTSP server there; see that it runs, and that address, port, path and password are right")
    }
}

/// Lets FFmpeg's blocking reads end: when the source is stopped, and when nothing came for too long.
private final class Interruption {
    private let stopBell: EventDescriptor
    private let nanoseconds: Int64?
    private var deadline = Int64.max

    init(stopBell: EventDescriptor, seconds: Double?) {
        self.stopBell = stopBell
        nanoseconds = seconds.map { Int64($0 * 1e9) }
    }

    /// A new read begins.
    func begin() {
        if let nanoseconds { deadline = MonotonicClock().now().nanoseconds + nanoseconds }
    }

    /// Holds this object unretained: it must outlive the context that it is given to.
    var callback: AVIOInterruptCB {
        AVIOInterruptCB(
            callback: { opaque in
                guard let opaque else { return 0 }
                let interruption = Unmanaged<Interruption>.fromOpaque(opaque).takeUnretainedValue()
                return interruption.isOver ? 1 : 0
            }, opaque: Unmanaged.passUnretained(self).toOpaque())
    }

    private var isOver: Bool { stopBell.isRung || MonotonicClock().now().nanoseconds > deadline }
}
