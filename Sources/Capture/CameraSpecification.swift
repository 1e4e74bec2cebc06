internal import Foundation

/// Which camera, and what is asked of it.
package struct CameraSpecification: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A camera of this machine, through V4L2.
        case device = "v4l2"
        /// A video or a picture.
        case file
        /// The pictures of a folder, in the order of their names.
        case folder
        /// A camera on the network.
        case stream = "rtsp"
    }
    package typealias Pace = SourceSpecification.Pace

    package var kind: Kind
    /// Path of the device, the file or the folder, or the stream's address. An empty device is the first camera there is.
    package var place: String
    /// What the pictures should be like; the camera gives the nearest that it has. Files and streams stay as they are.
    package var width = 640
    package var height = 480
    /// Frames a second: asked of a device; given to pictures, which have no time of their own.
    package var rate = 15.0
    /// The device's pixel format, as V4L2 names it ("MJPG"); empty: whichever serves best.
    package var format = ""
    /// Of files and folders. `fast`: the one who looks sets the pace, and no frame is skipped.
    package var pace = Pace.realTime
    /// Files and folders begin anew at their end.
    package var repeats = false

    package init(kind: Kind, place: String = "") {
        self.kind = kind
        self.place = place
    }

    /// A camera as people write it:
    ///
    ///     v4l2:             the first camera of this machine
    ///     /dev/video0       v4l2:/dev/video0       v4l2:0
    ///     FOLDER/           the pictures in it
    ///     rtsp://HOST/PATH  rtsps://HOST/PATH
    ///     FILE              a video or a picture; file:FILE where the name looks like one of the others
    package init(_ text: String) throws(CaptureError) {
        let lowercase = text.lowercased()
        if lowercase.hasPrefix("v4l2:") {
            let name = String(text.dropFirst(5))
            let isNumber = !name.isEmpty && name.allSatisfy(\.isASCII) && name.allSatisfy(\.isNumber)
            self.init(kind: .device, place: isNumber ? "/dev/video" + name : name)
        } else if lowercase.hasPrefix("rtsp://") || lowercase.hasPrefix("rtsps://") {
            self.init(kind: .stream, place: text)
        } else if lowercase.hasPrefix("file:") {
            let path = String(text.dropFirst(5))
            self.init(kind: path.hasSuffix("/") ? .folder : .file, place: path)
        } else if text.hasPrefix("/dev/") {
            self.init(kind: .device, place: text)
        } else if let scheme = text.range(of: "://")?.lowerBound {
            throw CaptureError(
                code: .reconfigure, operation: "camera", status: 0,
                message: "\"\(text)\": a camera on the network is read through rtsp:// or rtsps://, not through \(text[..<scheme])://")
        } else {
            self.init(kind: text.hasSuffix("/") ? .folder : .file, place: text)
        }
        guard kind == .device || !place.isEmpty else {
            throw CaptureError(
                code: .reconfigure, operation: "camera", status: 0,
                message: "no camera was named; expected /dev/video0, v4l2:, a video or picture, a folder/ or rtsp://…")
        }
    }

    /// What cannot be asked of any camera, in one line.
    var problem: String? {
        let sides = 16...CameraLimits.side
        guard sides.contains(width), sides.contains(height) else {
            return "pictures of \(width) × \(height) cannot be had; expected \(sides.lowerBound) to \(sides.upperBound) each way"
        }
        guard rate.isFinite, rate > 0, rate <= 1000 else {
            return "\(rate) frames a second cannot be had; expected more than 0, and at most 1000"
        }
        return nil
    }

    /// The place as it may be shown: an address without the password in it.
    package var shownPlace: String {
        guard kind == .stream, let start = place.range(of: "://")?.upperBound else { return place }
        let host = place[start...]
        let end = host.firstIndex(of: "/") ?? host.endIndex
        guard let at = host[..<end].lastIndex(of: "@") else { return place }
        let user = host[..<at].split(separator: ":", maxSplits: 1).first ?? ""
        return place[..<start] + user + ":…" + host[at...]
    }
}

/// What a picture may measure at most. 8K (7680 × 4320) is inside; what is larger is more likely damage than a picture.
enum CameraLimits {
    static let side = 8192
    static let pixels = side * side
}
