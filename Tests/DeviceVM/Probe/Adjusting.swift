internal import CV4L2
internal import Glibc

/// Sets a camera's input and controls by their names, as v4l2-ctl does: what a test makes the kernel's virtual camera do.
struct Adjusting {
    private var device = ""
    private var settings: [(name: String, value: Int32)] = []

    init(_ arguments: [String]) {
        device = arguments.first ?? ""
        for argument in arguments.dropFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            settings.append((parts[0], parts.count == 2 ? Int32(parts[1]) ?? 0 : 0))
        }
    }

    func run() {
        let descriptor = taichu_camera_open(device)
        guard descriptor >= 0 else { return fail("open \(device)") }
        defer { close(descriptor) }
        for setting in settings {
            if setting.name == "input" {
                var input = setting.value
                guard ioctl(descriptor, TAICHU_VIDIOC_S_INPUT, &input) == 0 else { return fail("input \(setting.value)") }
                continue
            }
            guard let identifier = control(named: setting.name, descriptor) else { return fail("no control \"\(setting.name)\"") }
            var control = v4l2_control(id: identifier, value: setting.value)
            guard ioctl(descriptor, TAICHU_VIDIOC_S_CTRL, &control) == 0 else { return fail(setting.name) }
        }
    }

    private func control(named name: String, _ descriptor: Int32) -> UInt32? {
        var query = v4l2_queryctrl()
        var known: [String] = []
        while true {
            query.id |= UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
            guard ioctl(descriptor, TAICHU_VIDIOC_QUERYCTRL, &query) == 0 else {
                say("controls: \(known)")
                return nil
            }
            let found = withUnsafeBytes(of: &query.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if found == name { return query.id }
            known.append(found)
        }
    }

    private func fail(_ what: String) {
        say("error=\(what): \(String(cString: strerror(errno)))")
        exit(1)
    }
}
