internal import CFFmpeg
internal import Media

/// Any rate, channels and sample format to 16 kHz mono f32, as a stream, through libswresample.
///
/// Real-time safe in steady state as far as swresample is: once its buffers have grown to the largest input.
final class Resampler {
    private var context: OpaquePointer?
    private var output: UnsafeMutablePointer<Float>
    private var outputCapacity: Int
    let rate: Int

    /// - Parameter layout: the channels' places where they are known (a media file's); nil: all are averaged alike.
    init(rate: Int, channels: Int, format: AVSampleFormat, layout: AVChannelLayout? = nil) throws(CaptureError) {
        self.rate = rate
        outputCapacity = 8192
        output = .allocate(capacity: outputCapacity)
        guard (1...64).contains(channels), (100...1_000_000).contains(rate) else {
            throw CaptureError(
                code: .reconfigure, operation: "swr_init", status: 0,
                message: "\(rate) Hz with \(channels) channels cannot be resampled; "
                    + "expected 100 to 1,000,000 Hz and 1 to 64 channels")
        }
        var mono = AVChannelLayout()
        av_channel_layout_default(&mono, 1)
        var source = AVChannelLayout()
        if let layout {
            source = layout
        } else {
            av_channel_layout_default(&source, Int32(channels))
        }
        var status = swr_alloc_set_opts2(
            &context, &mono, AV_SAMPLE_FMT_FLT, Int32(AudioFormat.sampleRate), &source, format, Int32(rate), 0, nil)
        if status == 0, let context {
            // Without it, float input would be mixed down louder than integer input.
            av_opt_set_double(UnsafeMutableRawPointer(context), "rematrix_maxval", 1, 0)
            if layout == nil, channels > 1 {
                let even = [Double](repeating: 1 / Double(channels), count: channels)
                status = swr_set_matrix(context, even, Int32(channels))
            }
        }
        if status == 0 { status = swr_init(context) }
        guard status == 0 else {
            throw CaptureError(
                code: .reconfigure, operation: "swr_init", status: Int(status),
                message: "no conversion from \(rate) Hz, \(channels) channels to 16 kHz mono: \(avMessage(status))")
        }
    }

    deinit {
        swr_free(&context)
        output.deallocate()
    }

    /// Nanoseconds of sound that wait inside: the next output begins that long before the next input.
    var delayNanoseconds: Int64 {
        rate == AudioFormat.sampleRate ? 0 : swr_get_delay(context, 1_000_000_000)
    }

    /// Converts `frames` frames; the result is valid until the next call. `planes` holds one pointer (interleaved), or one
    /// for each channel.
    func convert(_ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>, frames: Int) -> UnsafeBufferPointer<Float> {
        run(planes, frames: frames)
    }

    /// What still waits inside, at the end of the stream.
    func flush() -> UnsafeBufferPointer<Float> {
        run(nil, frames: 0)
    }

    private func run(_ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, frames: Int) -> UnsafeBufferPointer<Float> {
        let bound = Int(swr_get_out_samples(context, Int32(frames)))
        if bound > outputCapacity {
            output.deallocate()
            outputCapacity = 2 * bound
            output = .allocate(capacity: outputCapacity)
        }
        // SAFETY: swr_convert writes at most `outputCapacity` frames of one plane.
        let count = output.withMemoryRebound(to: UInt8.self, capacity: outputCapacity * 4) { bytes in
            var plane: UnsafeMutablePointer<UInt8>? = bytes
            return swr_convert(context, &plane, Int32(outputCapacity), planes, Int32(frames))
        }
        return UnsafeBufferPointer(start: output, count: max(0, Int(count)))
    }
}

/// FFmpeg's words for one of its statuses.
func avMessage(_ status: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
        // SAFETY: av_strerror ends the text with a zero inside the buffer.
        guard let base = buffer.baseAddress, av_strerror(status, base, 128) == 0 else { return "error \(status)" }
        return String(cString: base)
    }
}
