internal import CFFmpeg
internal import Subtitles

/// The dubbed file: the pictures' packets as they were, new sound, subtitles.
final class DubOutput {
    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var video: UnsafeMutablePointer<AVStream>?
    private var sound: UnsafeMutablePointer<AVStream>?
    private var subtitles: UnsafeMutablePointer<AVStream>?
    private var encoder: UnsafeMutablePointer<AVCodecContext>?
    private var subtitleEncoder: UnsafeMutablePointer<AVCodecContext>?
    private var converter: OpaquePointer?
    private var fifo: OpaquePointer?
    private var packet = av_packet_alloc()
    private var encoded: Int64 = 0
    private let path: String
    private var isOpen = false
    /// Whether the file can hold subtitles.
    var holdsSubtitles: Bool { subtitles != nil }

    /// - Parameter source: gives the pictures' format; without pictures there are none.
    init(path: String, from source: DubInput, wantsSubtitles: Bool, language: String) throws(DubError) {
        self.path = path
        var status = avformat_alloc_output_context2(&format, nil, nil, path)
        guard status >= 0, let context = format, let kind = context.pointee.oformat else {
            throw DubError(.output, "\(path): there is no file format for this name; expected one like .mp4, .mkv, .webm, .m4a or .wav")
        }
        if let original = source.video {
            guard avformat_query_codec(kind, original.pointee.codecpar.pointee.codec_id, FF_COMPLIANCE_NORMAL) == 1, let stream = avformat_new_stream(context, nil) else {
                let name = String(cString: avcodec_get_name(original.pointee.codecpar.pointee.codec_id))
                throw DubError(.output, "\(path): a \(String(cString: kind.pointee.name)) file cannot hold \(name) pictures as they are; name an .mkv file")
            }
            avcodec_parameters_copy(stream.pointee.codecpar, original.pointee.codecpar)
            stream.pointee.codecpar.pointee.codec_tag = 0
            stream.pointee.time_base = original.pointee.time_base
            stream.pointee.avg_frame_rate = original.pointee.avg_frame_rate
            video = stream
        }
        try openSound(context, kind, language)
        if wantsSubtitles { openSubtitles(context, kind, language) }
        status = avio_open(&context.pointee.pb, "file:" + path, AVIO_FLAG_WRITE)
        guard status >= 0 else { throw DubError(.output, "\(path) cannot be written: \(avReason(status)); name a file in a folder where you may write") }
        isOpen = true
        status = avformat_write_header(context, nil)
        guard status >= 0 else { throw DubError(.output, "\(path): its beginning cannot be written: \(avReason(status))") }
    }

    deinit {
        av_packet_free(&packet)
        avcodec_free_context(&encoder)
        avcodec_free_context(&subtitleEncoder)
        swr_free(&converter)
        av_audio_fifo_free(fifo)
        if isOpen { avio_closep(&format!.pointee.pb) }
        avformat_free_context(format)
    }

    private func openSound(_ context: UnsafeMutablePointer<AVFormatContext>, _ kind: UnsafePointer<AVOutputFormat>, _ language: String) throws(DubError) {
        let id = av_guess_codec(kind, nil, path, nil, AVMEDIA_TYPE_AUDIO)
        guard id != AV_CODEC_ID_NONE, let codec = avcodec_find_encoder(id), let stream = avformat_new_stream(context, codec), let encoder = avcodec_alloc_context3(codec) else {
            throw DubError(.output, "\(path): a file of this kind holds no sound that FFmpeg can write; expected .mp4, .mkv, .webm, .m4a or .wav")
        }
        self.encoder = encoder
        encoder.pointee.sample_rate = Int32(DubMixer.rate)
        encoder.pointee.sample_fmt = codec.pointee.sample_fmts?.pointee ?? AV_SAMPLE_FMT_S16
        av_channel_layout_default(&encoder.pointee.ch_layout, Int32(DubMixer.channels))
        encoder.pointee.bit_rate = 160_000
        encoder.pointee.time_base = AVRational(num: 1, den: Int32(DubMixer.rate))
        // Opus and Vorbis of FFmpeg's own are marked as experiments.
        encoder.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
        if kind.pointee.flags & AVFMT_GLOBALHEADER != 0 { encoder.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        var status = avcodec_open2(encoder, codec, nil)
        guard status >= 0 else { throw DubError(.output, "\(path): the encoder \(String(cString: codec.pointee.name)) does not start: \(avReason(status))") }
        avcodec_parameters_from_context(stream.pointee.codecpar, encoder)
        stream.pointee.time_base = encoder.pointee.time_base
        av_dict_set(&stream.pointee.metadata, "language", language, 0)
        sound = stream
        var stereo = AVChannelLayout()
        av_channel_layout_default(&stereo, Int32(DubMixer.channels))
        swr_alloc_set_opts2(
            &converter, &encoder.pointee.ch_layout, encoder.pointee.sample_fmt, encoder.pointee.sample_rate, &stereo, AV_SAMPLE_FMT_FLT, Int32(DubMixer.rate), 0, nil)
        status = swr_init(converter)
        fifo = av_audio_fifo_alloc(encoder.pointee.sample_fmt, Int32(DubMixer.channels), 8192)
        guard status >= 0, fifo != nil else { throw DubError(.output, "\(path): no way from our samples to the encoder's: \(avReason(status))") }
    }

    /// The first form that the file can hold; none is no error.
    private func openSubtitles(_ context: UnsafeMutablePointer<AVFormatContext>, _ kind: UnsafePointer<AVOutputFormat>, _ language: String) {
        guard let id = [AV_CODEC_ID_MOV_TEXT, AV_CODEC_ID_SUBRIP, AV_CODEC_ID_WEBVTT].first(where: { avformat_query_codec(kind, $0, FF_COMPLIANCE_NORMAL) == 1 }),
            let codec = avcodec_find_encoder(id), let encoder = avcodec_alloc_context3(codec)
        else { return }
        subtitleEncoder = encoder
        encoder.pointee.time_base = AVRational(num: 1, den: 1000)
        // Encoders of text take ASS and want its beginning.
        let header = Self.assHeader
        let bytes = header.utf8.count
        let copy = av_mallocz(bytes + 1)!.assumingMemoryBound(to: UInt8.self)
        for (index, byte) in header.utf8.enumerated() { copy[index] = byte }
        encoder.pointee.subtitle_header = copy
        encoder.pointee.subtitle_header_size = Int32(bytes)
        guard avcodec_open2(encoder, codec, nil) >= 0, let stream = avformat_new_stream(context, codec) else { return }
        avcodec_parameters_from_context(stream.pointee.codecpar, encoder)
        stream.pointee.time_base = encoder.pointee.time_base
        av_dict_set(&stream.pointee.metadata, "language", language, 0)
        subtitles = stream
    }

    private static let assHeader = """
        [Script Info]\r
        ScriptType: v4.00+\r
        \r
        [V4+ Styles]\r
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r
        Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0\r
        \r
        [Events]\r
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r

        """

    // MARK: Packets

    /// A packet of the original's pictures, moved so that the file's time begins at 0.
    func copy(_ original: UnsafeMutablePointer<AVPacket>, from stream: UnsafeMutablePointer<AVStream>, origin: Int64) throws(DubError) {
        guard let video else { return }
        let shift = av_rescale_q(origin, AVRational(num: 1, den: AV_TIME_BASE), stream.pointee.time_base)
        if original.pointee.pts != taichu_av_no_timestamp() { original.pointee.pts -= shift }
        if original.pointee.dts != taichu_av_no_timestamp() { original.pointee.dts -= shift }
        av_packet_rescale_ts(original, stream.pointee.time_base, video.pointee.time_base)
        original.pointee.stream_index = video.pointee.index
        original.pointee.pos = -1
        try write(original)
    }

    /// Interleaved frames of sound, in their order.
    func write(_ samples: [Float]) throws(DubError) {
        guard let encoder, !samples.isEmpty else { return }
        var frame = av_frame_alloc()
        defer { av_frame_free(&frame) }
        let frames = Int32(samples.count / DubMixer.channels)
        frame!.pointee.nb_samples = frames
        frame!.pointee.format = encoder.pointee.sample_fmt.rawValue
        av_channel_layout_copy(&frame!.pointee.ch_layout, &encoder.pointee.ch_layout)
        guard av_frame_get_buffer(frame, 0) >= 0 else { throw DubError(.output, "no memory for \(frames) frames of sound") }
        let converted = samples.withUnsafeBytes { bytes in
            var plane: UnsafePointer<UInt8>? = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return swr_convert(converter, frame!.pointee.extended_data, frames, &plane, frames)
        }
        guard converted >= 0 else { throw DubError(.output, "\(path): sound cannot be converted for the encoder: \(avReason(converted))") }
        withVoidPlanes(frame!) { _ = av_audio_fifo_write(fifo, $0, converted) }
        try encode(isEnd: false)
    }

    private func withVoidPlanes(_ frame: UnsafeMutablePointer<AVFrame>, _ body: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Void) {
        UnsafeMutableRawPointer(frame.pointee.extended_data)!.withMemoryRebound(to: UnsafeMutableRawPointer?.self, capacity: DubMixer.channels, body)
    }

    /// Encoders want frames of their own length.
    private func encode(isEnd: Bool) throws(DubError) {
        guard let encoder else { return }
        let length = encoder.pointee.frame_size > 0 ? encoder.pointee.frame_size : 4096
        while av_audio_fifo_size(fifo) >= (isEnd ? 1 : length) {
            var frame = av_frame_alloc()
            defer { av_frame_free(&frame) }
            frame!.pointee.nb_samples = min(length, av_audio_fifo_size(fifo))
            frame!.pointee.format = encoder.pointee.sample_fmt.rawValue
            frame!.pointee.sample_rate = encoder.pointee.sample_rate
            av_channel_layout_copy(&frame!.pointee.ch_layout, &encoder.pointee.ch_layout)
            av_frame_get_buffer(frame, 0)
            let count = frame!.pointee.nb_samples
            withVoidPlanes(frame!) { _ = av_audio_fifo_read(fifo, $0, count) }
            frame!.pointee.pts = encoded
            encoded += Int64(count)
            try send(frame)
        }
        if isEnd { try send(nil) }
    }

    private func send(_ frame: UnsafeMutablePointer<AVFrame>?) throws(DubError) {
        guard let encoder, let sound, let packet else { return }
        let status = avcodec_send_frame(encoder, frame)
        guard status >= 0 || status == taichu_av_error_end() else { throw DubError(.output, "\(path): sound cannot be encoded: \(avReason(status))") }
        while avcodec_receive_packet(encoder, packet) == 0 {
            av_packet_rescale_ts(packet, encoder.pointee.time_base, sound.pointee.time_base)
            packet.pointee.stream_index = sound.pointee.index
            try write(packet)
        }
    }

    /// A subtitle, in the order of their starts.
    func write(_ cue: Cue) throws(DubError) {
        guard let subtitleEncoder, let subtitles, let packet else { return }
        var text = cue.lines.map { $0.replacing("{", with: "(").replacing("}", with: ")") }.joined(separator: "\\N")
        text = "0,0,Default,,0,0,0,,\(text)"
        var rect = AVSubtitleRect()
        rect.type = SUBTITLE_ASS
        let capacity = 64 * 1024
        var written: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
            written = text.withCString { content in
                rect.ass = UnsafeMutablePointer(mutating: content)
                return withUnsafeMutablePointer(to: &rect) { pointer in
                    var rects: UnsafeMutablePointer<AVSubtitleRect>? = pointer
                    return withUnsafeMutablePointer(to: &rects) { list in
                        var subtitle = AVSubtitle()
                        subtitle.num_rects = 1
                        subtitle.rects = list
                        subtitle.end_display_time = UInt32(max(0, (cue.end - cue.start) * 1000))
                        return avcodec_encode_subtitle(subtitleEncoder, buffer.baseAddress, Int32(capacity), &subtitle)
                    }
                }
            }
            used = max(0, Int(written))
        }
        guard written > 0, av_new_packet(packet, written) >= 0 else { throw DubError(.output, "\(path): a subtitle cannot be encoded: \(avReason(written))") }
        bytes.withUnsafeBytes { packet.pointee.data.update(from: $0.baseAddress!.assumingMemoryBound(to: UInt8.self), count: Int(written)) }
        let unit = AVRational(num: 1, den: 1000)
        packet.pointee.pts = Int64((cue.start * 1000).rounded())
        packet.pointee.dts = packet.pointee.pts
        packet.pointee.duration = Int64(((cue.end - cue.start) * 1000).rounded())
        av_packet_rescale_ts(packet, unit, subtitles.pointee.time_base)
        packet.pointee.stream_index = subtitles.pointee.index
        try write(packet)
    }

    private func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(DubError) {
        let status = av_interleaved_write_frame(format, packet)
        guard status >= 0 else { throw DubError(.output, "\(path) cannot be written: \(avReason(status))") }
    }

    /// Everything that waits, and the file's end.
    func finish() throws(DubError) {
        try encode(isEnd: true)
        let status = av_write_trailer(format)
        guard status >= 0 else { throw DubError(.output, "\(path): its end cannot be written: \(avReason(status))") }
        isOpen = false
        let closed = avio_closep(&format!.pointee.pb)
        guard closed >= 0 else { throw DubError(.output, "\(path) cannot be written: \(avReason(closed))") }
    }
}
