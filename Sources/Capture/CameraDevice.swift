internal import CV4L2
internal import Glibc

/// An open V4L2 camera: what it is, what it can do, and how it is told to.
final class CameraDevice {
    let path: String
    /// The camera's own name.
    let card: String
    private let descriptor: Int32
    private let system: any CameraSystem

    /// What fails at a device that is no camera.
    static let identification = "VIDIOC_QUERYCAP"

    /// - Parameter path: empty: the first camera there is.
    init(path: String, system: any CameraSystem) throws(CaptureError) {
        let path = try path.isEmpty ? Self.first(system) : path
        let opened = system.open(path)
        guard opened >= 0 else { throw Self.openError(path, opened, system) }
        descriptor = opened
        self.path = path
        self.system = system
        var capability = v4l2_capability()
        let status = system.control(opened, TAICHU_VIDIOC_QUERYCAP, &capability)
        card = withUnsafeBytes(of: &capability.card) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard status == 0 else { throw Self.noCamera(path, status, "it answers no camera's questions", system) }
        let can = capability.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps : capability.capabilities
        guard can & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0, can & UInt32(V4L2_CAP_STREAMING) != 0 else {
            throw Self.noCamera(path, 0, "\"\(card)\" gives no pictures under this name", system)
        }
    }

    deinit { system.close(descriptor) }

    /// "“Integrated Camera” (/dev/video0)"
    var name: String { "\"\(card)\" (\(path))" }

    /// Where libv4lconvert asks about the camera's peculiarities.
    var number: Int32 { descriptor }

    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 { system.control(descriptor, request, argument) }

    func map(length: Int, offset: Int) -> UnsafeMutableRawPointer? { system.map(descriptor, length: length, offset: offset) }

    func unmap(_ memory: UnsafeMutableRawPointer, length: Int) { system.unmap(memory, length: length) }

    func wait(stopBell: Int32, milliseconds: Int32) -> CameraReadiness {
        system.wait(descriptor, stopBell: stopBell, milliseconds: milliseconds)
    }

    /// Pixel formats, in the camera's order.
    func formats() -> [FourCC] {
        var formats: [FourCC] = []
        var entry = v4l2_fmtdesc()
        while formats.count < 256 {
            entry = v4l2_fmtdesc()
            entry.index = UInt32(formats.count)
            entry.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard control(TAICHU_VIDIOC_ENUM_FMT, &entry) == 0 else { break }
            formats.append(FourCC(code: entry.pixelformat))
        }
        return formats
    }

    /// Every way to run it that may be the nearest to what is wanted: of sizes and rates that go in steps, the step nearest to it.
    func modes(for wanted: CameraSpecification) -> [CameraMode] {
        formats().filter { CameraMode.formats.contains($0) && (wanted.format.isEmpty || wanted.format == $0.description) }.flatMap { format in
            sizes(format, wanted).flatMap { size in
                rates(format, size, wanted).map { CameraMode(format: format, width: size.width, height: size.height, rate: $0) }
            }
        }
    }

    private func sizes(_ format: FourCC, _ wanted: CameraSpecification) -> [(width: Int, height: Int)] {
        var sizes: [(width: Int, height: Int)] = []
        while sizes.count < 1024 {
            var entry = v4l2_frmsizeenum()
            entry.index = UInt32(sizes.count)
            entry.pixel_format = format.code
            guard control(TAICHU_VIDIOC_ENUM_FRAMESIZES, &entry) == 0 else { break }
            guard entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue else {
                let range = entry.stepwise
                return [
                    (
                        nearest(wanted.width, from: range.min_width, to: range.max_width, step: range.step_width),
                        nearest(wanted.height, from: range.min_height, to: range.max_height, step: range.step_height)
                    )
                ]
            }
            sizes.append((Int(entry.discrete.width), Int(entry.discrete.height)))
        }
        sizes.removeAll { $0.width == 0 || $0.height == 0 }
        // A camera that does not list its sizes is asked for the wanted one and says what it makes of it.
        return sizes.isEmpty ? [(wanted.width, wanted.height)] : sizes
    }

    private func rates(_ format: FourCC, _ size: (width: Int, height: Int), _ wanted: CameraSpecification) -> [Double?] {
        var rates: [Double?] = []
        while rates.count < 1024 {
            var entry = v4l2_frmivalenum()
            entry.index = UInt32(rates.count)
            entry.pixel_format = format.code
            entry.width = UInt32(size.width)
            entry.height = UInt32(size.height)
            guard control(TAICHU_VIDIOC_ENUM_FRAMEINTERVALS, &entry) == 0 else { break }
            guard entry.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue else {
                // The longest interval is the lowest rate.
                guard let low = rate(entry.stepwise.max), let high = rate(entry.stepwise.min) else { break }
                return [min(max(wanted.rate, low), high)]
            }
            rates.append(rate(entry.discrete))
        }
        return rates.isEmpty ? [nil] : rates
    }

    private func rate(_ interval: v4l2_fract) -> Double? {
        interval.numerator > 0 && interval.denominator > 0 ? Double(interval.denominator) / Double(interval.numerator) : nil
    }

    private func nearest(_ wanted: Int, from low: UInt32, to high: UInt32, step: UInt32) -> Int {
        let clamped = min(max(wanted, Int(low)), Int(max(low, high)))
        let step = max(1, Int(step))
        return min(Int(low) + (clamped - Int(low) + step / 2) / step * step, Int(max(low, high)))
    }

    /// Asks for a mode; what the camera says it will do, which is what counts.
    func configure(_ mode: CameraMode) throws(CaptureError) -> (format: v4l2_format, rate: Double?) {
        var format = v4l2_format()
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        format.fmt.pix.width = UInt32(mode.width)
        format.fmt.pix.height = UInt32(mode.height)
        format.fmt.pix.pixelformat = mode.format.code
        format.fmt.pix.field = V4L2_FIELD_ANY.rawValue
        try check(control(TAICHU_VIDIOC_S_FMT, &format), "VIDIOC_S_FMT")
        let width = Int(format.fmt.pix.width)
        let height = Int(format.fmt.pix.height)
        guard width >= 2, height >= 2 else {
            throw CaptureError(
                code: .retry, operation: "VIDIOC_S_FMT", status: 0,
                message: "camera \(name) gives pictures of \(width) × \(height); expected at least 2 × 2; "
                    + "see that something is connected to it and sends a picture")
        }
        guard width <= CameraLimits.side, height <= CameraLimits.side else {
            throw CaptureError(
                code: .reconfigure, operation: "VIDIOC_S_FMT", status: 0,
                message: "camera \(name) gives pictures of \(width) × \(height); "
                    + "expected at most \(CameraLimits.side) × \(CameraLimits.side); ask for a smaller size")
        }
        guard CameraMode.formats.contains(FourCC(code: format.fmt.pix.pixelformat)) else { throw unusable() }
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        guard control(TAICHU_VIDIOC_G_PARM, &parameters) == 0 else { return (format, mode.rate) }
        if let wanted = mode.rate, parameters.parm.capture.capability & UInt32(V4L2_CAP_TIMEPERFRAME) != 0 {
            parameters.parm.capture.timeperframe = v4l2_fract(numerator: 1000, denominator: UInt32((wanted * 1000).rounded()))
            // A camera that keeps its rate is still a camera.
            if control(TAICHU_VIDIOC_S_PARM, &parameters) == 0 { _ = control(TAICHU_VIDIOC_G_PARM, &parameters) }
        }
        return (format, rate(parameters.parm.capture.timeperframe) ?? mode.rate)
    }

    /// Its formats are none that can be converted, or not the wanted one.
    func unusable(wanted: String = "") -> CaptureError {
        let all = formats().map(\.description)
        return CaptureError(
            code: .reconfigure, operation: "VIDIOC_ENUM_FMT", status: 0,
            message: "camera \(name) gives only \(all.isEmpty ? "formats that it does not name" : all.joined(separator: ", ")); "
                + (wanted.isEmpty
                    ? "expected one of YUYV, NV12, MJPG, RGB3 or their kin; use another camera" : "expected \(wanted); ask for no format, or for one of these"))
    }

    /// Takes over the timing of a signal from outside (HDMI): such a camera gives what it was set to until it is told to follow.
    func followSignal() throws(CaptureError) {
        var input = v4l2_input()
        guard control(TAICHU_VIDIOC_G_INPUT, &input.index) == 0, control(TAICHU_VIDIOC_ENUMINPUT, &input) == 0,
            input.capabilities & UInt32(V4L2_IN_CAP_DV_TIMINGS) != 0
        else { return }
        var timings = v4l2_dv_timings()
        let status = control(TAICHU_VIDIOC_QUERY_DV_TIMINGS, &timings)
        switch status {
        case 0: try check(control(TAICHU_VIDIOC_S_DV_TIMINGS, &timings), "VIDIOC_S_DV_TIMINGS")
        case -ENOLINK, -ENOLCK, -ERANGE:
            throw CaptureError(
                code: .retry, operation: "VIDIOC_QUERY_DV_TIMINGS", status: Int(status),
                message: "camera \(name) has no \(status == -ENOLINK ? "signal" : "signal that it can follow"); "
                    + "see that something is connected to it and sends a picture")
        default: return  // it cannot say
        }
    }

    func check(_ status: Int32, _ operation: String) throws(CaptureError) {
        guard status < 0 else { return }
        if status == -EBUSY {
            throw CaptureError(
                code: .retry, operation: operation, status: Int(status),
                message: "camera \(name) is in use by another program; end that, or name another camera")
        }
        throw CaptureError(
            code: .reopen, operation: operation, status: Int(status),
            message: status == -ENODEV || status == -ENXIO
                ? "camera \(name) is gone" : "camera \(name) stopped (\(operation): \(reason(-status)))")
    }

    private static func first(_ system: any CameraSystem) throws(CaptureError) -> String {
        var refused: CaptureError?
        for path in system.paths() {
            do throws(CaptureError) {
                return try CameraDevice(path: path, system: system).path
            } catch {
                // The first that may not be opened is better to hear of than that there is none.
                if error.status == Int(-EACCES) || error.status == Int(-EBUSY) { refused = refused ?? error }
            }
        }
        throw refused
            ?? CaptureError(
                code: .reconfigure, operation: "open", status: Int(-ENOENT),
                message: "there is no camera here (no /dev/video… that gives pictures); connect one, or name a file, a folder/ or rtsp://…")
    }

    private static func openError(_ path: String, _ status: Int32, _ system: any CameraSystem) -> CaptureError {
        switch status {
        case -EBUSY:
            CaptureError(
                code: .retry, operation: "open", status: Int(status),
                message: "camera \(path) is in use by another program; end that, or name another camera")
        case -EACCES, -EPERM:
            CaptureError(
                code: .reconfigure, operation: "open", status: Int(status),
                message: "camera \(path) may not be opened by this user; join the group \"\(system.group(of: path))\" "
                    + "(sudo usermod -aG \(system.group(of: path)) USER) and log in anew")
        case -ENOTTY, -EINVAL:
            noCamera(path, status, "it answers no camera's questions", system)
        default:
            CaptureError(
                code: .reconfigure, operation: "open", status: Int(status),
                message: "no camera \(path) (\(reason(-status)))"
                    + NearestNames.hint(for: path, among: others(than: path, system), what: "camera"))
        }
    }

    private static func noCamera(_ path: String, _ status: Int32, _ why: String, _ system: any CameraSystem) -> CaptureError {
        CaptureError(
            code: .reconfigure, operation: identification, status: Int(status),
            message: "\(path) is no camera: \(why)" + NearestNames.hint(for: path, among: others(than: path, system), what: "camera"))
    }

    private static func others(than path: String, _ system: any CameraSystem) -> [String] {
        system.paths().filter { other in
            guard other != path else { return false }
            // Asked without a name, so that it does not ask for others in turn.
            let descriptor = system.open(other)
            guard descriptor >= 0 else { return false }
            defer { system.close(descriptor) }
            var capability = v4l2_capability()
            return system.control(descriptor, TAICHU_VIDIOC_QUERYCAP, &capability) == 0
                && capability.device_caps & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0
        }
    }
}
