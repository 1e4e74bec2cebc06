private import Dispatch
private import Foundation
private import Rings
private import Synchronization

/// Devices that can be captured, for people and programs to choose from.
package struct DeviceList: Codable, Equatable, Sendable {
    package struct Device: Codable, Equatable, Sendable {
        /// The `kind` of a source that captures it: "pulse", "monitor", "alsa", and of cameras "v4l2".
        package var kind: String
        /// What to write as `device`.
        package var name: String
        package var description: String
        /// Native format ("s16le 44100 Hz 2 ch", "YUYV, 640 × 480, at most 30 frames/s"); empty where it is not known before opening.
        package var format: String
        package var isDefault: Bool
        /// What to write as `server`; empty for the default server, and for ALSA and cameras, which have none.
        package var server: String

        package init(kind: String, name: String, description: String, format: String, isDefault: Bool, server: String) {
            self.kind = kind
            self.name = name
            self.description = description
            self.format = format
            self.isDefault = isDefault
            self.server = server
        }
    }
    package var devices: [Device]
    /// One line for each backend that could not be asked.
    package var problems: [String]

    package init(devices: [Device], problems: [String]) {
        self.devices = devices
        self.problems = problems
    }

    /// Asks the Pulse servers at these addresses (empty: the default one), each once, and ALSA; and the cameras. It waits for them.
    package static func current(servers: [String] = [""], cameras asksCameras: Bool = true) -> DeviceList {
        let usual = ProcessInfo.processInfo.environment["PULSE_SERVER"]
        var addresses: [String] = []
        for server in servers {
            let address = server == usual && servers.contains("") ? "" : server
            if !addresses.contains(address) { addresses.append(address) }
        }
        let answers = Mutex([Int: Result<[Device], CaptureError>]())
        // All at once: one that hangs is not waited for twice.
        DispatchQueue.concurrentPerform(iterations: addresses.count) { [addresses] index in
            let answer = Result { () throws(CaptureError) in try pulse(addresses[index]) }
            answers.withLock { $0[index] = answer }
        }
        var list = DeviceList(devices: [], problems: [])
        for index in addresses.indices {
            switch answers.withLock({ $0[index] }) {
            case .success(let devices)?: list.devices += devices
            case .failure(let error)?: list.problems.append(error.message)
            case nil: break
            }
        }
        list.devices += ALSADeviceNames.capture().map {
            Device(kind: "alsa", name: $0.name, description: $0.description, format: "", isDefault: $0.name == "default", server: "")
        }
        guard asksCameras else { return list }
        let cameras = cameras()
        return DeviceList(devices: list.devices + cameras.devices, problems: list.problems + cameras.problems)
    }

    private static func pulse(_ server: String) throws(CaptureError) -> [Device] {
        // A server that hangs would hang whoever asks.
        let patience = EventDescriptor()
        DispatchQueue.global().asyncAfter(deadline: .now() + 3) { patience.ring() }
        let connection = try PulseConnection.open(server: server, stopBell: patience)
        let defaults = connection.defaults()
        // A sink's monitor is listed once, with its sink.
        let sources = connection.sources().filter { !$0.isMonitor }.map {
            Device(
                kind: "pulse", name: $0.name, description: $0.description, format: $0.format,
                isDefault: $0.name == defaults.source, server: server)
        }
        let monitors = connection.sinks().map {
            Device(
                kind: "monitor", name: $0.name, description: $0.description, format: $0.format,
                isDefault: $0.name == defaults.sink, server: server)
        }
        return sources + monitors
    }
}
