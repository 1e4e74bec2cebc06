internal import CFFmpeg
internal import Media

/// Sound of any media file, video too, through FFmpeg's libraries: the track that FFmpeg thinks best.
final class MediaFileReader {
    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var packet: UnsafeMutablePointer<AVPacket>?
    private var frame: UnsafeMutablePointer<AVFrame>?
    private var resampler: Resampler?
    private var resamplerInput = ""
    private let path: String
    private let stream: UnsafeMutablePointer<AVStream>
    private var isDraining = false
    private var atEnd = false
    private var brokenPackets = 0
    private var decodedFrames: Int64 = 0
    /// Silence that goes before the first sample, as the sound track starts after the file does.
    private var silenceFrames = 0
    private let silence: UnsafeMutablePointer<Float>
    private(set) var nonFinite: UInt64 = 0

    private static let silenceChunk = 4096
    private static let longestSilenceSeconds = 24 * 3600.0

    init(path: String, name: String) throws(CaptureError) {
        av_log_set_level(AV_LOG_QUIET)
        self.path = path
        var opened: UnsafeMutablePointer<AVFormatContext>?
        // "file:" keeps a name like "http://…" from being fetched.
        var status = avformat_open_input(&opened, "file:" + path, nil, nil)
        guard status == 0, let context = opened else {
            throw CaptureError(
                code: .reconfigure, operation: "avformat_open_input", status: Int(status),
                message: "\(name) is not a media file that libsndfile or FFmpeg can read (\(avMessage(status))); "
                    + "expected sound (WAV, FLAC, OGG, MP3, …) or video with a sound track (MP4, WebM, …)")
        }
        status = avformat_find_stream_info(context, nil)
        var codec: UnsafePointer<AVCodec>?
        if status >= 0 { status = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0) }
        guard status >= 0, let codec, let stream = context.pointee.streams[Int(status)] else {
            avformat_close_input(&opened)
            throw CaptureError(
                code: .reconfigure, operation: "av_find_best_stream", status: Int(status),
                message: status == taichu_av_error_no_stream()
                    ? "\(name) has no sound track; name a file with sound"
                    : "\(name) has no sound track that FFmpeg can decode (\(avMessage(status)))")
        }
        var decoder = avcodec_alloc_context3(codec)
        status = avcodec_parameters_to_context(decoder, stream.pointee.codecpar)
        decoder?.pointee.thread_count = 1
        decoder?.pointee.pkt_timebase = stream.pointee.time_base
        if status >= 0 { status = avcodec_open2(decoder, codec, nil) }
        guard status >= 0 else {
            avcodec_free_context(&decoder)
            avformat_close_input(&opened)
            throw CaptureError(
                code: .reconfigure, operation: "avcodec_open2", status: Int(status),
                message: "\(name): its sound track (\(String(cString: codec.pointee.name))) "
                    + "cannot be decoded (\(avMessage(status)))")
        }
        // The demuxer need not read pictures from the disk.
        for index in 0..<Int(context.pointee.nb_streams) where context.pointee.streams[index] != stream {
            context.pointee.streams[index]?.pointee.discard = AVDISCARD_ALL
        }
        format = opened
        self.decoder = decoder
        self.stream = stream
        packet = av_packet_alloc()
        frame = av_frame_alloc()
        silence = .allocate(capacity: Self.silenceChunk)
        silence.initialize(repeating: 0, count: Self.silenceChunk)
    }

    deinit {
        av_frame_free(&frame)
        av_packet_free(&packet)
        avcodec_free_context(&decoder)
        avformat_close_input(&format)
        silence.deallocate()
    }

    var duration: Double? {
        guard let duration = format?.pointee.duration, duration > 0, duration != taichu_av_no_timestamp() else { return nil }
        return Double(duration) / Double(AV_TIME_BASE)
    }

    var detail: String {
        guard let parameters = stream.pointee.codecpar?.pointee else { return "" }
        let codec = avcodec_get_name(parameters.codec_id).map { String(cString: $0) } ?? "?"
        return "\(codec), \(parameters.sample_rate) Hz, \(parameters.ch_layout.nb_channels) ch"
    }

    /// One line about what could not be decoded; to be asked at the end.
    var complaint: String? {
        if decodedFrames == 0 { return "no sound in it could be decoded" }
        return brokenPackets > 0 ? "\(brokenPackets) broken packets were left out" : nil
    }

    /// The next samples; empty ones do not mean the end, nil does.
    func next() throws(CaptureError) -> UnsafeBufferPointer<Float>? {
        if silenceFrames > 0 {
            let count = min(silenceFrames, Self.silenceChunk)
            silenceFrames -= count
            return UnsafeBufferPointer(start: silence, count: count)
        }
        if let frame, hasPendingFrame {
            hasPendingFrame = false
            return try convert(frame)
        }
        while !atEnd {
            let status = avcodec_receive_frame(decoder, frame)
            if status == 0, let frame {
                decodedFrames += Int64(frame.pointee.nb_samples)
                if decodedFrames == Int64(frame.pointee.nb_samples) {
                    silenceFrames = leadingSilence(frame)
                    if silenceFrames > 0 {
                        hasPendingFrame = true
                        return try next()
                    }
                }
                return try convert(frame)
            }
            if status == taichu_av_error_end() || isDraining && status != taichu_av_error_again() {
                atEnd = true
                return resampler?.flush()
            }
            if status != taichu_av_error_again() { brokenPackets += 1 }
            feed()
        }
        return nil
    }

    private var hasPendingFrame = false

    /// Gives the decoder the track's next packet, or tells it that there are no more.
    private func feed() {
        while true {
            guard av_read_frame(format, packet) >= 0, let packet else {
                // The end, or damage that the demuxer cannot pass: what was decoded stands.
                isDraining = true
                avcodec_send_packet(decoder, nil)
                return
            }
            defer { av_packet_unref(packet) }
            guard packet.pointee.stream_index == stream.pointee.index else { continue }
            if avcodec_send_packet(decoder, packet) < 0 {
                brokenPackets += 1
                continue
            }
            return
        }
    }

    private func convert(_ frame: UnsafeMutablePointer<AVFrame>) throws(CaptureError) -> UnsafeBufferPointer<Float> {
        let sampleFormat = AVSampleFormat(frame.pointee.format)
        let layout = frame.pointee.ch_layout
        let channels = Int(layout.nb_channels)
        let rate = Int(frame.pointee.sample_rate)
        // Broadcasts change their format midway.
        let input = "\(sampleFormat.rawValue) \(channels) \(rate)"
        if resampler == nil || input != resamplerInput {
            resampler = try Resampler(
                rate: rate, channels: channels, format: sampleFormat,
                layout: layout.order == AV_CHANNEL_ORDER_UNSPEC ? nil : layout)
            resamplerInput = input
        }
        guard let resampler, let planes = frame.pointee.extended_data else { return UnsafeBufferPointer(start: nil, count: 0) }
        let count = Int(frame.pointee.nb_samples)
        if sampleFormat == AV_SAMPLE_FMT_FLT || sampleFormat == AV_SAMPLE_FMT_FLTP {
            nonFinite += silenceNonFinite(frame, planar: sampleFormat == AV_SAMPLE_FMT_FLTP, channels: channels, count: count)
        }
        // SAFETY: swresample only reads the planes; its parameter differs from FFmpeg's frame in constness alone.
        return UnsafeMutableRawPointer(planes).withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: channels) {
            resampler.convert($0, frames: count)
        }
    }

    private func silenceNonFinite(
        _ frame: UnsafeMutablePointer<AVFrame>, planar: Bool, channels: Int, count: Int
    ) -> UInt64 {
        guard av_frame_make_writable(frame) == 0, let planes = frame.pointee.extended_data else { return 0 }
        let planeCount = planar ? channels : 1
        let planeSamples = planar ? count : count * channels
        var bad: UInt64 = 0
        for index in 0..<planeCount {
            guard let plane = planes[index] else { continue }
            // SAFETY: the frame's format says that its planes hold this many floats.
            plane.withMemoryRebound(to: Float.self, capacity: planeSamples) {
                bad += Capture.silenceNonFinite($0, count: planeSamples)
            }
        }
        return bad
    }

    /// 16 kHz frames from the file's start to the first sample.
    private func leadingSilence(_ frame: UnsafeMutablePointer<AVFrame>) -> Int {
        let none = taichu_av_no_timestamp()
        guard let start = format?.pointee.start_time, start != none, frame.pointee.pts != none else { return 0 }
        let base = stream.pointee.time_base
        let first = Double(frame.pointee.pts) * Double(base.num) / Double(base.den)
        let seconds = first - Double(start) / Double(AV_TIME_BASE)
        guard seconds > 0, seconds < Self.longestSilenceSeconds else { return 0 }
        return Int(seconds * Double(AudioFormat.sampleRate))
    }
}
