internal import CALSA
internal import CFFmpeg

/// Sample formats of devices, best first. Those that swresample does not know are widened to 32 bits in place.
package enum ALSASampleFormat: String, CaseIterable {
    case float32 = "float32"
    case s16 = "s16"
    case s32 = "s32"
    case s24in32 = "s24 in 32 bits"
    case s24packed = "s24 in 3 bytes"
    case u8 = "u8"

    var alsa: snd_pcm_format_t {
        switch self {
        case .float32: SND_PCM_FORMAT_FLOAT
        case .s16: SND_PCM_FORMAT_S16
        case .s32: SND_PCM_FORMAT_S32
        case .s24in32: SND_PCM_FORMAT_S24
        case .s24packed: SND_PCM_FORMAT_S24_3LE
        case .u8: SND_PCM_FORMAT_U8
        }
    }

    /// Bytes of one sample as the device gives it.
    var bytes: Int {
        switch self {
        case .u8: 1
        case .s16: 2
        case .s24packed: 3
        case .float32, .s32, .s24in32: 4
        }
    }

    /// The format after `widen`.
    var converted: AVSampleFormat {
        switch self {
        case .float32: AV_SAMPLE_FMT_FLT
        case .s16: AV_SAMPLE_FMT_S16
        case .s32, .s24in32, .s24packed: AV_SAMPLE_FMT_S32
        case .u8: AV_SAMPLE_FMT_U8
        }
    }

    /// Turns `samples` samples at `bytes` into `converted`, in place (the buffer has room for 4 bytes each), and makes NaN and
    /// infinities 0; returns how many those were. Real-time safe.
    package func widen(_ bytes: UnsafeMutableRawPointer, samples: Int) -> UInt64 {
        switch self {
        case .u8, .s16, .s32: return 0
        case .float32: return silenceNonFinite(bytes.assumingMemoryBound(to: Float.self), count: samples)
        case .s24in32:
            let words = bytes.assumingMemoryBound(to: Int32.self)
            for index in 0..<samples { words[index] <<= 8 }
            return 0
        case .s24packed:
            let words = bytes.assumingMemoryBound(to: Int32.self)
            let packed = bytes.assumingMemoryBound(to: UInt8.self)
            // From the end, as the words are longer than what they replace.
            for index in stride(from: samples - 1, through: 0, by: -1) {
                let low = UInt32(packed[3 * index]) << 8 | UInt32(packed[3 * index + 1]) << 16
                words[index] = Int32(bitPattern: low | UInt32(packed[3 * index + 2]) << 24)
            }
            return 0
        }
    }
}

/// Makes NaN and infinities 0, before a resampler spreads them over their neighbours; returns how many. Real-time safe.
func silenceNonFinite(_ samples: UnsafeMutablePointer<Float>, count: Int) -> UInt64 {
    var bad: UInt64 = 0
    for index in 0..<count where !samples[index].isFinite {
        samples[index] = 0
        bad += 1
    }
    return bad
}
