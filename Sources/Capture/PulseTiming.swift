internal import CPulse
internal import Media

/// When a record stream's frames were captured, from the server's own reports.
///
/// libpulse's interpolated latency is not used: it starts from a report made before sound flows and takes seconds to come to
/// the truth (0.7 s off after connecting to the monitor of an idle null sink). A report names a frame (the server's write
/// index) and how long ago it was captured; all other frames follow by counting. A single report
/// is some milliseconds off (what was rendered but not yet sent is not in it), so their mean over some seconds is used.
struct PulseTiming: ~Copyable {
    private let stream: OpaquePointer
    private var request: OpaquePointer?
    private var askedAt: MediaInstant?
    /// Capture time of the stream's frame 0, as of the last report.
    private var origin: MediaInstant?

    private var reports: Int64 = 0

    private static let secondsBetweenReports = 0.25
    private static let averagedReports: Int64 = 32
    /// A report this far from the mean means that the device's latency changed.
    private static let jumpNanoseconds: Int64 = 100_000_000
    private static let bytesPerFrame: Int64 = 4

    init(stream: OpaquePointer) {
        self.stream = stream
    }

    deinit { if let request { pa_operation_unref(request) } }

    /// Asks for a report when it is time, and takes one that has come. To be called whenever the loop ran.
    /// Real-time safe as far as libpulse is.
    mutating func update() {
        let now = MonotonicClock().now()
        if let pending = request {
            guard pa_operation_get_state(pending) != PA_OPERATION_RUNNING else { return }
            if pa_operation_get_state(pending) == PA_OPERATION_DONE { take(now) }
            pa_operation_unref(pending)
            request = nil
        } else if askedAt.map({ now.seconds(since: $0) >= Self.secondsBetweenReports }) ?? true {
            askedAt = now
            request = pa_stream_update_timing_info(stream, nil, nil)
        }
    }

    /// Capture time of the frame at the read index; nil before the first report.
    var readStamp: MediaInstant? {
        guard let origin, let report = pa_stream_get_timing_info(stream)?.pointee else { return nil }
        return MediaInstant(nanoseconds: origin.nanoseconds + report.read_index / Self.bytesPerFrame * 62_500)
    }

    private mutating func take(_ now: MediaInstant) {
        guard let report = pa_stream_get_timing_info(stream)?.pointee, report.write_index_corrupt == 0 else { return }
        // The frame at the write index was captured `source_usec` before the report was made; of a monitor, it is heard when
        // its sink has played what waits there.
        let age = Int64(report.transport_usec) + Int64(report.source_usec) - Int64(report.sink_usec)
        let reported = now.nanoseconds - age * 1000 - report.write_index / Self.bytesPerFrame * 62_500
        let error = reported - (origin?.nanoseconds ?? reported)
        reports = abs(error) > Self.jumpNanoseconds ? 1 : min(reports + 1, Self.averagedReports)
        origin = MediaInstant(nanoseconds: reported - error + error / reports)
    }
}
