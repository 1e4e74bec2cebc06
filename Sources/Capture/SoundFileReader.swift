internal import CFFmpeg
internal import CSndFile
internal import Glibc

/// WAV, FLAC, OGG and their kin through libsndfile.
final class SoundFileReader {
    private let handle: OpaquePointer
    private let resampler: Resampler
    private let channels: Int
    private let rate: Int
    private let declaredFrames: Int64
    private let headerMissingSeconds: Double
    private let buffer: UnsafeMutablePointer<Float>
    private var framesRead: Int64 = 0
    private var atEnd = false
    private(set) var nonFinite: UInt64 = 0

    private static let chunkFrames = 4096

    /// nil: libsndfile does not know the file; another reader may.
    init?(path: String, start: [UInt8], fileBytes: Int) throws(CaptureError) {
        var info = SF_INFO()
        guard let handle = sf_open(path, Int32(SFM_READ), &info) else { return nil }
        let major = info.format & Int32(SF_FORMAT_TYPEMASK)
        // FFmpeg reads MPEG sound with its encoder's delay taken off, so that times agree with players.
        if Int(major) == SF_FORMAT_MPEG {
            sf_close(handle)
            return nil
        }
        do throws(CaptureError) {
            resampler = try Resampler(
                rate: Int(info.samplerate), channels: Int(info.channels), format: AV_SAMPLE_FMT_FLT)
        } catch {
            sf_close(handle)
            throw error
        }
        self.handle = handle
        channels = Int(info.channels)
        rate = Int(info.samplerate)
        declaredFrames = info.frames
        headerMissingSeconds = WaveHeader(start: start, fileBytes: fileBytes)?.missingSeconds ?? 0
        buffer = .allocate(capacity: Self.chunkFrames * channels)
    }

    deinit {
        sf_close(handle)
        buffer.deallocate()
    }

    /// Seconds of sound, as the header says.
    var duration: Double? {
        // Input that cannot be sought through, and OGG without its end, have no length (SF_COUNT_MAX).
        declaredFrames > 0 && declaredFrames < Int64.max / 2 ? Double(declaredFrames) / Double(rate) : nil
    }

    var isEmpty: Bool { declaredFrames == 0 }

    var detail: String { "\(rate) Hz, \(channels) ch" }

    /// The next samples; empty ones do not mean the end, nil does.
    func next() -> UnsafeBufferPointer<Float>? {
        if atEnd { return nil }
        let count = sf_readf_float(handle, buffer, sf_count_t(Self.chunkFrames))
        guard count > 0 else {
            atEnd = true
            return resampler.flush()
        }
        framesRead += count
        nonFinite += silenceNonFinite(buffer, count: Int(count) * channels)
        // SAFETY: swresample reads `count` interleaved frames, which libsndfile just wrote.
        return buffer.withMemoryRebound(to: UInt8.self, capacity: Int(count) * channels * 4) { bytes in
            var plane: UnsafePointer<UInt8>? = UnsafePointer(bytes)
            return resampler.convert(&plane, frames: Int(count))
        }
    }

    /// Seconds that the file promised and did not hold; to be asked at the end.
    var missingSeconds: Double {
        let unread = duration == nil ? 0 : Double(max(0, declaredFrames - framesRead)) / Double(rate)
        return max(headerMissingSeconds, unread)
    }
}
