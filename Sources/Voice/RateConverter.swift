internal import CFFmpeg

/// Mono sound from one sample rate to another, as a stream, through libswresample.
package final class RateConverter {
    private var context: OpaquePointer?
    private let source: Int
    private let target: Int

    package init(from source: Int, to target: Int) throws(VoiceError) {
        self.source = source
        self.target = target
        guard source != target else { return }
        var input = AVChannelLayout(), output = AVChannelLayout()
        av_channel_layout_default(&input, 1)
        av_channel_layout_default(&output, 1)
        var status = swr_alloc_set_opts2(&context, &output, AV_SAMPLE_FMT_FLT, Int32(target), &input, AV_SAMPLE_FMT_FLT, Int32(source), 0, nil)
        if status == 0 { status = swr_init(context) }
        guard status == 0 else { throw VoiceError(.request, "no conversion from \(source) to \(target) Hz; expected 100 to 1,000,000 Hz") }
    }

    deinit { swr_free(&context) }

    package func convert(_ samples: [Float]) -> [Float] {
        guard context != nil else { return samples }
        return samples.withUnsafeBytes { run($0.baseAddress, frames: samples.count) }
    }

    /// What still waits inside, at the end of the stream.
    package func flush() -> [Float] {
        context == nil ? [] : run(nil, frames: 0)
    }

    /// A whole sound in one.
    package static func convert(_ sound: VoiceSound, to rate: Int) throws(VoiceError) -> VoiceSound {
        guard sound.sampleRate != rate else { return sound }
        let converter = try RateConverter(from: sound.sampleRate, to: rate)
        return VoiceSound(samples: converter.convert(sound.samples) + converter.flush(), sampleRate: rate)
    }

    private func run(_ input: UnsafeRawPointer?, frames: Int) -> [Float] {
        let bound = max(0, Int(swr_get_out_samples(context, Int32(frames))))
        return [Float](unsafeUninitializedCapacity: bound) { output, count in
            // SAFETY: swresample reads `frames` floats and writes at most `bound`.
            let written = output.withMemoryRebound(to: UInt8.self) { bytes in
                var target = bytes.baseAddress
                var source = input?.assumingMemoryBound(to: UInt8.self)
                return input == nil ? swr_convert(context, &target, Int32(bound), nil, 0) : swr_convert(context, &target, Int32(bound), &source, Int32(frames))
            }
            count = max(0, Int(written))
        }
    }
}
