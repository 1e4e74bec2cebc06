import Foundation
import Media
import Playback
import Support
import Testing

/// A real PulseAudio server of the test's own: what its null sink plays is recorded from the sink's monitor.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PulsePlayerTests {
    private let log = PlayerLog()

    private func player(_ pulse: PrivatePulse, sink: String = "speakers") -> SoundPlayer {
        let address = pulse.address
        return SoundPlayer(
            open: { (rate) throws(PlaybackError) in try PulseSink(server: address, device: sink, sampleRate: rate) }, events: { [log] in log.add($0) })
    }

    private func tone(seconds: Double, rate: Int = 22_050) -> [Float] {
        (0..<Int(seconds * Double(rate))).map { 0.5 * Float(sin(2 * Double.pi * 1_000 * Double($0) / Double(rate))) }
    }

    @Test func whatIsPlayedIsHeardWhenThePlayerSaysSo() throws {
        let pulse = try PrivatePulse()
        let monitor = try SinkMonitor(server: pulse.address, sink: "speakers")
        let player = player(pulse)
        // The first line wakes the sink; the second is measured.
        for line in [UInt64(1), 2] {
            player.begin(line, sampleRate: 22_050)
            player.append(tone(seconds: 0.5), to: line)
            player.end(line)
            log.wait { $0.ended.flatMap { $0.line == line ? $0 : nil } }
            Thread.sleep(forTimeInterval: 0.5)
        }
        let began = try #require(log.all.compactMap(\.began).last), ended = try #require(log.all.compactMap(\.ended).last)
        monitor.record(until: ended.at.advanced(bySeconds: 0.5))
        let heard = try #require(monitor.loud(from: began.at.advanced(bySeconds: -0.2)))
        print("onset \(Int(heard.from.seconds(since: began.at) * 1000)) ms, end \(Int(heard.to.seconds(since: ended.at) * 1000)) ms off")
        // Sound that came by another way, or never, would be seconds off; the figure is the benchmark's.
        #expect(abs(heard.from.seconds(since: began.at)) < 0.25)
        #expect(abs(heard.to.seconds(since: ended.at)) < 0.25)
        // A starved machine plays a hole; a piece that was lost or played twice would be a good part of the half second.
        #expect(abs(heard.to.seconds(since: heard.from) - 0.5) < 0.1)
        #expect(player.audible.overlap(from: heard.from, to: heard.to))
    }

    @Test func aStopEndsTheSound() throws {
        let pulse = try PrivatePulse()
        let monitor = try SinkMonitor(server: pulse.address, sink: "speakers")
        let player = player(pulse)
        player.begin(1, sampleRate: 22_050)
        player.append(tone(seconds: 20), to: 1)
        player.end(1)
        let began = log.wait(for: \.began)
        monitor.record(until: began.at.advanced(bySeconds: 1))
        let asked = MonotonicClock().now()
        player.stop()
        let stopped = log.wait(for: \.stopped)
        monitor.record(until: asked.advanced(bySeconds: 1))
        let heard = try #require(monitor.loud(from: asked.advanced(bySeconds: -0.5)))
        print("sound ends \(Int(heard.to.seconds(since: asked) * 1000)) ms after the stop")
        #expect(heard.to.seconds(since: asked) < 0.5)
        #expect(stopped.seconds > 0.5 && stopped.seconds < 10)
        // And the next line is heard.
        player.begin(2, sampleRate: 22_050)
        player.append(tone(seconds: 0.3), to: 2)
        player.end(2)
        let ended = log.wait { $0.ended.flatMap { $0.line == 2 ? $0 : nil } }
        monitor.record(until: ended.at.advanced(bySeconds: 0.5))
        let next = try #require(monitor.loud(from: asked.advanced(bySeconds: 0.7)))
        #expect(abs(next.to.seconds(since: next.from) - 0.3) < 0.02)
    }

    @Test func aServerThatDiesAndReturnsIsPlayedToAgain() throws {
        let pulse = try PrivatePulse()
        let player = player(pulse)
        player.begin(1, sampleRate: 22_050)
        player.append(tone(seconds: 3), to: 1)
        player.end(1)
        log.wait(for: \.began)
        pulse.kill()
        let lost = log.wait(for: \.lost)
        #expect(lost.code == .retry && lost.description.hasPrefix("sink \"speakers\" of \(pulse.address): "), "\(lost)")
        try pulse.start()
        #expect(log.wait(for: \.ended).line == 1)
    }

    @Test func noSuchSinkIsOneLine() throws {
        let pulse = try PrivatePulse()
        let player = player(pulse, sink: "nowhere")
        player.begin(1, sampleRate: 22_050)
        player.append(tone(seconds: 0.1), to: 1)
        let error = log.wait(for: \.failed)
        #expect(error.description == "sink \"nowhere\" of \(pulse.address) does not open (No such entity); `taichu devices` lists those that there are")
    }

    @Test func noServerIsTriedAgain() throws {
        let folder = try TemporaryFolder()
        let log = log
        let address = "unix:" + folder.path("native")
        let player = SoundPlayer(open: { (rate) throws(PlaybackError) in try PulseSink(server: address, sampleRate: rate) }, events: { log.add($0) })
        player.begin(1, sampleRate: 22_050)
        player.append(tone(seconds: 0.1), to: 1)
        let error = log.wait(for: \.lost)
        #expect(error.description.hasPrefix("no PulseAudio server answers for the default sink of \(address) ("), "\(error)")
        player.close()
    }
}
