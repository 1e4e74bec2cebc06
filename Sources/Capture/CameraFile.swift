internal import Foundation
internal import Media
internal import Rings

extension CameraThread {
    /// A video, a picture or a folder of pictures, at the pace of a camera or as fast as the one who looks takes them. Opens the
    /// first of it; what is wrong with that is said here.
    ///
    /// Times are those of a camera that had started with `start`: a frame's capture time is the start plus its place in the file,
    /// at either pace.
    static func file(_ specification: CameraSpecification, label: String, mailbox: LatestFrame) throws(CaptureError) -> CameraThread {
        let thread = CaptureThread(name: "camera-file", realTime: false)
        let show = try PictureShow(
            specification, sink: CameraSink(mailbox: mailbox), stopBell: thread.stopBell)
        return CameraThread(
            label: label, summary: "\(show.isFolder ? "folder" : "file") \(specification.place)", duration: show.duration, mailbox: mailbox,
            thread: thread, body: { events in show.run(events: events) })
    }
}

/// What the thread of a file or a folder does.
// SAFETY: Sendable although it changes: after the source was made, its one thread alone uses it.
private final class PictureShow: @unchecked Sendable {
    private let specification: CameraSpecification
    private let sink: CameraSink
    private let stopBell: EventDescriptor
    private let paths: [String]
    private var opened: CameraPictureReader?
    private var startedAt = MediaInstant(nanoseconds: 0)
    /// Seconds from the start to the next file, or to this one's first picture.
    private var place = 0.0
    private var shown: UInt64 = 0
    private var wasStopped = false
    let isFolder: Bool
    let duration: Double?

    init(_ specification: CameraSpecification, sink: CameraSink, stopBell: EventDescriptor) throws(CaptureError) {
        self.specification = specification
        self.sink = sink
        self.stopBell = stopBell
        isFolder = try Self.look(at: specification.place, expectsFolder: specification.kind == .folder)
        if isFolder {
            paths = try Self.pictures(in: specification.place)
            duration = nil
        } else {
            paths = [specification.place]
            let reader = try CameraPictureReader(specification.place, isStream: false, name: specification.place, stopBell: stopBell)
            duration = reader.duration
            opened = reader
        }
    }

    func run(events: (SourceEvent) -> Void) {
        let what = isFolder ? "folder \(specification.place) (\(paths.count) files, \(formatted(specification.rate)) frames/s)" : "file \(specification.place) (\(opened?.detail ?? ""))"
        events(.connected(detail: "\(what), \(specification.pace.rawValue) pace"))
        startedAt = MonotonicClock().now()
        let event = play(events)
        // The end of the pictures comes last: who looks up to it knows then how it ended.
        events(event)
        sink.close()
    }

    private func play(_ events: (SourceEvent) -> Void) -> SourceEvent {
        repeat {
            let before = shown
            for path in paths {
                do throws(CaptureError) {
                    let reader: CameraPictureReader
                    if let first = opened.take() {
                        reader = first
                    } else {
                        reader = try CameraPictureReader(path, isStream: false, name: path, stopBell: stopBell)
                    }
                    if reader.isStill { try showStill(reader, path, events) } else { try showVideo(reader, path, events) }
                } catch {
                    // Of a folder, one file is only one picture.
                    guard isFolder else { return .failed(error) }
                    sink.reportBroken(error.message, events: events)
                }
                if wasStopped { return .ended(detail: "stopped after \(shown) frames of \(specification.place)") }
            }
            guard shown > before else {
                return .failed(
                    CaptureError(
                        code: .reconfigure, operation: "avcodec_receive_frame", status: 0,
                        message: isFolder
                            ? "\(specification.place): none of its \(paths.count) files is a picture; expected JPEG, PNG or the like"
                            : "\(specification.place): no picture in it could be decoded; expected a whole picture or video"))
            }
        } while specification.repeats
        return .ended(detail: "\(shown) frames of \(specification.place) were shown")
    }

    /// One picture, which lasts for one frame; alone and repeated, it is decoded once.
    private func showStill(_ reader: CameraPictureReader, _ path: String, _ events: (SourceEvent) -> Void) throws(CaptureError) {
        var picture: CameraPicture?
        do throws(BrokenPicture) {
            picture = try reader.next(pool: sink.pool)?.picture
        } catch {
            sink.reportBroken("\(path): \(error.why)", events: events)
        }
        guard let picture else { return }
        repeat {
            guard show(picture, at: place) else { return }
            place = Double(shown) / specification.rate
        } while specification.repeats && !isFolder
    }

    private func showVideo(_ reader: CameraPictureReader, _ path: String, _ events: (SourceEvent) -> Void) throws(CaptureError) {
        let start = place
        while true {
            do throws(BrokenPicture) {
                guard let timed = try reader.next(pool: sink.pool) else { break }
                guard show(timed.picture, at: start + timed.seconds) else { return }
                place = start + timed.seconds + 1 / (reader.rate ?? 25)
            } catch {
                sink.reportBroken("\(path): \(error.why)", events: events)
            }
        }
        if reader.failure != 0, !stopBell.isRung { events(.notice("\(path): it could be read no further (\(avMessage(reader.failure)))")) }
    }

    /// Leaves the picture in its time, or when the one before was taken; false when stopped.
    private func show(_ picture: CameraPicture, at seconds: Double) -> Bool {
        let capturedAt = startedAt.advanced(bySeconds: seconds)
        let isOn =
            switch specification.pace {
            case .fast: !stopBell.isRung && sink.waitUntilTaken()
            case .realTime: !stopBell.wait(nanoseconds: capturedAt.nanoseconds - MonotonicClock().now().nanoseconds)
            }
        guard isOn else {
            wasStopped = true
            return false
        }
        sink.put(picture, capturedAt: capturedAt)
        shown += 1
        return true
    }

    /// Whether the path is a folder; one line about why it cannot be read.
    private static func look(at path: String, expectsFolder: Bool) throws(CaptureError) -> Bool {
        func problem(_ operation: String, _ status: Int32, _ message: String) -> CaptureError {
            CaptureError(code: .reconfigure, operation: operation, status: Int(status), message: message)
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            let status = errno
            throw problem(
                "stat", status, "\(path): \(reason(status)); expected a video, a picture or a folder/ of them, /dev/video0 or rtsp://…")
        }
        let isFolder = facts.st_mode & S_IFMT == S_IFDIR
        guard access(path, isFolder ? R_OK | X_OK : R_OK) == 0 else {
            let status = errno
            throw problem("access", status, "\(path) cannot be read: \(reason(status)); check who owns it and its permissions")
        }
        guard isFolder || !expectsFolder else { throw problem("stat", ENOTDIR, "\(path) is no folder; name it without the / at its end") }
        guard facts.st_mode & S_IFMT != S_IFREG || facts.st_size > 0 else {
            throw problem("stat", 0, "\(path) is empty (0 bytes); expected a picture or a video")
        }
        return isFolder
    }

    private static func pictures(in folder: String) throws(CaptureError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw CaptureError(
                code: .reconfigure, operation: "readdir", status: 0, message: "\(folder) cannot be read: \(error.localizedDescription)")
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        let paths = names.filter { !$0.hasPrefix(".") }.sorted().map { base + $0 }.filter {
            var facts = stat()
            return stat($0, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        }
        guard !paths.isEmpty else {
            throw CaptureError(
                code: .reconfigure, operation: "readdir", status: 0, message: "\(folder) holds no pictures (0 files); expected JPEG, PNG or the like")
        }
        return paths
    }
}
