import Foundation
import Inference
import Media
import Support
import Testing
import Vision
import Wire


/// What the vision tests share: the models that the set-up built, the pictures of `Samples`, and what the original models said of them (`Tests/Vision`).
enum VisionFixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let cache =
        ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    static let models = URL(filePath: "\(cache)/taichu/models")

    /// One a process.
    private static let runtime = Result { try Runtime() }

    /// Each model once.
    private static let all: [VisionModel: Result<VisionGraphs, any Error>] = Dictionary(
        uniqueKeysWithValues: VisionModel.allCases.map { model in
            (model, Result { try VisionGraphs(model.directory(in: models), runtime: runtime.get()) })
        })

    static func graphs(_ model: VisionModel) -> Result<VisionGraphs, any Error> { all[model]! }

    static func reference<Value: Decodable>(_ name: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(contentsOf: root.appending(path: "Tests/Vision/data/\(name).json")))
    }

    /// A picture of `Samples` as a frame, cropped to even sides where its layout needs them.
    static func frame(_ name: String, _ layout: VideoFrame.Layout = .rgb) throws -> VideoFrame {
        let folder = try TemporaryFolder()
        let source = root.appending(path: "Samples/\(name)").path
        let crop = layout == .i420 ? ["-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0"] : []
        let format = layout == .i420 ? "yuv420p" : "rgb24"
        // A header of text before the pixels would need parsing; the size comes from the PNG's own.
        let header = try Data(contentsOf: URL(filePath: source)).prefix(24)
        func number(_ offset: Int) -> Int { header[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } }
        var (width, height) = (number(16), number(20))
        if layout == .i420 { (width, height) = (width / 2 * 2, height / 2 * 2) }
        try ChildProcess.run(["/usr/bin/ffmpeg", "-v", "error", "-i", source] + crop + ["-f", "rawvideo", "-pix_fmt", format, folder.path("raw")])
        let bytes = try Data(contentsOf: URL(filePath: folder.path("raw")))
        try #require(bytes.count == layout.byteCount(width: width, height: height))
        return frame(width, height, layout) { memory in memory.copyBytes(from: bytes) }
    }

    static func frame(_ width: Int, _ height: Int, _ layout: VideoFrame.Layout, number: UInt64 = 7, fill: (UnsafeMutableRawBufferPointer) -> Void) -> VideoFrame {
        VideoFrame(
            width: width, height: height, layout: layout, pixels: PixelMemory(count: layout.byteCount(width: width, height: height), fill: fill),
            number: number, capturedAt: MediaInstant(nanoseconds: 0))
    }

    static func black(_ width: Int, _ height: Int, _ layout: VideoFrame.Layout) -> VideoFrame {
        frame(width, height, layout) { memory in
            for index in memory.indices { memory[index] = layout == .rgb ? 0 : index < width * height ? 16 : 128 }
        }
    }
}

/// The largest distance between two boxes' sides, in pixels of the picture.
func distance(_ left: RelativeBox, _ right: RelativeBox, in frame: VideoFrame) -> Double {
    let (width, height) = (Double(frame.width), Double(frame.height))
    return [
        abs(left.x - right.x) * width, abs(left.x + left.width - right.x - right.width) * width,
        abs(left.y - right.y) * height, abs(left.y + left.height - right.y - right.height) * height,
    ].max()!
}
