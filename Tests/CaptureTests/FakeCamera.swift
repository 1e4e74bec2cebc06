import CV4L2
import Capture
import Foundation
import Media
import Support

/// A V4L2 camera that does what a test says, picture by picture: what no real one does when one waits for it.
final class FakeCamera: CameraSystem, @unchecked Sendable {
    // SAFETY: everything that changes is touched under the lock only.
    struct Mode {
        var format: String
        var width: Int
        var height: Int
        var rates: [Double] = [30]
    }
    struct Shot {
        var bytes: [UInt8]
        var sequence: UInt32 = 0
        var flags: Int32 = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC
        var taken: MediaInstant?
    }
    enum Step {
        /// Pictures that are there all at once.
        case pictures([Shot])
        /// The signal changes: other modes from now on.
        case change([Mode])
        /// The wait for a picture ends without one.
        case silence
        /// Pulled out, to be opened again after so many tries in vain.
        case unplugged(tries: Int)
    }

    private let lock = NSLock()
    private var modes: [Mode]
    private var steps: [Step] = []
    private var shots: [Shot] = []
    private var changed = false
    private var isGone = false
    private var vainTries = 0
    private var format = v4l2_pix_format()
    private var interval = v4l2_fract(numerator: 1, denominator: 30)
    private var memory: [UnsafeMutableRawBufferPointer] = []
    private var queued: [UInt32] = []
    private let bufferBytes: Int

    let path: String
    let card: String
    /// What a request answers with, until it has done so as often as the number says.
    private var refusals: [UInt: (status: Int32, times: Int)] = [:]
    var capabilities = UInt32(V4L2_CAP_VIDEO_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
    /// Errno of opening; 0: it opens.
    var opening: Int32 = 0
    /// Bytes at the end of each row of a planar picture.
    var padding: UInt32 = 0
    /// Sizes go in steps of 16 up to the largest mode.
    var isStepwise = false

    init(_ modes: [Mode], path: String = "/dev/video0", card: String = "Fake") {
        self.modes = modes
        self.path = path
        self.card = card
        bufferBytes = modes.map { 3 * max(64, $0.width) * max(64, $0.height) }.max() ?? 0
    }

    deinit { memory.forEach { $0.deallocate() } }

    func give(_ step: Step) { lock.withLock { steps.append(step) } }

    func give(_ bytes: [UInt8], sequence: UInt32 = 0) { give(.pictures([Shot(bytes: bytes, sequence: sequence)])) }

    func refuse(_ request: UInt, _ status: Int32, times: Int = 1) { lock.withLock { refusals[request] = (status, times) } }

    // MARK: - CameraSystem

    func paths() -> [String] { modes.isEmpty ? [] : [path] }

    func group(of path: String) -> String { "video" }

    func open(_ path: String) -> Int32 {
        lock.withLock {
            guard path == self.path, !modes.isEmpty else { return -ENOENT }
            guard opening == 0 else { return -opening }
            if vainTries > 0 {
                vainTries -= 1
                return -ENOENT
            }
            isGone = false
            // libv4lconvert asks it about peculiarities, and gets no answer.
            return Glibc.open("/dev/null", O_RDWR)
        }
    }

    func close(_ descriptor: Int32) { Glibc.close(descriptor) }

    func map(_ descriptor: Int32, length: Int, offset: Int) -> UnsafeMutableRawPointer? { lock.withLock { memory[offset / 4096].baseAddress } }

    func unmap(_ memory: UnsafeMutableRawPointer, length: Int) {}

    func wait(_ descriptor: Int32, stopBell: Int32, milliseconds: Int32) -> CameraReadiness {
        while true {
            var entry = pollfd(fd: stopBell, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 1) > 0 { return [] }
            let readiness: CameraReadiness?? = lock.withLock {
                guard !steps.isEmpty else { return nil }
                switch steps.removeFirst() {
                case .pictures(let given):
                    shots = given
                    return .some(.picture)
                case .change(let new):
                    modes = new
                    changed = true
                    return .some([.event, .picture])
                case .silence: return .some(nil)
                case .unplugged(let tries):
                    isGone = true
                    vainTries = tries
                    return .some([.event, .picture])
                }
            }
            if let readiness { return readiness ?? [] }
        }
    }

    func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        lock.withLock {
            if isGone { return -ENODEV }
            if let refusal = refusals[request], refusal.times > 0 {
                refusals[request] = (refusal.status, refusal.times - 1)
                return -refusal.status
            }
            return answer(request, argument)
        }
    }

    private func answer(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        switch request {
        case TAICHU_VIDIOC_QUERYCAP:
            return change(argument, v4l2_capability.self) { capability in
                withUnsafeMutableBytes(of: &capability.card) { $0.copyBytes(from: card.utf8) }
                capability.capabilities = UInt32(V4L2_CAP_DEVICE_CAPS)
                capability.device_caps = capabilities
            }
        case TAICHU_VIDIOC_ENUM_FMT:
            return change(argument, v4l2_fmtdesc.self) { entry throws(Refused) in
                entry.pixelformat = try code(of: formats, at: entry.index)
            }
        case TAICHU_VIDIOC_ENUM_FRAMESIZES:
            return change(argument, v4l2_frmsizeenum.self) { entry throws(Refused) in
                let sizes = modes.filter { code($0.format) == entry.pixel_format }
                guard entry.index < (isStepwise ? 1 : sizes.count), let largest = sizes.last else { throw Refused(EINVAL) }
                if isStepwise {
                    entry.type = V4L2_FRMSIZE_TYPE_STEPWISE.rawValue
                    entry.stepwise = v4l2_frmsize_stepwise(
                        min_width: 16, max_width: UInt32(largest.width), step_width: 16, min_height: 16,
                        max_height: UInt32(largest.height), step_height: 16)
                } else {
                    let mode = sizes[Int(entry.index)]
                    entry.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
                    entry.discrete = v4l2_frmsize_discrete(width: UInt32(mode.width), height: UInt32(mode.height))
                }
            }
        case TAICHU_VIDIOC_ENUM_FRAMEINTERVALS:
            return change(argument, v4l2_frmivalenum.self) { entry throws(Refused) in
                let rates = modes.first { code($0.format) == entry.pixel_format && $0.width == entry.width && $0.height == entry.height }?.rates ?? []
                guard entry.index < rates.count else { throw Refused(EINVAL) }
                entry.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
                entry.discrete = v4l2_fract(numerator: 100, denominator: UInt32(rates[Int(entry.index)] * 100))
            }
        case TAICHU_VIDIOC_S_FMT:
            return change(argument, v4l2_format.self) { wanted in
                let pixels = Int(wanted.fmt.pix.width) * Int(wanted.fmt.pix.height)
                // What it is, whatever is wanted, where the test wants it so.
                if let only = modes.first, modes.count == 1, !isStepwise {
                    wanted.fmt.pix.width = UInt32(only.width)
                    wanted.fmt.pix.height = UInt32(only.height)
                }
                let bits = [code("GREY"): 8, code("YU12"): 12, code("YV12"): 12, code("NV12"): 12, code("RGB3"): 24][wanted.fmt.pix.pixelformat] ?? 16
                wanted.fmt.pix.bytesperline = wanted.fmt.pix.width * UInt32(bits == 12 ? 8 : bits) / 8 + padding
                wanted.fmt.pix.sizeimage = (UInt32(pixels) + padding * wanted.fmt.pix.height) * UInt32(bits) / 8
                format = wanted.fmt.pix
            }
        case TAICHU_VIDIOC_G_PARM, TAICHU_VIDIOC_S_PARM:
            return change(argument, v4l2_streamparm.self) { parameters in
                if request == TAICHU_VIDIOC_S_PARM { interval = parameters.parm.capture.timeperframe }
                parameters.parm.capture.capability = UInt32(V4L2_CAP_TIMEPERFRAME)
                parameters.parm.capture.timeperframe = interval
            }
        case TAICHU_VIDIOC_REQBUFS:
            return change(argument, v4l2_requestbuffers.self) { wanted in
                memory.forEach { $0.deallocate() }
                memory = (0..<wanted.count).map { _ in .allocate(byteCount: bufferBytes, alignment: 64) }
                queued = []
            }
        case TAICHU_VIDIOC_QUERYBUF:
            return change(argument, v4l2_buffer.self) { buffer in
                buffer.length = UInt32(bufferBytes)
                buffer.m.offset = buffer.index * 4096
            }
        case TAICHU_VIDIOC_QBUF: return change(argument, v4l2_buffer.self) { queued.append($0.index) }
        case TAICHU_VIDIOC_DQBUF:
            return change(argument, v4l2_buffer.self) { buffer throws(Refused) in
                guard !shots.isEmpty, !queued.isEmpty else { throw Refused(EAGAIN) }
                let shot = shots.removeFirst()
                buffer.index = queued.removeFirst()
                memory[Int(buffer.index)].copyBytes(from: shot.bytes)
                buffer.bytesused = UInt32(shot.bytes.count)
                buffer.sequence = shot.sequence
                buffer.flags = UInt32(shot.flags)
                let taken = (shot.taken ?? MonotonicClock().now()).nanoseconds
                buffer.timestamp.tv_sec = Int(taken / 1_000_000_000)
                buffer.timestamp.tv_usec = Int(taken % 1_000_000_000) / 1000
            }
        case TAICHU_VIDIOC_DQEVENT:
            return change(argument, v4l2_event.self) { event throws(Refused) in
                guard changed else { throw Refused(ENOENT) }
                changed = false
                event.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
            }
        case TAICHU_VIDIOC_STREAMON, TAICHU_VIDIOC_STREAMOFF, TAICHU_VIDIOC_SUBSCRIBE_EVENT: return 0
        default: return -ENOTTY
        }
    }

    private struct Refused: Error {
        var status: Int32

        init(_ status: Int32) {
            self.status = status
        }
    }

    private func change<Value>(_ argument: UnsafeMutableRawPointer, _ type: Value.Type, _ body: (inout Value) throws(Refused) -> Void) -> Int32 {
        do throws(Refused) {
            try body(&argument.assumingMemoryBound(to: type).pointee)
            return 0
        } catch {
            return -error.status
        }
    }

    private var formats: [String] { modes.reduce(into: []) { if !$0.contains($1.format) { $0.append($1.format) } } }

    private func code(of formats: [String], at index: UInt32) throws(Refused) -> UInt32 {
        guard index < formats.count else { throw Refused(EINVAL) }
        return code(formats[Int(index)])
    }

    private func code(_ name: String) -> UInt32 { name.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
}
