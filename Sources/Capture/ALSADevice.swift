internal import CALSA
internal import CFFmpeg
internal import Media

/// An open ALSA capture device, configured as near to 16 kHz mono as it goes.
final class ALSADevice {
    let name: String
    let rate: Int
    let channels: Int
    let periodFrames: Int
    let bufferFrames: Int
    let format: ALSASampleFormat
    private let handle: OpaquePointer
    /// The kernel stamps the hardware pointer; plug-ins do not.
    private let isHardware: Bool

    init(name: String, periodMs: Int, bufferMs: Int) throws(CaptureError) {
        self.name = name
        taichu_alsa_quiet()
        var opened: OpaquePointer?
        var status = snd_pcm_open(&opened, name, SND_PCM_STREAM_CAPTURE, Int32(SND_PCM_NONBLOCK))
        guard status == 0, let pcm = opened else { throw Self.openError(name, status) }
        handle = pcm
        var parameters: OpaquePointer?
        snd_pcm_hw_params_malloc(&parameters)
        defer { snd_pcm_hw_params_free(parameters) }

        var step = "snd_pcm_hw_params_any"
        status = snd_pcm_hw_params_any(pcm, parameters)
        // A plug-in's own resampler is often the poor linear one: the device's rate is taken and swresample does the rest.
        snd_pcm_hw_params_set_rate_resample(pcm, parameters, 0)
        if status >= 0 {
            step = "snd_pcm_hw_params_set_access"
            status = snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED)
        }
        var chosen: ALSASampleFormat?
        if status >= 0 {
            step = "snd_pcm_hw_params_set_format"
            chosen = ALSASampleFormat.allCases.first { snd_pcm_hw_params_set_format(pcm, parameters, $0.alsa) == 0 }
            if chosen == nil { status = -EINVAL }
        }
        var channels: UInt32 = 1
        if status >= 0 {
            step = "snd_pcm_hw_params_set_channels_near"
            status = snd_pcm_hw_params_set_channels_near(pcm, parameters, &channels)
        }
        var rate = UInt32(AudioFormat.sampleRate)
        var direction: Int32 = 0
        if status >= 0 {
            step = "snd_pcm_hw_params_set_rate_near"
            status = snd_pcm_hw_params_set_rate_near(pcm, parameters, &rate, &direction)
        }
        var period = snd_pcm_uframes_t(Int(rate) * max(1, periodMs) / 1000)
        if status >= 0 {
            step = "snd_pcm_hw_params_set_period_size_near"
            direction = 0
            status = snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, &direction)
        }
        var buffer = snd_pcm_uframes_t(max(Int(rate) * bufferMs / 1000, 2 * Int(period)))
        if status >= 0 {
            step = "snd_pcm_hw_params_set_buffer_size_near"
            status = snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer)
        }
        if status >= 0 {
            step = "snd_pcm_hw_params"
            status = snd_pcm_hw_params(pcm, parameters)
        }
        if status >= 0 {
            // The device may have moved them once more.
            snd_pcm_hw_params_get_period_size(parameters, &period, &direction)
            snd_pcm_hw_params_get_buffer_size(parameters, &buffer)
            step = "snd_pcm_sw_params"
            status = Self.requestStamps(pcm, wakeFrames: period)
        }
        guard status >= 0, let format = chosen else {
            snd_pcm_close(pcm)
            throw CaptureError(
                code: .reconfigure, operation: step, status: Int(status),
                message: "ALSA device \"\(name)\" cannot be configured (\(step): \(alsaMessage(status))); "
                    + "expected PCM of 8 to 32 bits; try \"plughw:…\" or another device (taichu devices lists all)")
        }
        self.format = format
        self.channels = Int(channels)
        self.rate = Int(rate)
        periodFrames = Int(period)
        bufferFrames = Int(buffer)
        isHardware = snd_pcm_type(pcm) == SND_PCM_TYPE_HW
    }

    deinit { snd_pcm_close(handle) }

    var bytesPerFrame: Int { channels * format.bytes }

    var detail: String {
        "ALSA device \"\(name)\" (\(format.rawValue), \(rate) Hz, \(channels) ch), "
            + "period \(periodFrames * 1000 / rate) ms, buffer \(bufferFrames * 1000 / rate) ms"
    }

    func begin() -> Int32 { snd_pcm_start(handle) }

    /// Waits for a period: 1, 0 when `milliseconds` passed, or a negative status. Real-time safe.
    func wait(milliseconds: Int32) -> Int32 { snd_pcm_wait(handle, milliseconds) }

    /// Frames that can be read at once, or a negative status; and when the first of them was captured. Real-time safe.
    func available(at first: inout MediaInstant) -> Int {
        let now = MonotonicClock().now()
        if isHardware {
            var frames: snd_pcm_uframes_t = 0
            var stamp = snd_htimestamp_t()
            let status = snd_pcm_htimestamp(handle, &frames, &stamp)
            if status < 0 { return Int(status) }
            let time = Int64(stamp.tv_sec) * 1_000_000_000 + Int64(stamp.tv_nsec)
            // Drivers without stamps leave zero, and old ones use the wall clock.
            if abs(now.nanoseconds - time) < 1_000_000_000 {
                first.nanoseconds = time - nanoseconds(Int(frames))
                return Int(frames)
            }
        }
        // A plug-in's own delay is not used: that of `pulse` is libpulse's, which is wrong for seconds at first (see PulseTiming).
        let frames = snd_pcm_avail_update(handle)
        if frames < 0 { return frames }
        first.nanoseconds = now.nanoseconds - nanoseconds(frames)
        return frames
    }

    /// Reads at most `frames`; the number read or a negative status. Real-time safe.
    func read(_ buffer: UnsafeMutableRawPointer, frames: Int) -> Int {
        snd_pcm_readi(handle, buffer, snd_pcm_uframes_t(frames))
    }

    /// Makes the device run again after an overrun (-EPIPE) or a suspend (-ESTRPIPE); 0, or why not.
    func recover(_ status: Int32) -> Int32 {
        let recovered = snd_pcm_recover(handle, status, 1)
        return recovered < 0 ? recovered : min(0, snd_pcm_start(handle))
    }

    func nanoseconds(_ frames: Int) -> Int64 { Int64(frames) * 1_000_000_000 / Int64(rate) }

    private static func requestStamps(_ pcm: OpaquePointer, wakeFrames: snd_pcm_uframes_t) -> Int32 {
        var parameters: OpaquePointer?
        snd_pcm_sw_params_malloc(&parameters)
        defer { snd_pcm_sw_params_free(parameters) }
        var status = snd_pcm_sw_params_current(pcm, parameters)
        if status >= 0 { status = snd_pcm_sw_params_set_avail_min(pcm, parameters, wakeFrames) }
        if status >= 0 {
            // Stamps are welcome, not needed: plug-ins may refuse.
            snd_pcm_sw_params_set_tstamp_mode(pcm, parameters, SND_PCM_TSTAMP_ENABLE)
            snd_pcm_sw_params_set_tstamp_type(pcm, parameters, SND_PCM_TSTAMP_TYPE_MONOTONIC)
            status = snd_pcm_sw_params(pcm, parameters)
        }
        return status
    }

    private static func openError(_ name: String, _ status: Int32) -> CaptureError {
        switch status {
        case -EBUSY, -EAGAIN:
            CaptureError(
                code: .retry, operation: "snd_pcm_open", status: Int(status),
                message: "ALSA device \"\(name)\" is in use by another program; "
                    + "end that, or name a shared device (\"default\", \"dsnoop:…\")")
        case -EACCES, -EPERM:
            CaptureError(
                code: .reconfigure, operation: "snd_pcm_open", status: Int(status),
                message: "ALSA device \"\(name)\" may not be opened by this user; join the group \"audio\"")
        default:
            CaptureError(
                code: .reconfigure, operation: "snd_pcm_open", status: Int(status),
                message: "no ALSA capture device \"\(name)\" (\(alsaMessage(status)))"
                    + NearestNames.hint(for: name, among: ALSADeviceNames.capture().map(\.name), what: "capture device"))
        }
    }
}

/// ALSA's words for one of its statuses.
func alsaMessage(_ status: Int32) -> String {
    snd_strerror(status).map { String(cString: $0) } ?? "error \(status)"
}
