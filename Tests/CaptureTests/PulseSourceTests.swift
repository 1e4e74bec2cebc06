import Capture
import Foundation
import Media
import Rings
import Support
import Testing

/// A real PulseAudio server of the test's own, with null sinks.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PulseSourceTests {
    private let folder = try! TemporaryFolder()

    /// Chirps differ at every moment, so that what is heard can be found in what was played.
    @Test func theMonitorHearsWhatIsPlayed() throws {
        let pulse = try PrivatePulse()
        let played = chirp(seconds: 2)
        let path = try folder.write("chirp.wav", WaveFixture().file(played.map(Double.init)))
        // A busy machine breaks the sound on its way into the sink now and then: one that arrived whole tells.
        var likeness = 0.0
        for _ in 0..<10 where likeness <= 0.98 { likeness = max(likeness, try likenessOfWhatIsHeard(played, path, pulse)) }
        #expect(likeness > 0.98)
    }

    private func likenessOfWhatIsHeard(_ played: [Float], _ path: String, _ pulse: PrivatePulse) throws -> Double {
        let recorder = try Recorder(monitor(pulse))
        try recorder.start()
        recorder.events.wait(for: \.isConnected)
        let startedAt = MonotonicClock().now()
        let player = try pulse.play(path, buffer: 200)
        recorder.record { $0.samples.count > 16_000 && Spectrum.level($0.samples.suffix(1600)) > 0.2 }
        recorder.record(seconds: 2)
        recorder.source.stop()
        #expect(player.wait() == 0)
        #expect(recorder.gaps.isEmpty)

        let onset = try #require(recorder.samples.firstIndex { abs($0) > 0.02 })
        let stamp = try #require(recorder.stamps.last { $0.position <= UInt64(onset) })
        let onsetAt = stamp.time.advanced(bySeconds: AudioFormat.seconds(frames: UInt64(onset) - stamp.position))
        // Not asserted: paplay's own start is part of it.
        print("onset captured \(Int(onsetAt.seconds(since: startedAt) * 1000)) ms after paplay was started")
        return bestCorrelation(of: played[4000..<20_000], in: recorder.samples, near: onset + 4000)
    }

    @Test func timesAreMonotoneAndKeepTheSamplesPace() throws {
        let pulse = try PrivatePulse()
        let recorder = try Recorder(monitor(pulse))
        try recorder.start()
        recorder.record(seconds: 3)
        recorder.source.stop()
        var last: (position: UInt64, time: MediaInstant)?
        for stamp in recorder.stamps {
            if let last { #expect(stamp.time >= last.time) }
            last = stamp
        }
        let late = recorder.stamps.filter { $0.position >= 16_000 }
        let first = try #require(late.first)
        let worst = late.map { abs($0.time.seconds(since: first.time) - AudioFormat.seconds(frames: $0.position - first.position)) }.max()
        print("after the first second, capture times leave the samples' pace by \(Int((worst ?? 0) * 1e6)) µs at most")
    }

    @Test func twoSourcesAtOnceHearEachItsOwn() throws {
        let pulse = try PrivatePulse(sinks: ["left", "right"])
        let low = try folder.write("low.wav", WaveFixture(rate: 44_100, channels: 2).tone(hertz: 500, seconds: 4))
        let high = try folder.write("high.wav", WaveFixture(rate: 44_100, channels: 2).tone(hertz: 2000, seconds: 4))
        let left = try Recorder(monitor(pulse, sink: "left"))
        // A monitor is a source too, and may be named as one.
        var source = SourceSpecification(kind: .pulse)
        source.server = pulse.address
        source.device = "right.monitor"
        let right = try Recorder(source)
        for recorder in [left, right] {
            try recorder.start()
            recorder.events.wait(for: \.isConnected)
        }
        let players = [try pulse.play(low, sink: "left"), try pulse.play(high, sink: "right")]
        for (recorder, own, other) in [(left, 500.0, 2000.0), (right, 2000.0, 500.0)] {
            recorder.record { Spectrum.amplitude(own, in: $0.samples.suffix(3200)) > 0.3 }
            recorder.record(seconds: 0.5)
            #expect(abs(Spectrum.amplitude(own, in: recorder.samples.suffix(6400)) - 0.5) < 0.05)
            #expect(Spectrum.amplitude(other, in: recorder.samples.suffix(6400)) < 0.01)
        }
        for recorder in [left, right] { recorder.source.stop() }
        for player in players { player.end() }
    }

    @Test func aServerThatDiesAndReturnsIsAGapAndSoundGoesOn() throws {
        let pulse = try PrivatePulse()
        let recorder = try Recorder(monitor(pulse, sink: "speakers"))
        try recorder.start()
        recorder.record(seconds: 0.5)
        pulse.kill()
        let lost = recorder.events.wait(for: \.isLost)
        guard case .lost(let reason, let retryIn) = lost else { return }
        #expect(reason.hasPrefix("PulseAudio at \(pulse.address): "))
        #expect(retryIn == 0.25)
        try pulse.start()
        let path = try folder.write("tone.wav", WaveFixture(rate: 44_100, channels: 2).tone(seconds: 20))
        let player = try pulse.play(path)
        recorder.record { Spectrum.amplitude(1000, in: $0.samples.suffix(3200)) > 0.4 }
        recorder.source.stop()
        player.end()
        #expect(recorder.events.all.filter(\.isConnected).count == 2)
        let gap = try #require(recorder.gaps.first)
        #expect(gap.cause == .disconnected)
        // Position and time agree over the gap: the media time line counts what was missed.
        let before = try #require(recorder.stamps.last { $0.position < gap.at })
        let after = try #require(recorder.stamps.first { $0.position >= gap.at })
        let byPosition = AudioFormat.seconds(frames: after.position - before.position)
        #expect(abs(after.time.seconds(since: before.time) - byPosition) < 0.05)
    }

    @Test func aRemovedSinkIsWaitedFor() throws {
        let pulse = try PrivatePulse(sinks: ["speakers", "headset"])
        let recorder = try Recorder(monitor(pulse, sink: "headset"))
        try recorder.start()
        recorder.record(seconds: 0.2)
        try ChildProcess.run(["pactl", "unload-module", "2"], environment: pulse.environment)
        recorder.events.wait(for: \.isLost)
        try ChildProcess.run(["pactl", "load-module", "module-null-sink", "sink_name=headset"], environment: pulse.environment)
        let heard = recorder.samples.count
        recorder.record { $0.samples.count > heard + 16_000 && !$0.gaps.isEmpty }
        recorder.source.stop()
        #expect(recorder.gaps.first?.cause == .disconnected)
    }

    @Test func noSuchDeviceIsOneLineWithTheNearestNames() throws {
        let pulse = try PrivatePulse(sinks: ["speakers", "headset"])
        var specification = SourceSpecification(kind: .pulse)
        specification.server = pulse.address
        specification.device = "headset.moniter"
        var recorder = try Recorder.everything(of: specification)
        #expect(recorder.events.all.last?.failure?.message == "no PulseAudio source \"headset.moniter\" at \(pulse.address); "
            + "the nearest of 2 sources: \"headset.monitor\", \"speakers.monitor\" (taichu devices lists all)")
        recorder = try Recorder.everything(of: monitor(pulse, sink: "speeker"))
        #expect(recorder.events.all.last?.failure?.message == "no PulseAudio sink \"speeker\" at \(pulse.address); "
            + "the nearest of 2 sinks: \"speakers\", \"headset\" (taichu devices lists all)")
    }

    @Test func anUnreachableServerIsTriedAgainUntilStopped() throws {
        var specification = SourceSpecification(kind: .monitor)
        specification.server = "unix:" + folder.path("nobody")
        let recorder = try Recorder(specification)
        try recorder.start()
        let lost = recorder.events.wait(for: \.isLost)
        recorder.source.stop()
        guard case .lost(let reason, _) = lost else { return }
        #expect(reason == "no PulseAudio server answers at \(specification.server) (Connection refused); start PulseAudio or "
            + "PipeWire, or name its address with \"server\" or PULSE_SERVER")
        recorder.recordToEnd()
        #expect(recorder.samples.isEmpty)
    }

    @Test func devicesAreListedWithTheirDefaults() throws {
        let pulse = try PrivatePulse(sinks: ["speakers", "headset"])
        let list = DeviceList.current(servers: [pulse.address, pulse.address])
        #expect(list.problems.isEmpty)
        let monitors = list.devices.filter { $0.kind == "monitor" }
        #expect(monitors.map(\.name).sorted() == ["headset", "speakers"])
        #expect(monitors.filter(\.isDefault).count == 1)
        #expect(monitors.allSatisfy { $0.format.contains("Hz") && $0.server == pulse.address })

        // Two servers, of which one is not there.
        let other = try PrivatePulse(sinks: ["elsewhere"])
        let two = DeviceList.current(servers: [pulse.address, "unix:" + folder.path("nobody"), other.address])
        #expect(two.devices.filter { $0.kind == "monitor" }.map(\.name) == monitors.map(\.name) + ["elsewhere"])
        #expect(two.problems.count == 1)
        #expect(two.problems[0].hasPrefix("no PulseAudio server answers at unix:"))
    }

    private func monitor(_ pulse: PrivatePulse, sink: String = "") -> SourceSpecification {
        var specification = SourceSpecification(kind: .monitor)
        specification.server = pulse.address
        specification.device = sink
        return specification
    }

    private func chirp(seconds: Double) -> [Float] {
        (0..<Int(seconds * 16_000)).map { index in
            let time = Double(index) / 16_000
            return Float(0.5 * sin(2 * .pi * (300 + 600 * time) * time))
        }
    }

    /// The best normalized correlation of `pattern` with what was heard, at offsets around the expected one.
    private func bestCorrelation(of pattern: ArraySlice<Float>, in heard: [Float], near expected: Int) -> Double {
        (expected - 200...expected + 200).filter { $0 >= 0 && $0 + pattern.count <= heard.count }.map { offset in
            let part = heard[offset..<offset + pattern.count]
            let product = zip(pattern, part).reduce(0) { $0 + Double($1.0 * $1.1) } / Double(pattern.count)
            return product / max(1e-9, Spectrum.level(pattern) * Spectrum.level(part))
        }.max() ?? 0
    }
}
