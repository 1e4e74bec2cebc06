import Dubbing
import Testing

struct DubMixerTests {
    private let rate = DubMixer.rate

    /// A second of full-scale sound on both channels, in blocks, through a mixer.
    private func mixed(_ mixer: DubMixer, blocks: [Int], adding line: (samples: [Float], at: Double)? = nil) -> [Float] {
        var mixer = mixer
        if let line { mixer.add(line.samples, at: line.at) }
        var sound: [Float] = []
        var first = 0
        for frames in blocks {
            var block = [Float](repeating: 1, count: frames * DubMixer.channels)
            mixer.mix(&block, first: first)
            sound += block
            first += frames
        }
        return stride(from: 0, to: sound.count, by: DubMixer.channels).map { sound[$0] }
    }

    @Test func theOriginalStepsBackUnderALine() {
        var options = DubMixer.Options()
        options.duckDecibels = -20
        options.ramp = 0.1
        let sound = mixed(DubMixer([PlacedLine(start: 0.4, duration: 0.2)], options), blocks: [rate])
        #expect(sound[0] == 1 && sound[rate - 1] == 1)
        #expect(abs(sound[rate / 2] - 0.1) < 1e-5)
        // Half-way down and half-way up again.
        #expect(abs(sound[Int(0.35 * Double(rate))] - 0.55) < 1e-3)
        #expect(abs(sound[Int(0.65 * Double(rate))] - 0.55) < 1e-3)
        // Never a step that is heard as a click.
        #expect(zip(sound, sound.dropFirst()).allSatisfy { abs($0 - $1) < 0.001 })
    }

    @Test func betweenTwoSentencesTheBedStaysDown() {
        var options = DubMixer.Options()
        options.bridge = 0.3
        let lines = [PlacedLine(start: 0.2, duration: 0.2), PlacedLine(start: 0.6, duration: 0.2)]
        let sound = mixed(DubMixer(lines, options), blocks: [rate])
        #expect(sound[rate / 2] == sound[Int(0.3 * Double(rate))])
        options.bridge = 0.1
        #expect(mixed(DubMixer(lines, options), blocks: [rate])[rate / 2] > sound[rate / 2])
    }

    @Test(arguments: [[48_000], [1, 47_999], [4800, 4800, 38_400], [Int](repeating: 480, count: 100)])
    func blocksOfAnyLengthGiveTheSameMix(_ blocks: [Int]) {
        let mixer = DubMixer([PlacedLine(start: 0.3, duration: 0.25)])
        let line = (samples: (0..<12_000).map { Float($0) / 24_000 }, at: 0.3)
        #expect(mixed(mixer, blocks: blocks, adding: line) == mixed(mixer, blocks: [rate], adding: line))
    }

    @Test func aLineStandsWhereItIsPlaced() {
        var options = DubMixer.Options()
        options.duckDecibels = -200
        options.ramp = 0.01
        let sound = mixed(DubMixer([PlacedLine(start: 0.5, duration: 0.1)], options), blocks: [rate], adding: ([Float](repeating: 0.25, count: 4800), 0.5))
        #expect(abs(sound[24_000] - 0.25) < 1e-6 && abs(sound[28_799] - 0.25) < 1e-6)
        #expect(abs(sound[23_999]) < 0.01)
    }
}
