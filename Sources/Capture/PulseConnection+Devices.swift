internal import CPulse

/// One source or sink, as its server describes it.
struct PulseDevice: Equatable, Sendable {
    var name: String
    var description: String
    /// The source to record from: its own name, or a sink's monitor.
    var recordName: String
    var format: String
    var isMonitor: Bool
}

/// Filled by the callbacks below while the loop runs.
private final class PulseAnswer {
    var devices: [PulseDevice] = []
    var defaultSource = ""
    var defaultSink = ""
}

extension PulseConnection {
    /// All sources, or those of one name ("@DEFAULT_SOURCE@" too).
    func sources(named name: String? = nil) -> [PulseDevice] {
        collect { answer in
            if let name {
                pa_context_get_source_info_by_name(context, name, addPulseSource, answer)
            } else {
                pa_context_get_source_info_list(context, addPulseSource, answer)
            }
        }.devices
    }

    /// All sinks, or those of one name ("@DEFAULT_SINK@" too).
    func sinks(named name: String? = nil) -> [PulseDevice] {
        collect { answer in
            if let name {
                pa_context_get_sink_info_by_name(context, name, addPulseSink, answer)
            } else {
                pa_context_get_sink_info_list(context, addPulseSink, answer)
            }
        }.devices
    }

    /// Names of the default source and sink; empty where there is none.
    func defaults() -> (source: String, sink: String) {
        let answer = collect { pa_context_get_server_info(context, noteServer, $0) }
        return (answer.defaultSource, answer.defaultSink)
    }

    private func collect(_ ask: (UnsafeMutableRawPointer) -> OpaquePointer?) -> PulseAnswer {
        let answer = PulseAnswer()
        // SAFETY: the callbacks run inside `finish` only, and a broken-off operation is cancelled there.
        withExtendedLifetime(answer) {
            // An unknown name ends the operation without an entry: the caller sees an empty list.
            _ = finish(ask(Unmanaged.passUnretained(answer).toOpaque()))
        }
        return answer
    }
}

private func answer(_ pointer: UnsafeMutableRawPointer?) -> PulseAnswer? {
    pointer.map { Unmanaged<PulseAnswer>.fromOpaque($0).takeUnretainedValue() }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

private func describe(_ format: pa_sample_spec) -> String {
    let name = text(pa_sample_format_to_string(format.format))
    return "\(name) \(format.rate) Hz \(format.channels) ch"
}

private func addPulseSource(
    _: OpaquePointer?, _ info: UnsafePointer<pa_source_info>?, _: Int32, _ pointer: UnsafeMutableRawPointer?
) {
    guard let info = info?.pointee else { return }
    answer(pointer)?.devices.append(
        PulseDevice(
            name: text(info.name), description: text(info.description), recordName: text(info.name),
            format: describe(info.sample_spec), isMonitor: info.monitor_of_sink != taichu_pulse_unset()))
}

private func addPulseSink(
    _: OpaquePointer?, _ info: UnsafePointer<pa_sink_info>?, _: Int32, _ pointer: UnsafeMutableRawPointer?
) {
    guard let info = info?.pointee else { return }
    answer(pointer)?.devices.append(
        PulseDevice(
            name: text(info.name), description: text(info.description), recordName: text(info.monitor_source_name),
            format: describe(info.sample_spec), isMonitor: true))
}

private func noteServer(
    _: OpaquePointer?, _ info: UnsafePointer<pa_server_info>?, _ pointer: UnsafeMutableRawPointer?
) {
    guard let info = info?.pointee, let answer = answer(pointer) else { return }
    answer.defaultSource = text(info.default_source_name)
    answer.defaultSink = text(info.default_sink_name)
}
