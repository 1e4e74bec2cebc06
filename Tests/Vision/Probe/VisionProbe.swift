import Foundation
import Glibc
import Inference
import Media
import Vision
import Wire

/// vision-probe MODELS RAW WIDTH HEIGHT i420|rgb ROUNDS LOOK…: looks at one picture again and again, and prints a line of JSON a look: processor milliseconds of each round.
///
/// What `Benchmarks/rows/vision.py` measures. Looks are the models' names, `gate` for the motion gate, and
/// `thing` for the mask of the surest object.
@main
struct VisionProbe {
    struct Line: Encodable {
        var look: String
        var milliseconds: [Double]
        /// Relative boxes of the lines that were read, for who repeats the work.
        var boxes: [RelativeBox]?
        /// How much was found.
        var found: Int
    }

    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("vision-probe: \(error)\n".utf8))
            exit(1)
        }
    }

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    private static func run(_ arguments: [String]) throws {
        guard arguments.count >= 7, let width = Int(arguments[2]), let height = Int(arguments[3]), let layout = VideoFrame.Layout(rawValue: arguments[4]),
            let rounds = Int(arguments[5]), rounds > 0
        else { throw Problem(description: "expected MODELS RAW WIDTH HEIGHT i420|rgb ROUNDS LOOK…") }
        let bytes = try Data(contentsOf: URL(filePath: arguments[1]))
        guard bytes.count == layout.byteCount(width: width, height: height) else {
            throw Problem(description: "\(arguments[1]) has \(bytes.count) bytes, expected \(layout.byteCount(width: width, height: height))")
        }
        let frame = VideoFrame(
            width: width, height: height, layout: layout, pixels: PixelMemory(count: bytes.count) { $0.copyBytes(from: bytes) }, number: 0,
            capturedAt: MediaInstant(nanoseconds: 0))
        let models = URL(filePath: arguments[0]), runtime = try Runtime()
        for name in arguments[6...] {
            let line = try measured(name, frame, rounds, models, runtime)
            print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
        }
    }

    private static func measured(_ name: String, _ frame: VideoFrame, _ rounds: Int, _ models: URL, _ runtime: Runtime) throws -> Line {
        if name == "gate" {
            var gate = MotionGate()
            return try repeated(name, rounds) { gate.admits(frame) ? 1 : 0 }
        }
        if name == "thing" {
            var detector = try ObjectDetector(VisionGraphs(try VisionModel.objects.directory(in: models), runtime: runtime))
            var estimator = SaliencyEstimator(VisionGraphs(try VisionModel.saliency.directory(in: models), runtime: runtime))
            let (things, map, masker) = (try detector.look(at: frame), try estimator.look(at: frame), ObjectMasker(most: 1))
            return try repeated(name, rounds) { try masker.look(at: frame, for: things, saliency: map).count }
        }
        guard let model = VisionModel(rawValue: name) else { throw Problem(description: "no look is called \(name)") }
        let graphs = VisionGraphs(try model.directory(in: models), runtime: runtime)
        switch model {
        case .objects:
            var looker = try ObjectDetector(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).count }
        case .pose:
            var looker = PoseEstimator(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).count }
        case .saliency:
            var looker = SaliencyEstimator(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).grid().count }
        case .faces:
            var looker = FaceDetector(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).count }
        case .tags:
            var looker = try ImageTagger(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).count }
        case .mask:
            var looker = PersonMasker(graphs)
            return try repeated(name, rounds) { try looker.look(at: frame).count }
        case .text:
            var looker = try TextReader(graphs)
            var boxes: [RelativeBox] = []
            var line = try repeated(name, rounds) {
                boxes = try looker.look(at: frame).map(\.box)
                return boxes.count
            }
            line.boxes = boxes
            return line
        }
    }

    /// The first two rounds prepare the runtime and are not counted.
    private static func repeated(_ name: String, _ rounds: Int, _ look: () throws -> Int) throws -> Line {
        var line = Line(look: name, milliseconds: [], boxes: nil, found: 0)
        for round in 0..<(rounds + 2) {
            let began = processorTime()
            line.found = try look()
            if round >= 2 { line.milliseconds.append(processorTime() - began) }
        }
        return line
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
