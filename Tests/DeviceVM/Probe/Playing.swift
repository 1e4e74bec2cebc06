internal import CALSA
internal import Glibc

/// Plays a tone of amplitude 0.5 to an ALSA device, as s16 of a given rate and channel count: what the other side must hear.
struct Playing {
    private var device = "default"
    private var rate = 48_000
    private var channels = 2
    private var hertz = 1000.0
    private var seconds = 5.0

    init(_ arguments: [String]) {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                device = argument
                continue
            }
            switch parts[0] {
            case "rate": rate = Int(parts[1]) ?? rate
            case "channels": channels = Int(parts[1]) ?? channels
            case "hertz": hertz = Double(parts[1]) ?? hertz
            case "seconds": seconds = Double(parts[1]) ?? seconds
            default: say("play: unknown key \(parts[0])")
            }
        }
    }

    func run() {
        var handle: OpaquePointer?
        var status = snd_pcm_open(&handle, device, SND_PCM_STREAM_PLAYBACK, 0)
        if status == 0 {
            status = snd_pcm_set_params(
                handle, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, UInt32(channels), UInt32(rate), 0, 200_000)
        }
        guard status == 0 else {
            say("error=\(device): \(snd_strerror(status).map { String(cString: $0) } ?? "")")
            exit(1)
        }
        let chunk = rate / 50
        var buffer = [Int16](repeating: 0, count: chunk * channels)
        var frame = 0
        while Double(frame) < seconds * Double(rate) {
            for index in 0..<chunk {
                let sample = Int16((16_384 * sin(2 * Double.pi * hertz * Double(frame + index) / Double(rate))).rounded())
                for channel in 0..<channels { buffer[index * channels + channel] = sample }
            }
            // What an underrun or a wait in vain left behind is begun anew; only a card that is gone ends it.
            let written = snd_pcm_writei(handle, buffer, snd_pcm_uframes_t(chunk))
            if written < 0 {
                say("recovering=\(snd_strerror(Int32(written)).map { String(cString: $0) } ?? "")")
                if snd_pcm_recover(handle, Int32(written), 1) < 0 {
                    snd_pcm_drop(handle)
                    guard snd_pcm_prepare(handle) == 0 else { break }
                }
            }
            if frame == 0 { say("playing") }
            frame += chunk
        }
        snd_pcm_close(handle)
    }
}
