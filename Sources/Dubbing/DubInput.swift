internal import CFFmpeg

/// The file that is dubbed: its packets in their order, its sound as 48 kHz stereo.
final class DubInput {
    private(set) var format: UnsafeMutablePointer<AVFormatContext>?
    /// Nil where the file has none.
    private(set) var video: UnsafeMutablePointer<AVStream>?
    private(set) var sound: UnsafeMutablePointer<AVStream>?
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var frame = av_frame_alloc()
    private var resampler: OpaquePointer?
    private var resamplerInput = ""
    /// Frames of sound that were given out so far.
    private(set) var position = 0

    init(path: String) throws(DubError) {
        av_log_set_level(AV_LOG_QUIET)
        // "file:" keeps a name like "http://…" from being fetched.
        var status = avformat_open_input(&format, "file:" + path, nil, nil)
        guard status == 0, let context = format else {
            throw DubError(.input, "\(path) is no media file that FFmpeg can read (\(avReason(status))); expected a video or a sound file")
        }
        status = avformat_find_stream_info(context, nil)
        let picture = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        if picture >= 0, let stream = context.pointee.streams[Int(picture)], stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 { video = stream }
        var codec: UnsafePointer<AVCodec>?
        let best = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0)
        if best >= 0, let codec, let stream = context.pointee.streams[Int(best)] {
            decoder = avcodec_alloc_context3(codec)
            avcodec_parameters_to_context(decoder, stream.pointee.codecpar)
            decoder?.pointee.pkt_timebase = stream.pointee.time_base
            status = avcodec_open2(decoder, codec, nil)
            guard status >= 0 else {
                throw DubError(.input, "\(path): its sound track (\(String(cString: codec.pointee.name))) cannot be decoded (\(avReason(status)))")
            }
            sound = stream
        }
        guard video != nil || sound != nil else { throw DubError(.input, "\(path) has neither pictures nor sound; expected a video or a sound file") }
        for index in 0..<Int(context.pointee.nb_streams) where context.pointee.streams[index] != video && context.pointee.streams[index] != sound {
            context.pointee.streams[index]?.pointee.discard = AVDISCARD_ALL
        }
    }

    deinit {
        av_frame_free(&frame)
        avcodec_free_context(&decoder)
        swr_free(&resampler)
        avformat_close_input(&format)
    }

    /// Seconds; 0 where the file does not say.
    var duration: Double {
        guard let duration = format?.pointee.duration, duration != taichu_av_no_timestamp(), duration > 0 else { return 0 }
        return Double(duration) / Double(AV_TIME_BASE)
    }

    /// Where the file's time begins, in units of `AV_TIME_BASE`.
    var origin: Int64 {
        guard let start = format?.pointee.start_time, start != taichu_av_no_timestamp() else { return 0 }
        return start
    }

    /// The next packet of the picture or the sound; false at the end.
    func read(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
        while av_read_frame(format, packet) >= 0 {
            if packet.pointee.stream_index == video?.pointee.index || packet.pointee.stream_index == sound?.pointee.index { return true }
            av_packet_unref(packet)
        }
        return false
    }

    /// What a packet of sound holds, nil for what still waits inside: interleaved frames from `position` on, with silence where the file has a hole.
    func decode(_ packet: UnsafeMutablePointer<AVPacket>?) -> [Float] {
        guard let frame, decoder != nil else { return [] }
        var samples: [Float] = []
        // A broken packet is passed over; its place becomes silence.
        avcodec_send_packet(decoder, packet)
        while avcodec_receive_frame(decoder, frame) == 0 {
            if frame.pointee.best_effort_timestamp != taichu_av_no_timestamp(), let base = sound?.pointee.time_base {
                let seconds = Double(frame.pointee.best_effort_timestamp) * Double(base.num) / Double(base.den) - Double(origin) / Double(AV_TIME_BASE)
                let missing = Int(seconds * Double(DubMixer.rate)) - position - samples.count / DubMixer.channels
                // Less is how containers round.
                if missing > DubMixer.rate / 20, missing < DubMixer.rate * 3600 { samples += [Float](repeating: 0, count: missing * DubMixer.channels) }
            }
            convert(frame, into: &samples)
        }
        if packet == nil { convert(nil, into: &samples) }
        position += samples.count / DubMixer.channels
        return samples
    }

    private func convert(_ frame: UnsafeMutablePointer<AVFrame>?, into samples: inout [Float]) {
        if let frame {
            let shape = "\(frame.pointee.format) \(frame.pointee.sample_rate) \(frame.pointee.ch_layout.nb_channels)"
            if shape != resamplerInput {
                resamplerInput = shape
                swr_free(&resampler)
                var stereo = AVChannelLayout()
                av_channel_layout_default(&stereo, Int32(DubMixer.channels))
                var source = frame.pointee.ch_layout
                if source.order == AV_CHANNEL_ORDER_UNSPEC { av_channel_layout_default(&source, source.nb_channels) }
                swr_alloc_set_opts2(
                    &resampler, &stereo, AV_SAMPLE_FMT_FLT, Int32(DubMixer.rate), &source, AVSampleFormat(frame.pointee.format), frame.pointee.sample_rate, 0, nil)
                swr_init(resampler)
            }
        }
        guard resampler != nil else { return }
        let count = frame?.pointee.nb_samples ?? 0
        let bound = Int(swr_get_out_samples(resampler, count))
        guard bound > 0 else { return }
        let converted = [Float](unsafeUninitializedCapacity: bound * DubMixer.channels) { buffer, used in
            // SAFETY: swr_convert writes at most `bound` frames; it only reads the planes, though its parameter does not say so.
            let frames = buffer.withMemoryRebound(to: UInt8.self) { bytes in
                var plane = bytes.baseAddress
                guard let frame, let planes = frame.pointee.extended_data else { return swr_convert(resampler, &plane, Int32(bound), nil, 0) }
                return UnsafeMutableRawPointer(planes).withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: Int(frame.pointee.ch_layout.nb_channels)) {
                    swr_convert(resampler, &plane, Int32(bound), $0, count)
                }
            }
            used = max(0, Int(frames)) * DubMixer.channels
        }
        samples += converted.map { $0.isFinite ? $0 : 0 }
    }
}
