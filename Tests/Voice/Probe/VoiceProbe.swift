import Foundation
import Glibc
import Inference
import Media
import Voice

/// voice-probe speak MODELS VOICE LINES FOLDER [RATE [LANGUAGE]]: speaks each line of a text file with a warm voice, and prints a line of JSON for each; the sounds go to FOLDER/0001.wav and so on.
/// Without a language it is told by the script, as English where that is Latin.
/// voice-probe stop SERVER SINK TIMES: how long after a stop the monitor of a null sink still has sound, and how long after its first samples it has it.
///
/// What `Benchmarks/rows/synthesis.py`, `readback.py` and `voices.py` measure.
@main
struct VoiceProbe {
    struct Line: Encodable {
        var file: String
        /// Wall seconds until the first sound was there, and until all was.
        var first: Double
        var wall: Double
        /// Processor seconds, all threads.
        var processor: Double
        /// Seconds of sound, pauses in it.
        var sound: Double
        /// Loudness (LUFS) and highest level (dBTP) of it.
        var loudness: Double?
        var peak: Double
    }

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("voice-probe: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        switch arguments.first {
        case "speak" where arguments.count >= 5: try speak(Array(arguments.dropFirst()))
        case "stop" where arguments.count == 4: try StopProbe.run(server: arguments[1], sink: arguments[2], times: Int(arguments[3]) ?? 1)
        default: throw Problem(description: "expected speak MODELS VOICE LINES FOLDER [RATE [LANGUAGE]], or stop SERVER SINK TIMES")
        }
    }

    private static func speak(_ arguments: [String]) throws {
        let catalogue = VoiceCatalogue(models: [URL(filePath: arguments[0])], runtime: try Runtime())
        let voices = catalogue.set(try catalogue.load(arguments[1]))
        var options = SpeechOptions()
        if arguments.count > 4 { options.rate = Double(arguments[4]) ?? 1 }
        if arguments.count > 5 { options.language = arguments[5] }
        try voices.prepare()
        let lines = try String(contentsOfFile: arguments[2], encoding: .utf8).split(separator: "\n")
        let folder = URL(filePath: arguments[3])
        for (index, line) in lines.enumerated() {
            let url = folder.appending(path: String(format: "%04d.wav", index + 1))
            let result = try speak(String(line), voices, options, into: url)
            print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
        }
    }

    private static func speak(_ text: String, _ voices: VoiceSet, _ options: SpeechOptions, into url: URL) throws -> Line {
        var result = Line(file: url.lastPathComponent, first: 0, wall: 0, processor: 0, sound: 0, loudness: nil, peak: 0)
        let began = MonotonicClock().now(), cost = processorTime()
        var stream = try SpeechStream(text, voices: voices, options: options)
        var pieces: [[Float]] = []
        while let piece = try stream.nextPiece() {
            if pieces.isEmpty { result.first = MonotonicClock().now().seconds(since: began) }
            pieces.append(piece)
        }
        result.wall = MonotonicClock().now().seconds(since: began)
        result.processor = processorTime() - cost
        let file = try WaveFile(url, sampleRate: stream.sampleRate)
        var meter = try LoudnessMeter(sampleRate: stream.sampleRate)
        for piece in pieces {
            try file.write(piece)
            meter.add(piece)
        }
        try file.finish()
        result.sound = Double(file.frames) / Double(stream.sampleRate)
        result.loudness = meter.integrated
        result.peak = meter.truePeak
        return result
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
