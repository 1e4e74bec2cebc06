internal import CALSA
internal import Glibc
package import Media

/// A playback device of ALSA, through its conversions of rate and format.
package final class ALSASink: SoundSink {
    package let sampleRate: Int
    package let place: String
    package private(set) var underruns = 0
    private let handle: OpaquePointer
    private var written = 0
    /// Frame and time of the last look: this frame is heard then.
    private var known: (frame: Int, at: MediaInstant)?

    /// - Parameter device: `default`, `plughw:…`; empty: `default`.
    package init(device: String = "", sampleRate: Int, bufferSeconds: Double = 0.04) throws(PlaybackError) {
        let name = device.isEmpty ? "default" : device
        place = "ALSA device \"\(name)\""
        self.sampleRate = sampleRate
        taichu_alsa_quiet()
        var opened: OpaquePointer?
        let status = snd_pcm_open(&opened, name, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
        guard status == 0, let opened else {
            let isBusy = status == -EBUSY || status == -EAGAIN
            throw PlaybackError(
                isBusy ? .retry : .reconfigure,
                isBusy
                    ? "ALSA device \"\(name)\" is in use by another program; end that, or name a shared device (\"default\", \"dmix:…\")"
                    : "no ALSA playback device \"\(name)\" (\(alsaMessage(status))); `aplay -L` lists those that there are")
        }
        handle = opened
        let set = snd_pcm_set_params(
            opened, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 1, UInt32(sampleRate), 1, UInt32(bufferSeconds * 1e6))
        guard set == 0 else {
            throw PlaybackError(.reconfigure, "ALSA device \"\(name)\" does not play mono of \(sampleRate) Hz (\(alsaMessage(set))); try \"plughw:…\" or \"default\"")
        }
    }

    deinit { snd_pcm_close(handle) }

    package func write(_ samples: UnsafeBufferPointer<Float>, patience seconds: Double) throws(PlaybackError) -> Int {
        guard let base = samples.baseAddress, !samples.isEmpty else { return 0 }
        var waited = false
        while true {
            let count = snd_pcm_writei(handle, base, snd_pcm_uframes_t(samples.count))
            if count > 0 {
                written += count
                return count
            }
            if count == 0 || count == -Int(EAGAIN) {
                if waited { return 0 }
                waited = true
                let status = snd_pcm_wait(handle, Int32((seconds * 1000).rounded(.up)))
                if status < 0 { try recover(status) }
            } else {
                try recover(Int32(count))
            }
        }
    }

    package func finish() throws(PlaybackError) {
        // A buffer that is not full does not begin by itself.
        if snd_pcm_state(handle) == SND_PCM_STATE_PREPARED { snd_pcm_start(handle) }
    }

    package func flush() throws(PlaybackError) {
        var status = snd_pcm_drop(handle)
        if status >= 0 { status = snd_pcm_prepare(handle) }
        guard status >= 0 else { throw lost(status) }
        known = nil
    }

    package func heardAt(frame: Int) throws(PlaybackError) -> MediaInstant? {
        var delay: snd_pcm_sframes_t = 0
        // What has played to its end stops, and is no longer asked.
        if snd_pcm_state(handle) == SND_PCM_STATE_RUNNING, snd_pcm_delay(handle, &delay) == 0 {
            known = (written - max(0, delay), MonotonicClock().now())
        }
        return known.map { $0.at.advanced(bySeconds: Double(frame - $0.frame) / Double(sampleRate)) }
    }

    private func recover(_ status: Int32) throws(PlaybackError) {
        guard status == -EPIPE || status == -ESTRPIPE || status == -EINTR else { throw lost(status) }
        if status == -EPIPE {
            underruns += 1
            known = nil
        }
        let recovered = snd_pcm_recover(handle, status, 1)
        guard recovered >= 0 else { throw lost(recovered) }
    }

    private func lost(_ status: Int32) -> PlaybackError {
        PlaybackError(.retry, "\(place) stopped (\(alsaMessage(status))); it is tried again")
    }
}

private func alsaMessage(_ status: Int32) -> String {
    snd_strerror(status).map { String(cString: $0) } ?? "error \(status)"
}
