internal import CLoudness

/// Loudness by EBU R 128 (ITU-R BS.1770-4), through libebur128: mono, gated.
package struct LoudnessMeter: ~Copyable {
    private var state: UnsafeMutablePointer<ebur128_state>?

    package init(sampleRate: Int) throws(VoiceError) {
        state = ebur128_init(1, UInt(sampleRate), Int32(EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue))
        guard state != nil else { throw VoiceError(.request, "no loudness is measured at \(sampleRate) Hz; expected 16 to 2,822,400") }
        // One channel is heard from two loudspeakers, or in both ears: it counts as two.
        ebur128_set_channel(state, 0, Int32(EBUR128_DUAL_MONO.rawValue))
    }

    deinit {
        var state = state
        ebur128_destroy(&state)
    }

    package mutating func add(_ samples: [Float]) {
        samples.withUnsafeBufferPointer { add($0) }
    }

    package mutating func add(_ samples: UnsafeBufferPointer<Float>) {
        // It can only fail for want of memory, which ends the program elsewhere.
        _ = ebur128_add_frames_float(state, samples.baseAddress, samples.count)
    }

    /// LUFS of everything that was added; nil where it was silent or shorter than 0.4 s.
    package var integrated: Double? {
        var value = 0.0
        guard ebur128_loudness_global(state, &value) == EBUR128_SUCCESS.rawValue, value.isFinite else { return nil }
        return value
    }

    /// dBTP, the highest level between samples too.
    package var truePeak: Double {
        var value = 0.0
        ebur128_true_peak(state, 0, &value)
        return 20 * logarithm(value)
    }
}

private import Foundation

private func logarithm(_ value: Double) -> Double { value > 0 ? log10(value) : -.infinity }
