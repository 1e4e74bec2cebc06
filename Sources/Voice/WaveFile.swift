internal import CSndFile
package import Foundation
private import Glibc

/// Writes mono sound into a WAV file of 16 bits, through libsndfile. It appears under its name when it is whole.
package final class WaveFile {
    private let url: URL
    private let part: URL
    private var handle: OpaquePointer?
    package private(set) var frames = 0
    package let sampleRate: Int

    package init(_ url: URL, sampleRate: Int) throws(VoiceError) {
        self.url = url
        self.sampleRate = sampleRate
        part = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).part")
        var info = SF_INFO()
        info.samplerate = Int32(sampleRate)
        info.channels = 1
        info.format = Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
        handle = sf_open(part.path, Int32(SFM_WRITE), &info)
        guard let handle else {
            throw VoiceError(.output, "\(url.path) cannot be written (\(String(cString: sf_strerror(nil)))); name another file")
        }
        // What is above full scale is cut, not wrapped around.
        sf_command(handle, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
    }

    deinit {
        if let handle {
            sf_close(handle)
            // Nobody finished it: a half file is none.
            try? FileManager.default.removeItem(at: part)
        }
    }

    package func write(_ samples: [Float]) throws(VoiceError) {
        guard sf_write_float(handle, samples, sf_count_t(samples.count)) == samples.count else {
            throw VoiceError(.output, "\(url.path) cannot be written to its end (\(String(cString: sf_strerror(handle)))); is the disk full?")
        }
        frames += samples.count
    }

    package func finish() throws(VoiceError) {
        guard let handle else { return }
        sf_write_sync(handle)
        let error = sf_error(handle)
        sf_close(handle)
        self.handle = nil
        guard error == 0 else {
            try? FileManager.default.removeItem(at: part)
            throw VoiceError(.output, "\(url.path) cannot be written to its end (\(String(cString: sf_error_number(error)))); is the disk full?")
        }
        // Over what is there under this name, in one step.
        guard rename(part.path, url.path) == 0 else {
            let reason = String(cString: strerror(errno))
            try? FileManager.default.removeItem(at: part)
            throw VoiceError(.output, "\(url.path) cannot be written (\(reason)); name another file")
        }
    }

}
