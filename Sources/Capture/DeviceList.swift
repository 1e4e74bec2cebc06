private import Dispatch
private import Rings

/// Devices that can be captured, for people and programs to choose from.
package struct DeviceList: Codable, Equatable, Sendable {
    package struct Device: Codable, Equatable, Sendable {
        /// The `kind` of a source that captures it: "pulse", "monitor", "alsa".
        package var kind: String
        /// What to write as `device`.
        package var name: String
        package var description: String
        /// Native format ("s16le 44100 Hz 2 ch"); empty where it is not known before opening.
        package var format: String
        package var isDefault: Bool
    }
    package var devices: [Device]
    /// One line for each backend that could not be asked.
    package var problems: [String]

    /// Asks the Pulse server at `server` (empty: the default one) and ALSA.
    package static func current(server: String = "") -> DeviceList {
        var list = DeviceList(devices: [], problems: [])
        do throws(CaptureError) {
            list.devices += try pulse(server)
        } catch {
            list.problems.append(error.message)
        }
        list.devices += ALSADeviceNames.capture().map {
            Device(kind: "alsa", name: $0.name, description: $0.description, format: "", isDefault: $0.name == "default")
        }
        return list
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
                isDefault: $0.name == defaults.source)
        }
        let monitors = connection.sinks().map {
            Device(
                kind: "monitor", name: $0.name, description: $0.description, format: $0.format,
                isDefault: $0.name == defaults.sink)
        }
        return sources + monitors
    }
}
