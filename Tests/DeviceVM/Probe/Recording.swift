internal import Capture
internal import Glibc
internal import Media
internal import Rings

/// Records from a source for a while and prints what was heard, one `key=value` a line.
struct Recording {
    private var specification: SourceSpecification
    private var seconds = 1.0
    /// Seconds at the start that are left out of what is measured: a stream needs a moment to come in.
    private var skip = 0.0

    init(_ arguments: [String]) {
        guard let kind = arguments.first.flatMap(SourceSpecification.Kind.init(rawValue:)) else {
            say("record: expected one of \(SourceSpecification.Kind.allCases.map(\.rawValue))")
            exit(64)
        }
        specification = SourceSpecification(kind: kind)
        for argument in arguments.dropFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "device": specification.device = parts[1]
            case "server": specification.server = parts[1]
            case "path": specification.path = parts[1]
            case "pace": specification.pace = SourceSpecification.Pace(rawValue: parts[1]) ?? .realTime
            case "period": specification.periodMs = Int(parts[1]) ?? 20
            case "buffer": specification.bufferMs = Int(parts[1]) ?? 200
            case "rate": specification.rate = Int(parts[1]) ?? 16_000
            case "channels": specification.channels = Int(parts[1]) ?? 1
            case "seconds": seconds = Double(parts[1]) ?? 1
            case "skip": skip = Double(parts[1]) ?? 0
            default: say("record: unknown key \(parts[0])")
            }
        }
    }

    func run() {
        let ring = AudioRing(capacityFrames: 30 * AudioFormat.sampleRate)
        var consumer = ring.takeConsumer()
        let started = MonotonicClock().now()
        let source: any AudioSource
        do throws(CaptureError) {
            source = try makeSource(specification, label: "probe", ring: ring)
            try source.start { event in
                say("event=\(format(MonotonicClock().now().seconds(since: started))) \(event)")
            }
        } catch {
            say("error=\(error.message)")
            exit(1)
        }
        var samples: [Float] = []
        var lateness: [Double] = []
        var lost: UInt64 = 0
        let skipFrames = Int(skip * Double(AudioFormat.sampleRate))
        while !consumer.isFinished, samples.count < Int(seconds * Double(AudioFormat.sampleRate)) {
            guard ring.waitForDoorbell(seconds: 5) else {
                say("error=nothing came for 5 s")
                break
            }
            while let block = consumer.read(maximumFrames: 320) {
                if block.lostFramesBefore > 0 {
                    lost += block.lostFramesBefore
                    say("gap=\(block.lostFramesBefore) \(block.lossCause?.rawValue ?? "") at \(block.position)")
                }
                if samples.count < skipFrames, samples.count + block.samples.count >= skipFrames { say("hearing") }
                samples += block.samples
                let end = block.capturedAt.advanced(bySeconds: AudioFormat.seconds(frames: UInt64(block.samples.count)))
                lateness.append(MonotonicClock().now().seconds(since: end))
            }
        }
        source.stop()
        let tone = Tone(Array(samples.dropFirst(skipFrames)))
        lateness.sort()
        say("frames=\(samples.count) lost=\(lost) nonfinite=\(ring.totals.nonFinite)")
        say("hertz=\(format(tone.hertz)) broken_ms=\(format(tone.brokenMilliseconds)) level=\(format(tone.level)) peak=\(format(tone.peak))")
        if !lateness.isEmpty {
            say(
                "lateness_ms median=\(format(lateness[lateness.count / 2] * 1000)) "
                    + "p95=\(format(lateness[lateness.count * 95 / 100] * 1000)) worst=\(format(lateness[lateness.count - 1] * 1000))")
        }
    }

    private func format(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let fraction = String(abs(thousandths) % 1000)
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}

/// Frequency (by rising zero crossings, interpolated) and levels of what should be one tone.
///
/// A player or a server that comes late plays silence, which is heard as what it is: frequency and level are those of the whole cycles,
/// and the time that they do not fill is said beside them.
struct Tone {
    var hertz = 0.0
    /// Milliseconds between the first and the last cycle that are no whole cycle of this tone.
    var brokenMilliseconds = 0.0
    /// Root mean square of the whole cycles.
    var level = 0.0
    var peak = 0.0

    init(_ samples: [Float]) {
        guard samples.count > 1 else { return }
        var crossings: [Double] = []
        for index in samples.indices {
            peak = max(peak, Double(abs(samples[index])))
            guard index > 0, samples[index - 1] < 0, samples[index] >= 0 else { continue }
            let before = Double(samples[index - 1])
            crossings.append(Double(index) - Double(samples[index]) / (Double(samples[index]) - before))
        }
        guard let first = crossings.first, let last = crossings.last, crossings.count > 1 else { return }
        let cycles = Array(zip(crossings, crossings.dropFirst()))
        let usual = cycles.map { $1 - $0 }.sorted()[cycles.count / 2]
        let whole = cycles.filter { abs($1 - $0 - usual) < usual / 100 }
        let length = whole.reduce(0) { $0 + $1.1 - $1.0 }
        let heard = whole.flatMap { samples[Int($0.rounded(.up))..<Int($1.rounded(.up))] }
        level = (heard.reduce(0) { $0 + Double($1 * $1) } / Double(heard.count)).squareRoot()
        let rate = Double(AudioFormat.sampleRate)
        hertz = Double(whole.count) / length * rate
        brokenMilliseconds = (last - first - length) / rate * 1000
    }
}
