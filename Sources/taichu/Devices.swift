internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Serving
internal import Wire

struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Microphones, outputs and cameras that a profile can name.")

    @Option(help: ArgumentHelp("Address of the Pulse server to ask; about cameras, nobody is asked then.", valueName: "address")) var server: String?
    @Option(help: ArgumentHelp("Ask the daemon there, which also asks the servers of its profile.", valueName: "path")) var socket: String?
    @Flag(help: "One JSON object instead of a table.") var json = false

    func validate() throws {
        if server != nil, socket != nil { throw ValidationError("--server asks a sound server, --socket a daemon: name one of them.") }
    }

    func run() async throws {
        try await reporting {
            let list = if let socket { try await Self.list(ofDaemonAt: socket) } else { DeviceList.current(servers: [server ?? ""], cameras: server == nil) }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try Output.standardOutput.write(String(decoding: try encoder.encode(list), as: UTF8.self) + "\n")
                return
            }
            var text = ""
            if list.devices.isEmpty {
                text = "There is no capture device here.\n"
            } else {
                text = columns(
                    [["kind", "device", "format", "what it is"]]
                        + list.devices.map { device in
                            [
                                device.kind, (device.isDefault ? "* " : "  ") + device.name, device.format.isEmpty ? "-" : device.format,
                                device.description + (device.server.isEmpty ? "" : " (server \(device.server))"),
                            ]
                        }
                ).joined(separator: "\n") + "\n* is what an empty device means.\n"
            }
            try Output.standardOutput.write(text)
            for problem in list.problems { complain(problem) }
            // Who asks for one server and does not get it has not got what was asked for.
            if server != nil, !list.problems.isEmpty { throw ExitCode(ExitStatus.unavailable.rawValue) }
        }
    }

    private static func list(ofDaemonAt socket: String) async throws -> DeviceList {
        try await WireClient.withConnection(to: SocketPath.forClient(explicit: socket, environment: ProcessInfo.processInfo.environment)) { client in
            guard case .devices(let entries, let problems) = try await client.ask(.devices) else {
                throw Failure(.unavailable, "the daemon answered devices with something else")
            }
            return DeviceList(
                devices: entries.map {
                    DeviceList.Device(
                        kind: $0.kind, name: $0.name, description: $0.description, format: $0.format, isDefault: $0.isDefault, server: $0.server)
                }, problems: problems)
        }
    }
}
