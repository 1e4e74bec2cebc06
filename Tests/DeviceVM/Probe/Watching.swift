internal import Capture
internal import Glibc
internal import Media
internal import Rings

/// Looks through a camera for a while and prints what was seen, one `key=value` a line.
struct Watching {
    private var specification: CameraSpecification
    private var frames = 10
    private var seconds = 60.0
    /// Milliseconds that the one who looks is busy with each frame.
    private var busy: UInt32 = 0
    /// A file whose appearance ends it.
    private var until = ""
    /// Who looks, where that is not who started this.
    private var user: uid_t = 0
    /// Of this user; nil: one of the user's own.
    private var group: gid_t?

    init(_ arguments: [String]) {
        do throws(CaptureError) {
            specification = try CameraSpecification(arguments.first ?? "")
        } catch {
            say("error=\(error.message)")
            exit(64)
        }
        for argument in arguments.dropFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "width": specification.width = Int(parts[1]) ?? 0
            case "height": specification.height = Int(parts[1]) ?? 0
            case "rate": specification.rate = Double(parts[1]) ?? 0
            case "format": specification.format = parts[1]
            case "user": user = uid_t(parts[1]) ?? 0
            case "group": group = gid_t(parts[1])
            case "pace": specification.pace = CameraSpecification.Pace(rawValue: parts[1]) ?? .realTime
            case "frames": frames = Int(parts[1]) ?? 10
            case "seconds": seconds = Double(parts[1]) ?? 60
            case "until": until = parts[1]
            case "busy": busy = UInt32(parts[1]) ?? 0
            default: say("watch: unknown key \(parts[0])")
            }
        }
    }

    func run() {
        if user > 0, setgid(group ?? user) != 0 || setuid(user) != 0 { say("error=this process may not become user \(user)") }
        let mailbox = LatestFrame()
        var consumer = mailbox.takeConsumer()
        let started = MonotonicClock().now()
        let source: any CameraSource
        do throws(CaptureError) {
            source = try makeCamera(specification, label: "probe", mailbox: mailbox)
            try source.start { event in
                say("event=\(format(MonotonicClock().now().seconds(since: started))) \(event)")
            }
        } catch {
            say("error=\(error.message)")
            exit(1)
        }
        var stamps: [MediaInstant] = []
        var lateness: [Double] = []
        var last: VideoFrame?
        let copied = counter("taichu_copied")
        var copiedBefore = 0
        var firstNumber: UInt64 = 0
        while !consumer.isFinished, stamps.count < frames, access(until, F_OK) != 0, MonotonicClock().now().seconds(since: started) < seconds {
            guard mailbox.waitForDoorbell(seconds: 20) else {
                say("error=nothing came for 20 s")
                break
            }
            guard let frame = consumer.take() else { continue }
            if stamps.isEmpty {
                say("seeing")
                copiedBefore = copied?() ?? 0
                firstNumber = frame.number
            }
            stamps.append(frame.capturedAt)
            lateness.append(MonotonicClock().now().seconds(since: frame.capturedAt))
            if let last, last.width != frame.width || last.height != frame.height { say("size=\(frame.width)x\(frame.height)") }
            last = frame
            if busy > 0 { usleep(busy * 1000) }
        }
        // Of what came after the first frame, which sets up what is kept; the camera may be a frame further than the one who looks.
        let copiedSince = copied.map { $0() - copiedBefore }
        source.stop()
        let totals = mailbox.totals
        say("frames=\(stamps.count) skipped=\(totals.skipped) lost=\(totals.lost) broken=\(totals.broken)")
        guard let last, let first = stamps.first, let end = stamps.last else { return }
        if let copiedSince, last.number > firstNumber { say("copied=\(format(Double(copiedSince) / Double(last.number - firstNumber) / Double(last.pixels.count)))") }
        let picture = Picture(last)
        say("width=\(last.width) height=\(last.height) layout=\(last.layout.rawValue) number=\(last.number)")
        say("luma_low=\(picture.low) luma_high=\(picture.high) red=\(format(picture.red)) blue=\(format(picture.blue))")
        // From the stamps and the numbers, so that skipped frames do not make it look slow.
        if last.number > 0, end > first { say("rate=\(format(Double(last.number) / end.seconds(since: first)))") }
        lateness.sort()
        say("lateness_ms median=\(format(lateness[lateness.count / 2] * 1000)) worst=\(format(lateness[lateness.count - 1] * 1000))")
        say("steps_back=\(zip(stamps.dropFirst(), stamps).filter { $0 <= $1 }.count)")
    }

    private func format(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let fraction = String(abs(thousandths) % 1000)
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}

/// The range of a picture's luma and the means of its colours, as far as a test picture can be told by them.
private struct Picture {
    var low = 255
    var high = 0
    /// Mean of V and of U, from -128 to 127.
    var red = 0.0
    var blue = 0.0

    init(_ frame: VideoFrame) {
        guard frame.layout == .i420 else { return }
        frame.pixels.withBytes { bytes in
            let luma = frame.width * frame.height
            for index in 0..<luma {
                low = min(low, Int(bytes[index]))
                high = max(high, Int(bytes[index]))
            }
            func mean(_ from: Int) -> Double {
                Double((from..<from + luma / 4).reduce(0) { $0 + Int(bytes[$1]) }) / Double(luma / 4) - 128
            }
            blue = mean(luma)
            red = mean(luma + luma / 4)
        }
    }
}
