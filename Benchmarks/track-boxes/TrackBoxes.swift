import FoundationEssentials
import Media
import Tracking
import Wire

/// `Benchmarks/run tracking` asks this program for the ids of a file's detections.
///
/// Standard input: a line a frame, `{"time":SECONDS,"detections":[{"label":…,"score":…,"box":{…}},…]}`. Standard output: a line a frame,
/// the detections' ids (null: none), and a last one, `{"microseconds":…}`, the time that the tracker took for a frame in the mean.
/// The one argument is the picture's width over its height.
@main struct TrackBoxes {
    private struct Frame: Decodable {
        var time: Double
        var detections: [Detection]
    }

    static func main() throws {
        var options = TrackerOptions()
        guard CommandLine.arguments.count == 2, let aspect = Double(CommandLine.arguments[1]), aspect > 0, aspect.isFinite else {
            throw Misuse(description: "usage: track-boxes WIDTH/HEIGHT < frames.jsonl; the argument is one number, such as 1.7778")
        }
        options.pictureAspect = aspect
        var frames: [Frame] = []
        while let line = readLine() { frames.append(try JSONDecoder().decode(Frame.self, from: Data(line.utf8))) }
        var tracker = Tracker(options)
        var answers: [[Int?]] = []
        let began = ContinuousClock.now
        for frame in frames {
            answers.append(tracker.update(frame.detections, at: MediaInstant(nanoseconds: 0).advanced(bySeconds: frame.time)).ids)
        }
        let took = began.duration(to: .now)
        for ids in answers { print(String(decoding: try JSONEncoder().encode(ids), as: UTF8.self)) }
        let microseconds = Double(took.components.seconds) * 1e6 + Double(took.components.attoseconds) / 1e12
        print(#"{"microseconds":\#(microseconds / Double(max(1, frames.count)))}"#)
    }

    private struct Misuse: Error, CustomStringConvertible {
        var description: String
    }
}
