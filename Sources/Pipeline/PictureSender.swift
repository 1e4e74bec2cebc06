internal import Drawing
private import Foundation
internal import Media
internal import Wire

/// Makes `camera.frame` events of pictures, not more of them than a person needs to see something move.
struct PictureSender: ~Copyable {
    private static let interval = 1.0 / 15

    private var encoder: JPEGEncoder?
    private var last: MediaInstant?

    /// Nil when the last picture is too fresh.
    mutating func encode(_ frame: VideoFrame, track: String, at: Double) throws(DrawingError) -> CameraFrame? {
        if let last, (0..<(Self.interval - 0.01)).contains(frame.capturedAt.seconds(since: last)) { return nil }
        if encoder == nil { encoder = try JPEGEncoder(quality: 75) }
        last = frame.capturedAt
        return CameraFrame(
            track: track, number: frame.number, at: at, width: frame.width, height: frame.height,
            jpeg: try encoder!.encode(frame).base64EncodedString())
    }
}
