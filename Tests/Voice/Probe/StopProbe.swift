import Foundation
import Media
import Playback
import Support

/// A tone that is begun and stopped again and again, as the sink's monitor hears it.
enum StopProbe {
    private struct Figures: Encodable {
        /// Seconds from the call to the last sample that is heard.
        var stops: [Double] = []
        /// Seconds from the call that hands over the first samples to the first that is heard.
        var onsets: [Double] = []
    }

    private static let sampleRate = 22_050

    static func run(server: String, sink: String, times: Int) throws {
        let monitor = try SinkMonitor(server: server, sink: sink)
        let player = SoundPlayer(
            open: { (rate) throws(PlaybackError) in try PulseSink(server: server, device: sink, sampleRate: rate) },
            events: { event in
                if case .lost(let error, _) = event { FileHandle.standardError.write(Data("voice-probe: \(error)\n".utf8)) }
            })
        let tone = (0..<sampleRate * 5).map { 0.5 * Float(sin(2 * Double.pi * 1_000 * Double($0) / Double(sampleRate))) }
        var figures = Figures()
        // The first round opens the sink, and is not counted.
        for round in 0...times {
            let line = UInt64(round)
            let began = MonotonicClock().now()
            player.begin(line, sampleRate: sampleRate)
            player.append(tone, to: line)
            player.end(line)
            monitor.record(until: began.advanced(bySeconds: 0.6))
            let stopped = MonotonicClock().now()
            player.stop()
            monitor.record(until: stopped.advanced(bySeconds: 0.5))
            guard let heard = monitor.loud(from: began) else { throw VoiceProbe.Problem(description: "nothing was heard") }
            guard round > 0 else { continue }
            figures.stops.append(max(0, heard.to.seconds(since: stopped)))
            figures.onsets.append(heard.from.seconds(since: began))
        }
        print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    }
}
