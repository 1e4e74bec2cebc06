import Foundation

/// The bytes of WAV files, good ones and broken ones.
struct WaveFixture {
    enum Sample { case u8, s16, s24, f32 }
    var rate = 16_000
    var channels = 1
    var sample = Sample.s16
    /// What the header says of the data's length; nil: the truth.
    var declaredBytes: Int?

    /// A tone of amplitude 0.5 on all channels.
    func tone(hertz: Double = 1000, seconds: Double) -> [UInt8] {
        let frames = Int(seconds * Double(rate))
        return file((0..<frames).flatMap { frame in
            [Double](repeating: 0.5 * sin(2 * .pi * hertz * Double(frame) / Double(rate)), count: channels)
        })
    }

    /// Interleaved samples in −1…1.
    func file(_ values: [Double]) -> [UInt8] {
        let data = values.flatMap(bytes)
        let width = [Sample.u8: 1, .s16: 2, .s24: 3, .f32: 4][sample]!
        var header = Array("RIFF".utf8) + little(36 + (declaredBytes ?? data.count), 4) + Array("WAVEfmt ".utf8)
        header += little(16, 4) + little(sample == .f32 ? 3 : 1, 2) + little(channels, 2) + little(rate, 4)
        header += little(rate * channels * width, 4) + little(channels * width, 2) + little(8 * width, 2)
        return header + Array("data".utf8) + little(declaredBytes ?? data.count, 4) + data
    }

    private func bytes(_ value: Double) -> [UInt8] {
        switch sample {
        case .u8: little(Int((value * 127).rounded()) + 128, 1)
        case .s16: little(Int((value * 32_767).rounded()), 2)
        case .s24: little(Int((value * 8_388_607).rounded()), 3)
        case .f32: little(Int(Float(value).bitPattern), 4)
        }
    }

    private func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
